// Input: window bits (a byte, modulo 7), then a raw deflate stream. If inflate accepts it, the
// system's zlib must decode it to the same bytes.
#include "core/delta/inflate.h"

#include <zlib.h>

#include "tests/fuzz/fuzz.h"

namespace switchback::fuzz {
namespace {

constexpr std::size_t kLimit = 1 << 16;

// The output of zlib's inflate for the whole stream; nothing if the stream does not end exactly at
// the input's end.
bool decode_with_zlib(Bytes stream, int window_bits, Buffer& out) {
  z_stream state{};
  require(inflateInit2(&state, -window_bits) == Z_OK, "zlib starts");
  out.resize(kLimit + 1);
  state.next_in = const_cast<Bytef*>(stream.data());  // zlib only reads it
  state.avail_in = static_cast<uInt>(stream.size());
  state.next_out = out.data();
  state.avail_out = static_cast<uInt>(out.size());
  const int result = inflate(&state, Z_FINISH);
  out.resize(state.total_out);
  const bool complete = result == Z_STREAM_END && state.avail_in == 0;
  inflateEnd(&state);
  return complete;
}

}  // namespace
}  // namespace switchback::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace switchback;
  using namespace switchback::fuzz;
  if (size < 1) return 0;
  const auto window_bits = static_cast<std::uint8_t>(9 + data[0] % 7);
  const Bytes stream(data + 1, size - 1);

  ExactMemory memory(delta::kInflateStateBytes + (std::size_t{1} << window_bits));
  Workspace workspace(memory.bytes());
  BoundedSink sink(kLimit);
  const Status status = delta::inflate_raw(MemoryReader(stream), window_bits, sink, workspace);
  require(status != Status::kPackageRam, "the documented workspace is enough");
  require(status == Status::kOk || status == Status::kStreamCorrupt || status == Status::kStreamTruncated ||
              status == Status::kStreamTrailing,
          "every status is a documented one");

  Buffer expected;
  const bool complete = decode_with_zlib(stream, window_bits, expected);
  require(!ok(status) || (complete && sink.written() == expected), "what is accepted is what zlib decodes");
  // zlib's inflate lets a match reach to the window's very end only, as inflateBack does.
  require(ok(status) || !complete || expected.size() > kLimit, "what zlib decodes is accepted");
  return 0;
}
