// What the host's verifier says of an artefact, and what a simulated device says that is asked to
// install it.
#pragma once

#include "tests/agreement/mutation.h"
#include "tests/support/bench_device.h"

namespace switchback::testing {

// A device whose running image is `base`; with the machine code of a bootloader instead of the
// host's, if one is given.
class AskedDevice {
 public:
  AskedDevice(const manifests::DeviceProfile& profile, const Buffer& base,
              const std::vector<RootKey>& keys = trusted_keys(), std::shared_ptr<rig::ArmBootloader> machine_code = {});

  // Stages and requests the artefact, and starts the device, which is afterwards as it was before.
  // kOk: installed, on trial. Else what the application library or the bootloader refused it with.
  Status judge(Bytes artefact);

 private:
  bootloader::Outcome boot();
  Status stage(Bytes artefact);

  rig::MemoizedVerification remember_;
  rig::Board board_;
  rig::SimFlash flash_;
  std::vector<std::uint64_t> workspace_;
  std::uint32_t running_address_;
  rig::Cells as_made_;
};

// What `switchback verify --base --profile` says. `arrives` is what a server would send: the
// artefact without padding.
struct HostOpinion {
  Status status = Status::kOk;
  Bytes arrives;
};

HostOpinion judge_on_host(Bytes artefact, const manifests::DeviceProfile& profile, Bytes base,
                          const std::vector<RootKey>& keys = trusted_keys());

// Whether the two mean the same. The application library asks only for room before it takes a
// download, and has one reason for all that is too large.
bool agree(Status host, Status device);

}  // namespace switchback::testing
