// UF2 (Microsoft's "USB Flashing Format"): blocks of 512 bytes, each with its address and up to 476
// bytes for flash.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "packer/input/pieces.h"

namespace switchback::packer {
namespace {

constexpr std::uint32_t kMagicStart0 = 0x0a324655;  // "UF2\n"
constexpr std::uint32_t kMagicStart1 = 0x9e5d5157;
constexpr std::uint32_t kMagicEnd = 0x0ab16f30;
constexpr std::size_t kBlockBytes = 512;
constexpr std::size_t kBlockHeaderBytes = 32;
constexpr std::size_t kMagicEndOffset = 508;
constexpr std::uint32_t kMaxPayloadBytes = 476;

constexpr std::uint32_t kFlagNotMainFlash = 0x1;
constexpr std::uint32_t kFlagFileContainer = 0x1000;
constexpr std::uint32_t kFlagFamily = 0x2000;

// Families whose cores are Cortex-M, from Microsoft's list of family ids and Raspberry Pi's.
constexpr std::array<std::uint32_t, 30> kCortexMFamilies = {
    0x1851780a,                                                  // SAML21
    0x68ed2b88, 0x55114460,                                      // SAMD21, SAMD51
    0x1b57745f, 0x621e937a, 0xada52840,                          // NRF52, NRF52833, NRF52840
    0x2abc77ec, 0x4fb2d5bd, 0x7f83e793,                          // LPC55, MIMXRT10XX, KL32L2
    0x31d228c6,                                                  // GD32F350
    0x647824b6, 0x5ee21072, 0x5d1a0a2e, 0x6b846188, 0x57755a57,  // STM32F0, F1, F2, F3, F4
    0x6d0922fa, 0x8fb060fe, 0x53b80f00,                          // STM32F407, F407VG, F7
    0x300f5633, 0x4c71240a, 0x6db66082,                          // STM32G0, G4, H7
    0x202e3a91, 0x1e1f432d, 0x00ff6919, 0x04240bdf,              // STM32L0, L1, L4, L5
    0x70d16653, 0x21460ff0,                                      // STM32WB, WL
    0xe48bff56, 0xe48bff59, 0xe48bff5b,                          // RP2040, RP2350 secure and not
};

tl::unexpected<Error> refuse(std::size_t block, std::string_view field, std::string_view expected,
                             std::string_view found) {
  return fail(ErrorCode::kFormat, fmt::format("block {}: {}: expected {}, found {}", block, field, expected, found));
}

class Uf2Reader {
 public:
  Uf2Reader(Bytes file, const PieceRules& rules) : file_(file), rules_(rules) {}

  Result<Firmware> read() {
    if (file_.empty() || file_.size() % kBlockBytes != 0) {
      return fail(ErrorCode::kFormat, fmt::format("expected blocks of 512 bytes, found {} bytes; is the file cut "
                                                  "short?",
                                                  file_.size()));
    }
    for (std::size_t i = 0; i < file_.size() / kBlockBytes; ++i) {
      if (auto taken = take_block(i, file_.subspan(i * kBlockBytes, kBlockBytes)); !taken)
        return tl::make_unexpected(taken.error());
    }
    Firmware firmware;
    if (auto joined = join_pieces(std::move(pieces_), "block", rules_, firmware); !joined)
      return tl::make_unexpected(joined.error());
    firmware.format = InputFormat::kUf2;
    firmware.is_cortex_m =
        family_ && std::find(kCortexMFamilies.begin(), kCortexMFamilies.end(), *family_) != kCortexMFamilies.end();
    return firmware;
  }

 private:
  Result<void> take_block(std::size_t index, Bytes block) {
    if (load_u32(block, 0) != kMagicStart0 || load_u32(block, 4) != kMagicStart1 ||
        load_u32(block, kMagicEndOffset) != kMagicEnd) {
      return refuse(index, "magic numbers", "those of a UF2 block", "others; the file is damaged");
    }
    if (auto checked = check_number(index, block); !checked) return checked;
    const std::uint32_t flags = load_u32(block, 8);
    if ((flags & kFlagFileContainer) != 0) {
      return refuse(index, "flags", "contents for flash", "a file container (0x1000), which is no firmware");
    }
    if ((flags & kFlagNotMainFlash) != 0) return {};
    if (auto checked = check_family(index, block, flags); !checked) return checked;
    return take_payload(index, block);
  }

  // Every block has its index and the number of blocks, so missing ones are noticed.
  Result<void> check_number(std::size_t index, Bytes block) const {
    const std::size_t count = file_.size() / kBlockBytes;
    if (load_u32(block, 20) != index) {
      return refuse(index, "block number", fmt::format("{}", index),
                    fmt::format("{}; blocks are missing, or two files were joined", load_u32(block, 20)));
    }
    if (load_u32(block, 24) != count) {
      return refuse(index, "number of blocks", fmt::format("{}, as the file has", count),
                    fmt::format("{}; blocks are missing, or two files were joined", load_u32(block, 24)));
    }
    return {};
  }

  Result<void> check_family(std::size_t index, Bytes block, std::uint32_t flags) {
    const auto family = (flags & kFlagFamily) != 0 ? std::optional(load_u32(block, 28)) : std::nullopt;
    if (pieces_.empty()) family_ = family;
    if (family == family_) return {};
    const auto text = [](std::optional<std::uint32_t> id) { return id ? fmt::format("0x{:08x}", *id) : "none"; };
    return refuse(index, "family id", text(family_) + ", as before",
                  text(family) + "; the file holds firmware for several chips, give that of one");
  }

  Result<void> take_payload(std::size_t index, Bytes block) {
    const std::uint32_t address = load_u32(block, 12);
    const std::uint32_t size_bytes = load_u32(block, 16);
    if (size_bytes == 0 || size_bytes > kMaxPayloadBytes) {
      return refuse(index, "payload size", "1 to 476 bytes", fmt::format("{}", size_bytes));
    }
    if (std::uint64_t{address} + size_bytes > 0x1'0000'0000) {
      return refuse(index, "address", "an end within 32-bit addresses",
                    fmt::format("{} bytes at 0x{:08x}", size_bytes, address));
    }
    pieces_.push_back({address, block.subspan(kBlockHeaderBytes, size_bytes), static_cast<std::uint32_t>(index)});
    return {};
  }

  Bytes file_;
  const PieceRules& rules_;
  std::optional<std::uint32_t> family_;  // of the first block for flash
  std::vector<Piece> pieces_;
};

}  // namespace

bool looks_like_uf2(Bytes file) {
  return file.size() >= 8 && load_u32(file, 0) == kMagicStart0 && load_u32(file, 4) == kMagicStart1;
}

Result<Firmware> read_uf2(Bytes file, const PieceRules& rules) { return Uf2Reader(file, rules).read(); }

}  // namespace switchback::packer
