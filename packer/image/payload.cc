// Removes header room and checks the firmware's address.
#include "packer/image/payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>

#include "packer/image/image.h"
#include "packer/image/vector_guess.h"

namespace switchback::packer {
namespace {

// The number of equal bytes at the front, all 0x00 or all 0xff.
std::size_t blank_bytes(Bytes bytes) {
  if (bytes.empty() || (bytes[0] != 0x00 && bytes[0] != 0xff)) return 0;
  const std::uint8_t blank = bytes[0];
  const auto end = std::find_if(bytes.begin(), bytes.end(), [blank](std::uint8_t byte) { return byte != blank; });
  return static_cast<std::size_t>(end - bytes.begin());
}

// The address of the payload's first byte: from the slot, or else from the file.
std::optional<std::uint32_t> payload_address(const Firmware& firmware, const PayloadRules& rules) {
  if (rules.slot_address) return *rules.slot_address + rules.header_size_bytes;
  return firmware.load_address;
}

std::span<const MemoryRange> ram_of(const PayloadRules& rules) {
  return rules.vectors.ram.empty() ? ram_regions() : rules.vectors.ram;
}

bool leaves_header_room(const Firmware& firmware, const PayloadRules& rules) {
  const std::size_t room = rules.header_size_bytes;
  if (firmware.bytes.size() <= room || blank_bytes(firmware.bytes) < room) return false;
  if (rules.slot_address && firmware.load_address) return *firmware.load_address == *rules.slot_address;
  std::optional<std::uint32_t> address = payload_address(firmware, rules);
  if (!rules.slot_address && address) *address += rules.header_size_bytes;
  return looks_like_vectors(Bytes(firmware.bytes).subspan(room), address, ram_of(rules));
}

void take_header_room(Firmware& firmware, std::uint32_t header_size_bytes) {
  firmware.bytes.erase(firmware.bytes.begin(), firmware.bytes.begin() + static_cast<std::ptrdiff_t>(header_size_bytes));
  if (firmware.load_address) *firmware.load_address += header_size_bytes;
}

std::string room_advice(std::size_t room_bytes, const PayloadRules& rules) {
  if (room_bytes == rules.header_size_bytes)
    return "link the firmware to the start of its slot, or without room for the header";
  if (std::has_single_bit(room_bytes) && room_bytes >= wire::kImageHeaderBytes && room_bytes <= kMaxHeaderSizeBytes)
    return fmt::format("set it: --header-size {} (manifest or profile: header_size)", room_bytes);
  return "link with this much room (Zephyr: ROM_START_OFFSET)";
}

// Refuses a vector table behind blank bytes that do not fit this header: room for one of another
// size.
Result<void> check_other_room(const Firmware& firmware, std::uint32_t used_bytes, const PayloadRules& rules) {
  const std::size_t blank = blank_bytes(firmware.bytes) / 4 * 4;
  if (blank == 0 || !looks_like_vectors(Bytes(firmware.bytes).subspan(blank), std::nullopt, ram_of(rules))) return {};
  return fail(ErrorCode::kIncompatible,
              fmt::format("room for the header: expected {} bytes before the vector table, or none, found {}; {}",
                          rules.header_size_bytes, used_bytes + blank, room_advice(used_bytes + blank, rules)));
}

Result<void> check_start(const Firmware& firmware, std::uint32_t used_bytes, const PayloadRules& rules) {
  if (!rules.checks_vectors) return {};
  if (auto checked = check_other_room(firmware, used_bytes, rules); !checked) return checked;
  VectorRules vectors = rules.vectors;
  if (firmware.is_cortex_m) vectors.core = Core::kCortexM;
  return check_vectors(firmware.bytes, payload_address(firmware, rules), vectors);
}

}  // namespace

Result<Payload> read_payload(Bytes file, const PayloadRules& rules) {
  auto firmware = read_firmware(file, rules.erased_value, rules.format, rules.range, rules.file_name);
  if (!firmware) return tl::make_unexpected(firmware.error());
  const bool has_room = leaves_header_room(*firmware, rules);
  if (has_room) take_header_room(*firmware, rules.header_size_bytes);
  if (rules.slot_address) {
    const auto fits = check_load_address(*firmware, *rules.slot_address + rules.header_size_bytes);
    if (!fits) return tl::make_unexpected(fits.error());
  }
  if (auto checked = check_start(*firmware, has_room ? rules.header_size_bytes : 0, rules); !checked)
    return tl::make_unexpected(checked.error());
  return Payload{firmware->format, std::move(firmware->bytes), has_room};
}

}  // namespace switchback::packer
