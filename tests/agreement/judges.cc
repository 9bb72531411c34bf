#include "tests/agreement/judges.h"

#include "verifier/verify.h"

namespace switchback::testing {

AskedDevice::AskedDevice(const manifests::DeviceProfile& profile, const Buffer& base)
    : device_(profile), as_made_(device_.flash().cells()) {
  const bool second =
      !base.empty() && profile.strategy == manifests::Strategy::kAb && load_u32(base, 4) == profile.slots[1].address;
  device_.flash().install(device_.slot(second ? 1 : 0).address, base);
  (void)device_.boot();  // the base becomes what the device was made with
  as_made_ = device_.flash().cells();
}

Status AskedDevice::judge(Bytes artefact) {
  device_.flash().restore(as_made_);
  (void)device_.boot();
  const Status staged = device_.stage(Buffer(artefact.begin(), artefact.end()));
  if (!ok(staged)) return staged;
  const bootloader::Outcome outcome = device_.boot();
  if (outcome.bootable && outcome.state.phase == bootloader::Phase::kTrial) return Status::kOk;
  return ok(outcome.state.last_reason) ? Status::kNoImage : outcome.state.last_reason;
}

HostOpinion judge_on_host(Bytes artefact, const manifests::DeviceProfile& profile, Bytes base) {
  verifier::Options how;
  how.profile = &profile;
  how.base = base;
  const verifier::Verdict verdict = verifier::verify_file(artefact, trusted_keys(), how);
  return {verdict.reason, artefact.first(artefact.size() - verdict.padding_bytes)};
}

bool agree(Status host, Status device) {
  if (device == Status::kApiSize) return !ok(host);
  return host == device;
}

}  // namespace switchback::testing
