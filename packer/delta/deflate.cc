// Tries both compressors and keeps the shorter stream; ties go to the first tried.
#include "packer/delta/deflate.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zopfli.h>

#include <cstdlib>
#include <memory>

namespace switchback::packer {
namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr int kZopfliIterations = 15;  // Zopfli's default; more gain little

struct Free {
  void operator()(unsigned char* memory) const { std::free(memory); }  // NOLINT: Zopfli allocates with malloc
};

Result<Buffer> compress_with_zlib(Bytes data, int window_bits, int memory_level, int strategy) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -window_bits, memory_level, strategy) != Z_OK) {
    return fail(ErrorCode::kInternal, "zlib could not start to compress; there may be too little memory");
  }
  Buffer out(deflateBound(&stream, static_cast<uLong>(data.size())));
  stream.next_in = const_cast<Bytef*>(data.data());  // zlib only reads it
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) return fail(ErrorCode::kInternal, fmt::format("zlib failed to compress ({})", result));
  return out;
}

Buffer compress_with_zopfli(Bytes data, unsigned window_bits) {
  ZopfliOptions options;
  ZopfliInitOptions(&options);
  options.numiterations = kZopfliIterations;
  switchback_zopfli_set_window(window_bits);
  unsigned char* out = nullptr;
  std::size_t size = 0;
  ZopfliCompress(&options, ZOPFLI_FORMAT_DEFLATE, data.data(), data.size(), &out, &size);
  const std::unique_ptr<unsigned char, Free> owner(out);
  return {out, out + size};
}

}  // namespace

Result<Buffer> deflate_raw(Bytes data, std::uint8_t window_bits, const host::Progress& progress) {
  if (window_bits < kMinWindowBits || window_bits > kMaxWindowBits) {
    return fail(ErrorCode::kUsage,
                fmt::format("window bits: expected {} to {}, found {}", kMinWindowBits, kMaxWindowBits, window_bits));
  }
  if (progress) progress("compress", 0, data.size());
  Buffer best = compress_with_zopfli(data, window_bits);
  for (const int memory_level : {8, 9}) {
    for (const int strategy : {Z_DEFAULT_STRATEGY, Z_FILTERED}) {
      auto candidate = compress_with_zlib(data, window_bits, memory_level, strategy);
      if (!candidate) return candidate;
      if (candidate->size() < best.size()) best = std::move(*candidate);
    }
  }
  if (progress) progress("compress", data.size(), data.size());
  return best;
}

}  // namespace switchback::packer
