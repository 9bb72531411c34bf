// Record, erase, record.
#include "bootloader/resume.h"

namespace switchback::bootloader {

Status resume_writing(OrderedWriter& writer, Journal& journal, State& state) {
  if (state.progress == 0) {
    state.progress = 1 + writer.whole_bytes();
    if (const Status status = journal.append(state); !ok(status)) return status;
  }
  if (const Status status = writer.resume(state.progress - 1); !ok(status)) return status;
  state.progress = 0;
  return journal.append(state);
}

}  // namespace switchback::bootloader
