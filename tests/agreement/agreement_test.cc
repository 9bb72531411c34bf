// Host and device give the same verdict on thousands of artefacts that were changed and signed
// again.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "tests/agreement/boards.h"
#include "tests/agreement/judges.h"

namespace switchback::testing {
namespace {

constexpr std::uint32_t kMutants = 500;  // of each board; SWITCHBACK_MUTANTS overrides it

std::uint32_t mutants_wanted() {
  const char* wanted = std::getenv("SWITCHBACK_MUTANTS");
  return wanted != nullptr ? static_cast<std::uint32_t>(std::strtoul(wanted, nullptr, 10)) : kMutants;
}

struct Count {
  std::map<Status, std::uint32_t> verdicts;
  std::uint32_t mutants = 0;
};

void ask_both(const AgreementBoard& board, AskedDevice& device, std::uint64_t seed, Count& count) {
  rig::Random random(seed);
  const Origin& origin = board.origins[random.below(static_cast<std::uint32_t>(board.origins.size()))];
  const Mutant mutant = mutate(origin, board.profile, random);
  const HostOpinion host = judge_on_host(mutant.bytes, board.profile, board.base);
  if (host.arrives.size() < wire::kImageHeaderBytes) return;  // nobody can announce it
  const Status device_says = device.judge(host.arrives);
  CHECK_MESSAGE(agree(host.status, device_says),
                fmt::format("{} seed {}: {}: host {}, device {}", board.profile.name, seed, mutant.name,
                            status_name(host.status), status_name(device_says)));
  ++count.mutants;
  ++count.verdicts[device_says];
}

TEST_CASE("Agreement: artefacts that nobody changed are installed") {
  for (const AgreementBoard& board : agreement_boards()) {
    AskedDevice device(board.profile, board.base);
    for (const Origin& origin : board.origins) {
      CAPTURE(board.profile.name);
      CAPTURE(origin.name);
      const bool taken = origin.artefact == origin.target || board.profile.decoder_ram_bytes != 0;
      CHECK(device.judge(origin.artefact) == (taken ? Status::kOk : Status::kPackageRam));
    }
  }
}

TEST_CASE("Agreement: the host's verdict on every mutant is the device's") {
  Count count;
  std::uint64_t number = 0;
  for (const AgreementBoard& board : agreement_boards()) {
    AskedDevice device(board.profile, board.base);
    for (std::uint32_t i = 0; i < mutants_wanted(); ++i) ask_both(board, device, rig::mix(16, ++number), count);
  }
  fmt::print("agreement: {} mutants", count.mutants);
  for (const auto& [status, times] : count.verdicts) fmt::print(", {} {}", status_name(status), times);
  fmt::print("\n");
  CHECK(count.verdicts.size() >= 30);  // or the mutants are too much alike
}

}  // namespace
}  // namespace switchback::testing
