// The verdict of the host's verifier on an artefact, and that of a simulated device that is asked
// to install it.
#pragma once

#include "tests/agreement/mutation.h"
#include "tests/support/bench_device.h"

namespace switchback::testing {

// A device that runs the image `base`. If a bootloader is given, its machine code runs instead of
// the host's build.
class AskedDevice {
 public:
  AskedDevice(const manifests::DeviceProfile& profile, const Buffer& base,
              const std::vector<RootKey>& keys = trusted_keys(), std::shared_ptr<rig::ArmBootloader> machine_code = {});

  // Stages and requests the artefact, and starts the device. Restores the device afterwards.
  //   kOk:    installed, on trial
  //   others: the refusal of the application library or the bootloader
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

// The verdict of `switchback verify --base --profile`. `arrives` is the artefact as a server would
// send it: without padding.
struct HostOpinion {
  Status status = Status::kOk;
  Bytes arrives;
};

HostOpinion judge_on_host(Bytes artefact, const manifests::DeviceProfile& profile, Bytes base,
                          const std::vector<RootKey>& keys = trusted_keys());

// Whether the two verdicts mean the same. Before a download, the application library checks only
// the size, and it has one reason for everything that is too large.
bool agree(Status host, Status device);

}  // namespace switchback::testing
