// Host and machine code give the same verdicts: agreement_arm ELF PROFILE PRIVATE_KEY MUTANTS
#include <fmt/core.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string_view>

#include "manifests/profile/profile.h"
#include "rig/arm/program.h"
#include "signer/keys/private_key.h"
#include "tests/agreement/boards.h"
#include "tests/agreement/judges.h"

namespace {

using namespace switchback;
using namespace switchback::testing;

constexpr std::uint32_t kMostBytes = 16 * 1024;  // of a mutant: larger ones say nothing new, and take their time

std::string read(const char* name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw std::runtime_error(std::string(name) + ": cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Bytes bytes_of(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::shared_ptr<rig::ArmBootloader> load_machine_code(const char* file, const manifests::DeviceProfile& profile) {
  const std::string elf = read(file);
  auto program = rig::read_arm_program(bytes_of(elf)).value();
  return std::make_shared<rig::ArmBootloader>(std::move(program), profile.bootloader.value().size_bytes);
}

struct Count {
  std::map<Status, std::uint32_t> verdicts;
  std::uint32_t differ = 0;
};

void ask_both(const AgreementBoard& board, AskedDevice& device, const rig::Workshop& workshop, std::uint64_t seed,
              Count& count) {
  rig::Random random(seed);
  const Origin& origin = board.origins[random.below(static_cast<std::uint32_t>(board.origins.size()))];
  const Mutant mutant = mutate(origin, board.profile, random, workshop);
  const HostOpinion host = judge_on_host(mutant.bytes, board.profile, board.base, {workshop.root_key()});
  if (host.arrives.size() < wire::kImageHeaderBytes || host.arrives.size() > kMostBytes) return;
  const Status device_says = device.judge(host.arrives);
  ++count.verdicts[device_says];
  if (agree(host.status, device_says)) return;
  ++count.differ;
  fmt::print("{} seed {}: {}: host {}, machine code {}\n", board.profile.name, seed, mutant.name,
             status_name(host.status), status_name(device_says));
}

int run(const char* elf, const char* profile_file, const char* key_file, std::string_view mutants) {
  const auto profile = manifests::read_profile(read(profile_file)).value();
  const std::string key = read(key_file);
  const rig::Workshop workshop(signer::PrivateKey::load(bytes_of(key), key_file).value());
  const AgreementBoard board = make_board(profile, 0, workshop);
  AskedDevice device(profile, board.base, {workshop.root_key()}, load_machine_code(elf, profile));
  std::uint32_t wanted = 0;
  (void)std::from_chars(mutants.data(), mutants.data() + mutants.size(), wanted);
  Count count;
  for (std::uint32_t i = 1; i <= wanted; ++i) ask_both(board, device, workshop, rig::mix(17, i), count);
  for (const auto& [status, times] : count.verdicts) fmt::print("{} {}, ", status_name(status), times);
  fmt::print("{} differ\n", count.differ);
  return count.differ == 0 && count.verdicts.contains(Status::kOk) && count.verdicts.size() >= 10 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  try {
    return run(argv[1], argv[2], argv[3], argv[4]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
}
