#include "tests/support/bench_device.h"
#include "tests/support/begin.h"

#include <algorithm>

#include "core/rebuild.h"

namespace switchback::testing {
namespace {

class QuietObserver final : public bootloader::Observer {
 public:
  void on_progress(bootloader::Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) override {}
  void keep_alive() override {}
};

constexpr std::uint32_t kStart = 0x10000;
constexpr std::uint32_t kSectorBytes = 512;

}  // namespace

manifests::DeviceProfile small_swap_profile() {
  manifests::DeviceProfile profile;
  profile.name = "small-swap";
  profile.write_unit_bytes = 4;
  profile.sectors = {{kStart, 2 * kSectorBytes, 2}, {kStart + 4 * kSectorBytes, kSectorBytes, 8 + 8 + 6}};
  profile.strategy = manifests::Strategy::kSwap;
  profile.journal = {kStart, 4 * kSectorBytes};
  profile.slots = {manifests::Area{kStart + 4 * kSectorBytes, 8 * kSectorBytes},
                   {kStart + 12 * kSectorBytes, 8 * kSectorBytes}};
  profile.staging = manifests::Area{kStart + 20 * kSectorBytes, 6 * kSectorBytes};
  profile.swap_unit_bytes = kSectorBytes;
  profile.trial_boots = 1;
  profile.max_window_bits = 9;
  profile.decoder_ram_bytes = rebuild_ram_bytes(wire::PayloadKind::kDelta, wire::Codec::kDeflate, 9);
  return profile;
}

manifests::DeviceProfile small_ab_profile() {
  manifests::DeviceProfile profile = small_swap_profile();
  profile.name = "small-ab";
  profile.strategy = manifests::Strategy::kAb;
  profile.swap_unit_bytes = 0;
  return profile;
}

BenchDevice::BenchDevice(const manifests::DeviceProfile& profile, const rig::FlashModel& model)
    : board_(profile, trusted_keys(), model),
      flash_(board_.layout(), model, 1),
      workspace_(profile.decoder_ram_bytes / 8 + 1),
      running_address_(slot(0).address) {}

Buffer BenchDevice::image(std::uint8_t major, std::uint32_t counter, std::uint8_t slot_number) const {
  FirmwarePlan plan{.major = major, .payload_bytes = 1000u + major * 200u, .security_counter = counter};
  if (!board_.is_swap()) plan.rom_address = slot(slot_number).address;
  return make_image(plan);
}

bootloader::Outcome BenchDevice::boot_with(bootloader::Flash& flash) {
  QuietObserver observer;
  const MutableBytes ram(reinterpret_cast<std::uint8_t*>(workspace_.data()), layout().decoder_ram_bytes);
  const bootloader::Outcome outcome =
      bootloader::boot({flash, layout(), board_.keys(), ram, observer, is_wake_up_, failed_starts_, protection_});
  running_address_ = outcome.slot.address;
  return outcome;
}

std::uint32_t BenchDevice::confirmed(bootloader::Outcome outcome) {
  QuietObserver observer;
  return bootloader::confirmed_entry({flash_, layout(), board_.keys(), {}, observer}, outcome);
}

Status BenchDevice::stage(const Buffer& artefact) {
  bootloader::Updater updater(flash_, layout());
  if (const Status status = updater.open(running_address_); !ok(status)) return status;
  const Bytes bytes(artefact);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::uint32_t at = 0;
  if (const Status status = testing::begin(updater, bytes.first<wire::kImageHeaderBytes>(), size, 7, at); !ok(status)) {
    return status;
  }
  if (const Status status = updater.write(at, bytes.subspan(at)); !ok(status)) return status;
  if (const Status status = updater.finish(); !ok(status)) return status;
  return updater.request();
}

Status BenchDevice::confirm() {
  bootloader::Updater updater(flash_, layout());
  if (const Status status = updater.open(running_address_); !ok(status)) return status;
  return updater.confirm();
}

Status BenchDevice::reject() {
  bootloader::Updater updater(flash_, layout());
  if (const Status status = updater.open(running_address_); !ok(status)) return status;
  return updater.reject();
}

Status BenchDevice::roll_back() {
  bootloader::Updater updater(flash_, layout());
  if (const Status status = updater.open(running_address_); !ok(status)) return status;
  return updater.roll_back();
}

bootloader::State BenchDevice::state() {
  bootloader::State state;
  bootloader::JournalWithRoom journal(flash_, layout());
  (void)journal.load(state);
  return state;
}

int BenchDevice::boots_with(bootloader::Flash& flash) {
  const bootloader::Outcome outcome = boot_with(flash);
  if (!outcome.bootable) return 0;
  return flash_.peek(outcome.slot.address + 20, 1)[0];  // the header's major version
}

bool BenchDevice::holds(std::uint8_t number, const Buffer& image) const {
  return flash_.peek(slot(number).address, static_cast<std::uint32_t>(image.size())) == image;
}

}  // namespace switchback::testing
