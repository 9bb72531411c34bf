// The address space of an nRF51: flash from address 0, RAM, and devices everywhere else.
#pragma once

#include <vector>

#include "core/base/bytes.h"

namespace switchback::rig {

class ArmDevices {
 public:
  // All accesses but those to RAM and plain loads of flash; aligned, of 1, 2 or 4 bytes. Return
  // false for a fault.
  virtual bool load(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t& value) = 0;
  virtual bool store(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) = 0;

 protected:
  ArmDevices() = default;
  ArmDevices(const ArmDevices&) = default;
  ArmDevices& operator=(const ArmDevices&) = default;
  ~ArmDevices() = default;
};

class ArmMemory {
 public:
  static constexpr std::uint32_t kRamStart = 0x20000000;

  // `devices` is borrowed.
  ArmMemory(std::uint32_t flash_bytes, std::uint32_t ram_bytes, ArmDevices& devices)
      : flash_(flash_bytes, 0xff), ram_(ram_bytes), plain_bytes_(flash_bytes), devices_(&devices) {}

  MutableBytes flash() { return flash_; }
  MutableBytes ram() { return ram_; }
  Bytes flash() const { return flash_; }
  Bytes ram() const { return ram_; }

  // Sends loads of flash from `address` on to the devices.
  void watch_flash_from(std::uint32_t address) { plain_bytes_ = address; }

  // Returns false for a fault. `size_bytes` is 1, 2 or 4.
  bool load(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t& value) {
    if (address % size_bytes != 0) return false;
    if (address < plain_bytes_) return take(flash_.data() + address, size_bytes, value);
    if (address - kRamStart < ram_.size()) return take(ram_.data() + (address - kRamStart), size_bytes, value);
    return devices_->load(address, size_bytes, value);
  }

  bool store(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) {
    if (address % size_bytes != 0) return false;
    if (address - kRamStart >= ram_.size()) return devices_->store(address, size_bytes, value);
    std::uint8_t* to = ram_.data() + (address - kRamStart);
    for (std::uint32_t i = 0; i < size_bytes; ++i) to[i] = static_cast<std::uint8_t>(value >> (8 * i));
    return true;
  }

  // Reads a halfword of an instruction. Returns false if none can be executed there. `address` is
  // even.
  bool fetch(std::uint32_t address, std::uint16_t& halfword) const {
    const std::vector<std::uint8_t>& memory = address < flash_.size() ? flash_ : ram_;
    const std::uint32_t at = address < flash_.size() ? address : address - kRamStart;
    if (at >= memory.size()) return false;
    halfword = static_cast<std::uint16_t>(memory[at] | memory[at + 1] << 8);
    return true;
  }

 private:
  static bool take(const std::uint8_t* from, std::uint32_t size_bytes, std::uint32_t& value) {
    value = from[0];
    if (size_bytes >= 2) value |= static_cast<std::uint32_t>(from[1]) << 8;
    if (size_bytes == 4) value |= static_cast<std::uint32_t>(from[2]) << 16 | static_cast<std::uint32_t>(from[3]) << 24;
    return true;
  }

  std::vector<std::uint8_t> flash_;  // sizes are multiples of four bytes
  std::vector<std::uint8_t> ram_;
  std::uint32_t plain_bytes_;
  ArmDevices* devices_;
};

}  // namespace switchback::rig
