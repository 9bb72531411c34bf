// Layout: magic, three lengths, then control, difference and extra bytes, each a bzip2 stream of
// its own.
#include "packer/delta/bsdiff40.h"

#include <bzlib.h>
#include <fmt/format.h>

#include <string_view>

namespace switchback::packer {
namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr std::string_view kMagic = "BSDIFF40";
constexpr int kBlockSize = 9;  // bzip2's largest, in units of 100 KB

// The format's 64-bit integers: little-endian magnitude, with the sign in the top bit.
void append_integer(Buffer& out, std::int64_t value) {
  const std::uint64_t magnitude =
      value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const std::uint64_t coded = magnitude | (value < 0 ? std::uint64_t{1} << 63 : 0);
  for (unsigned shift = 0; shift < 64; shift += 8) out.push_back(static_cast<std::uint8_t>(coded >> shift));
}

Result<Buffer> compress(Buffer data) {
  Buffer out(data.size() + data.size() / 100 + 601);  // bzip2's documented worst case, rounded up
  data.reserve(1);                                    // bzip2 always refuses a null pointer
  auto size = static_cast<unsigned>(out.size());
  const int result =
      BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(out.data()), &size, reinterpret_cast<char*>(data.data()),
                               static_cast<unsigned>(data.size()), kBlockSize, 0, 0);
  if (result != BZ_OK) return fail(ErrorCode::kInternal, fmt::format("bzip2 failed to compress ({})", result));
  out.resize(size);
  return out;
}

struct Streams {
  Buffer control;
  Buffer diff;
  Buffer extra;
};

Streams split(Bytes base, Bytes target, std::span<const DeltaRecord> records) {
  Streams streams;
  std::size_t at = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const DeltaRecord& record = records[i];
    const std::int64_t end = std::int64_t{record.base_position} + record.diff_bytes;
    append_integer(streams.control, record.diff_bytes);
    append_integer(streams.control, record.extra_bytes);
    append_integer(streams.control, (i + 1 < records.size() ? std::int64_t{records[i + 1].base_position} : end) - end);
    for (std::size_t j = 0; j < record.diff_bytes; ++j, ++at) {
      streams.diff.push_back(static_cast<std::uint8_t>(target[at] - base[record.base_position + j]));
    }
    const Bytes extra = target.subspan(at, record.extra_bytes);
    streams.extra.insert(streams.extra.end(), extra.begin(), extra.end());
    at += extra.size();
  }
  return streams;
}

}  // namespace

Result<Buffer> encode_bsdiff40(Bytes base, Bytes target, std::span<const DeltaRecord> records) {
  Streams streams = split(base, target, records);
  auto control = compress(std::move(streams.control));
  if (!control) return control;
  auto diff = compress(std::move(streams.diff));
  if (!diff) return diff;
  auto extra = compress(std::move(streams.extra));
  if (!extra) return extra;

  Buffer patch(kMagic.begin(), kMagic.end());
  append_integer(patch, static_cast<std::int64_t>(control->size()));
  append_integer(patch, static_cast<std::int64_t>(diff->size()));
  append_integer(patch, static_cast<std::int64_t>(target.size()));
  for (const Buffer* part : {&*control, &*diff, &*extra}) patch.insert(patch.end(), part->begin(), part->end());
  return patch;
}

}  // namespace switchback::packer
