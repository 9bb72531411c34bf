// Input: base size, target size, piece size (a byte each), then the stream.
#include "core/delta/delta_decoder.h"

#include <algorithm>

#include "tests/fuzz/decoder_input.h"
#include "tests/fuzz/fuzz.h"

namespace switchback::fuzz {
namespace {

struct Outcome {
  Status status;
  Buffer written;
};

Outcome decode(const Buffer& base, std::uint32_t target_size, Bytes stream, std::size_t piece) {
  const MemoryReader reader(base);
  BoundedSink sink(SIZE_MAX);
  delta::DeltaDecoder decoder(reader, reader.size_bytes(), sink, target_size);
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const Status status = decoder.write(stream.subspan(at, std::min(piece, stream.size() - at)));
    if (!ok(status)) {
      require(decoder.finish() == status, "a failure sticks");
      return {status, sink.written()};
    }
  }
  return {decoder.finish(), sink.written()};
}

bool is_documented(Status status) {
  switch (status) {
    case Status::kOk:
    case Status::kDeltaVarint:
    case Status::kDeltaBaseRange:
    case Status::kDeltaTargetRange:
    case Status::kStreamTrailing:
    case Status::kStreamTruncated:
      return true;
    default:
      return false;
  }
}

}  // namespace
}  // namespace switchback::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace switchback;
  using namespace switchback::fuzz;
  const auto input = read_decoder_input(data, size);
  if (!input) return 0;
  const Buffer base(input->base, 0x5a);
  const auto target_size = static_cast<std::uint32_t>(input->target);
  const std::size_t piece = std::max<std::size_t>(input->choice, 1);
  const Bytes stream = input->stream;

  const Outcome whole = decode(base, target_size, stream, SIZE_MAX / 2);
  const Outcome pieces = decode(base, target_size, stream, piece);
  require(is_documented(whole.status), "every status is a documented one");
  require(whole.written.size() <= target_size, "nothing is written beyond the target");
  require(!ok(whole.status) || whole.written.size() == target_size, "success means a complete target");
  require(whole.status == pieces.status && whole.written == pieces.written, "pieces do not matter");
  return 0;
}
