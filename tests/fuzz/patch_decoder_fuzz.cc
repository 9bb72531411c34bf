// Input: base size, target size, what fills the base (a byte each), then the patch.
#include "core/delta/patch_decoder.h"

#include <algorithm>

#include "core/delta/written_target.h"
#include "tests/fuzz/decoder_input.h"
#include "tests/fuzz/fuzz.h"

namespace switchback::fuzz {
namespace {

// Flash: gives back what was written, but not the latest bytes, which its writer holds back.
class LateFlash final : public Sink, public ReaderOf<LateFlash> {
 public:
  explicit LateFlash(std::uint32_t size_bytes) : ReaderOf(size_bytes) {}

  Status write(Bytes bytes) override {
    written_.insert(written_.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }
  const Buffer& written() const { return written_; }

 private:
  friend ReaderOf<LateFlash>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    require(offset + out.size() + delta::WrittenTarget::kHeldBackBytes <= written_.size(),
            "only what has reached the flash is read back");
    return MemoryReader(written_).read(offset, out);
  }

  Buffer written_;
};

// Pointers, branches, pairs and other words, so that copies predict fields.
Buffer make_base(std::size_t size, std::uint8_t seed) {
  Buffer base(size);
  std::uint32_t state = seed;
  for (std::size_t i = 0; i < size; ++i) {
    state = state * 1664525 + 1013904223;
    const bool upper = i % 4 == 1 || i % 4 == 3;
    base[i] = static_cast<std::uint8_t>(upper && (seed & 1) != 0 ? 0xf0 + (i & 8) : state >> 24);
  }
  // AUIPC and ADDI, or ADRP and ADD, of one register each.
  const bool arm = (seed & 4) != 0;
  for (std::size_t i = 0; (seed & 2) != 0 && i + 8 <= size; i += 12) {
    state = state * 1664525 + 1013904223;
    store_u32(base, i, arm ? 0x90000000 | (state & 0x60ffffe0) : 0x00000517 | (state & 0xfffff000));
    store_u32(base, i + 4, arm ? 0x91000000 | (state >> 9 & 0x003ffc00) : 0x00050513 | (state << 7 & 0xfff00000));
  }
  return base;
}

bool is_documented(Status status) {
  switch (status) {
    case Status::kOk:
    case Status::kStreamCorrupt:
    case Status::kStreamTruncated:
    case Status::kStreamTrailing:
    case Status::kDeltaBaseRange:
    case Status::kDeltaTargetRange:
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
  const Buffer base = make_base(input->base * 4, input->choice);
  const auto target_size = static_cast<std::uint32_t>(input->target * 8);
  const MemoryReader base_reader(base), patch(input->stream);

  delta::PatchHeader header;
  const Status parsed = delta::decode_patch_header(patch, header);
  require(is_documented(parsed), "every status is a documented one");
  ExactMemory memory(ok(parsed) ? delta::patch_ram_bytes(header.map_entries) : 8);
  Workspace workspace(memory.bytes());
  LateFlash flash(target_size);
  const Status status = delta::apply_patch({patch, base_reader}, {flash, flash, target_size}, workspace);
  require(is_documented(status), "every status is a documented one, and the announced memory is enough");
  require(ok(parsed) || status == parsed, "a bad header is refused");
  require(flash.written().size() <= target_size, "nothing is written beyond the target");
  require(!ok(status) || flash.written().size() == target_size, "success means a complete target");
  return 0;
}
