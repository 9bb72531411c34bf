// Watches a device's flash, and names the row of the specification's state tables for each load of
// the journal, each append, and each change of state. Anything without a row is a problem:
// bootloader and specification disagree.
//
// The result of a load is derived from the data it read, not from the cells, because a torn record
// may read differently each time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rig/flash/sim_flash.h"
#include "rig/spec/table_rows.h"

namespace switchback::rig {

class JournalWatch {
 public:
  // Borrowed.
  explicit JournalWatch(const bootloader::Layout& layout);

  // The bootloader or the application starts, and loads the journal before its first operation.
  // Anything unfinished was cut.
  void start(bool by_bootloader);

  // Call read() for every read, before() ahead of every operation anywhere, and after() for each
  // operation in the journal's area. `held`: it succeeded and, after a program, the cells hold the
  // data.
  void read(std::uint32_t address, Bytes found, bool readable);
  void before();
  void after(const Operation& operation, bool held);

  // The bootloader or the application has finished.
  void finish();

  // How often each row was hit since construction.
  const RowHits& hits() const { return hits_; }

  // Turns watching on or off; it is on at first.
  void enable(bool enabled) { is_enabled_ = enabled; }

  // The first problems since construction or forget_problems(), one line each.
  const std::vector<std::string>& problems() const { return problems_; }
  void forget_problems() { problems_.clear(); }

 private:
  // A programmed record, until the next operation shows whether it was read back.
  struct Written {
    std::uint32_t address = 0;
    std::array<std::uint8_t, bootloader::kRecordBytes> record{};
    bool held = false;
  };

  void end_load();
  void settle_written();
  void count(std::optional<AppendCase> append);
  void change_to(const bootloader::State& now);
  void problem(std::string what);

  const bootloader::Layout& layout_;
  RecordDecoder decoder_;
  JournalReader reader_{layout_, decoder_};
  AppendWatcher appends_;
  bool is_enabled_ = true;
  bool by_bootloader_ = true;
  bool is_loading_ = false;
  std::optional<Written> written_;
  bootloader::State last_;  // newest record, as loaded or written since
  RowHits hits_{};
  std::vector<std::string> problems_;
};

}  // namespace switchback::rig
