// The second decision, with outcomes of the first one that a fault may have changed.
#include <doctest/doctest.h>

#include "bootloader/boot.h"
#include "bootloader/journal/journal.h"
#include "tests/support/bench_device.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::Buffer;
using testing::small_ab_profile;
using testing::small_swap_profile;

struct Started {
  explicit Started(const manifests::DeviceProfile& profile) : device(profile) {
    device.flash().install(device.slot(0).address, device.image(2, 2));
    outcome = device.boot();
    REQUIRE(outcome.bootable);
  }

  bool is_confirmed() { return opened_entry(device.confirmed(outcome)) == outcome.entry_address; }
  bool is_refused() { return device.confirmed(outcome) == kNoEntry; }

  BenchDevice device;
  Outcome outcome;
};

}  // namespace

TEST_CASE("Confirm: what boot() chose is confirmed") {
  for (const auto& profile : {small_swap_profile(), small_ab_profile()}) {
    Started started(profile);
    CHECK(started.is_confirmed());
    CHECK(started.device.confirmed(started.outcome) != started.outcome.entry_address);
    CHECK(started.device.flash().faults().empty());
  }
}

TEST_CASE("Confirm: evidence of another signature, digest or place is refused") {
  const auto refuses = [](const auto& change) {
    Started started(small_swap_profile());
    change(started.outcome);
    return started.is_refused();
  };
  CHECK(refuses([](Outcome& outcome) { outcome.check.evidence = {}; }));
  for (std::size_t byte = 0; byte < 32; ++byte) {
    CHECK(refuses([&](Outcome& outcome) { outcome.check.evidence.digest[byte] ^= 1; }));
  }
  CHECK(refuses([](Outcome& outcome) { outcome.check.evidence.signature = 1; }));
  CHECK(refuses([](Outcome& outcome) { outcome.check.evidence.address += 512; }));
  CHECK(refuses([](Outcome& outcome) { outcome.entry_address += 4; }));
  CHECK(refuses([](Outcome& outcome) { outcome.slot.address += 512; }));
}

TEST_CASE("Confirm: an image that is no more what was verified is refused") {
  Started started(small_swap_profile());
  Buffer other = started.device.image(2, 3);
  started.device.flash().install(started.device.slot(0).address, other);
  CHECK(started.is_refused());
}

TEST_CASE("Confirm: an image below the journal's floor is refused, though the outcome knows another floor") {
  Started started(small_swap_profile());
  JournalWithRoom journal(started.device.flash(), started.device.layout());
  State state;
  REQUIRE(journal.load(state) == Status::kOk);
  state.security_floor = 3;
  REQUIRE(journal.append(state) == Status::kOk);
  CHECK(started.is_refused());
  state.security_floor = 2;
  REQUIRE(journal.append(state) == Status::kOk);
  CHECK(started.is_confirmed());
}

TEST_CASE("Confirm: other records than the newest do not count") {
  Started started(small_swap_profile());
  JournalWithRoom journal(started.device.flash(), started.device.layout());
  State state;
  REQUIRE(journal.load(state) == Status::kOk);
  for (const std::uint32_t floor : {9u, 3u, 2u}) {
    state.security_floor = floor;
    REQUIRE(journal.append(state) == Status::kOk);
  }
  CHECK(started.is_confirmed());
}

}  // namespace switchback::bootloader
