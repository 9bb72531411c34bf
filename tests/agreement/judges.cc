#include "tests/agreement/judges.h"

#include "tests/support/begin.h"
#include "verifier/verify.h"

namespace switchback::testing {
namespace {

class QuietObserver final : public bootloader::Observer {
 public:
  void on_progress(bootloader::Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) override {}
  void keep_alive() override {}
};

constexpr std::uint32_t kTag = 7;

std::uint32_t address_of(const manifests::DeviceProfile& profile, Bytes base) {
  const bool is_second = profile.strategy == manifests::Strategy::kAb && load_u32(base, 4) == profile.slots[1].address;
  return profile.slots[is_second ? 1 : 0].address;
}

}  // namespace

AskedDevice::AskedDevice(const manifests::DeviceProfile& profile, const Buffer& base, const std::vector<RootKey>& keys,
                         std::shared_ptr<rig::ArmBootloader> machine_code)
    : board_(profile, keys),
      flash_(board_.layout(), board_.flash_model(), 1),
      workspace_(profile.decoder_ram_bytes / 8 + 1),
      running_address_(address_of(profile, base)),
      as_made_(flash_.cells()) {
  board_.use_arm_bootloader(std::move(machine_code));
  flash_.install(running_address_, base);
  (void)boot();  // the base becomes what the device was made with
  as_made_ = flash_.cells();
}

bootloader::Outcome AskedDevice::boot() {
  if (board_.arm_bootloader() != nullptr) return board_.arm_bootloader()->boot(flash_);
  QuietObserver observer;
  const MutableBytes ram(reinterpret_cast<std::uint8_t*>(workspace_.data()), board_.layout().decoder_ram_bytes);
  return bootloader::boot({flash_, board_.layout(), board_.keys(), ram, observer});
}

Status AskedDevice::stage(Bytes artefact) {
  bootloader::Updater updater(flash_, board_.layout());
  if (const Status status = updater.open(running_address_); !ok(status)) return status;
  const auto size_bytes = static_cast<std::uint32_t>(artefact.size());
  const auto header = artefact.first<wire::kImageHeaderBytes>();
  std::uint32_t at = 0;
  if (const Status status = begin(updater, header, size_bytes, kTag, at); !ok(status)) return status;
  if (const Status status = updater.write(at, artefact.subspan(at)); !ok(status)) return status;
  if (const Status status = updater.finish(); !ok(status)) return status;
  return updater.request();
}

Status AskedDevice::judge(Bytes artefact) {
  flash_.restore(as_made_);
  if (const Status staged = stage(artefact); !ok(staged)) return staged;
  const bootloader::Outcome outcome = boot();
  const bool is_silent =
      board_.arm_bootloader() != nullptr;  // a bootloader without a console does not say what it starts
  if ((outcome.bootable || is_silent) && outcome.state.phase == bootloader::Phase::kTrial) return Status::kOk;
  return ok(outcome.state.last_reason) ? Status::kNoImage : outcome.state.last_reason;
}

HostOpinion judge_on_host(Bytes artefact, const manifests::DeviceProfile& profile, Bytes base,
                          const std::vector<RootKey>& keys) {
  verifier::Options how;
  how.profile = &profile;
  how.base = base;
  const verifier::Verdict verdict = verifier::verify_file(artefact, keys, how);
  return {verdict.reason, artefact.first(artefact.size() - verdict.padding_bytes)};
}

bool agree(Status host, Status device) {
  if (device == Status::kApiSize) return !ok(host);
  return host == device;
}

}  // namespace switchback::testing
