// The window is also the output buffer: inflateBack passes each full window to the sink before it
// wraps.
#include "core/delta/inflate.h"

#include <zlib.h>

// zlib's own headers, in the order that they need. They give the size of the state that it
// allocates.
#include <zutil.h>

#include <inftrees.h>

#include <inflate.h>

#include <algorithm>
#include <array>

namespace switchback::delta {
namespace {

constexpr std::uint32_t kChunkBytes = 128;

struct Input {
  explicit Input(const Reader& source) : payload(source) {}

  const Reader& payload;
  std::uint32_t offset = 0;
  Status status = Status::kOk;
  std::array<std::uint8_t, kChunkBytes> chunk;
};

struct Output {
  Sink& sink;
  Status status = Status::kOk;
};

struct Inflation {
  Inflation(const Reader& payload, Sink& sink) : input(payload), output{sink} {}

  z_stream stream{};
  Input input;
  Output output;
};

static_assert(Workspace::rounded(sizeof(inflate_state)) + Workspace::rounded(sizeof(Inflation)) <= kInflateStateBytes);

// The functions that zlib calls, with zlib's types.

void* allocate(void* workspace, unsigned items, unsigned item_bytes) {
  return static_cast<Workspace*>(workspace)->take(std::size_t{items} * item_bytes).data();
}

void release(void*, void*) {}

unsigned pull(void* description, unsigned char** next) {
  Input& input = *static_cast<Input*>(description);
  const std::uint32_t count = std::min(kChunkBytes, input.payload.size_bytes() - input.offset);
  input.status =
      count == 0 ? Status::kStreamTruncated : input.payload.read(input.offset, MutableBytes(input.chunk).first(count));
  if (!ok(input.status)) return 0;
  input.offset += count;
  *next = input.chunk.data();
  return count;
}

int push(void* description, unsigned char* data, unsigned size_bytes) {
  Output& output = *static_cast<Output*>(description);
  output.status = output.sink.write(Bytes(data, size_bytes));
  return ok(output.status) ? 0 : 1;
}

Status outcome(int result, const Inflation& inflation) {
  if (!ok(inflation.output.status)) return inflation.output.status;
  if (!ok(inflation.input.status)) return inflation.input.status;
  if (result != Z_STREAM_END) return Status::kStreamCorrupt;
  const bool all_read = inflation.input.offset == inflation.input.payload.size_bytes();
  return all_read && inflation.stream.avail_in == 0 ? Status::kOk : Status::kStreamTrailing;
}

}  // namespace

Status inflate_raw(const Reader& payload, std::uint8_t window_bits, Sink& out, Workspace& workspace) {
  auto* inflation = workspace.make<Inflation>(payload, out);
  const MutableBytes window = workspace.take(std::size_t{1} << window_bits);
  if (inflation == nullptr || window.empty()) return Status::kPackageRam;

  inflation->stream.zalloc = allocate;
  inflation->stream.zfree = release;
  inflation->stream.opaque = &workspace;
  if (inflateBackInit(&inflation->stream, window_bits, window.data()) != Z_OK) return Status::kPackageRam;
  const int result = inflateBack(&inflation->stream, pull, &inflation->input, push, &inflation->output);
  return outcome(result, *inflation);
}

}  // namespace switchback::delta
