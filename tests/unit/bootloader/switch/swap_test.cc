// The exchange by itself: forwards, and undone from every step, with images of different sizes.
#include "bootloader/switch/swap.h"

#include <doctest/doctest.h>

#include "bootloader/board/layout_areas.h"
#include "bootloader/check/image_check.h"
#include "tests/support/bench_device.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::Buffer;

class QuietObserver final : public Observer {
 public:
  void on_progress(Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) override {}
  void keep_alive() override {}
};

// An old image in slot 0 and a candidate in its place in slot 1; nothing requested.
struct Exchange {
  Exchange(std::uint32_t old_payload_bytes, std::uint32_t new_payload_bytes)
      : bench(testing::small_swap_profile()),
        old_image(testing::make_image({.major = 1, .payload_bytes = old_payload_bytes})),
        new_image(testing::make_image({.major = 2, .payload_bytes = new_payload_bytes, .security_counter = 2})),
        device{bench.flash(), bench.layout(), keys, {}, observer},
        journal(bench.flash(), bench.layout()) {
    bench.flash().install(bench.slot(0).address, old_image);
    bench.flash().install(candidate().address, new_image);
    REQUIRE(bench.boots() == 1);
    REQUIRE(journal.load(state) == Status::kOk);
    ImageCheck check;
    REQUIRE(check_bootable(device, state, candidate(), 0, check) == Status::kOk);
    REQUIRE(begin_swap(device, journal, state, check.facts) == Status::kOk);
  }

  Area candidate() const { return candidate_area(bench.layout(), 0); }

  bool candidate_is_whole() {
    return bench.flash().peek(candidate().address, static_cast<std::uint32_t>(new_image.size())) == new_image;
  }

  BenchDevice bench;
  Buffer old_image;
  Buffer new_image;
  std::vector<RootKey> keys = testing::trusted_keys();
  QuietObserver observer;
  Device device;
  JournalWithRoom journal;
  State state;
};

// Tells when the exchange has come to a step, by an exception that stands for a cut there.
class StepWatch final : public Observer {
 public:
  explicit StepWatch(std::uint32_t step) : step_(step) {}

  void keep_alive() override {}
  void on_progress(Activity /*activity*/, std::uint32_t done, std::uint32_t /*total*/) override {
    if (done == step_) throw rig::PowerLoss();
  }

 private:
  std::uint32_t step_;
};

// Does the first `step` steps, and leaves state and journal there.
void run_steps_until(Exchange& exchange, std::uint32_t step) {
  StepWatch watch(step);
  const Device device{exchange.bench.flash(), exchange.bench.layout(), exchange.keys, {}, watch};
  try {
    (void)run_swap(device, exchange.journal, exchange.state);
  } catch (const rig::PowerLoss&) {
  }
}

constexpr std::pair<std::uint32_t, std::uint32_t> kSizes[] = {{300, 300}, {300, 3200}, {3200, 300}, {3300, 3300}};

TEST_CASE("Swap: both images are whole afterwards, with one erase for each unit and slot") {
  for (const auto& [old_bytes, new_bytes] : kSizes) {
    Exchange exchange(old_bytes, new_bytes);
    const auto before = exchange.bench.flash().erases();
    REQUIRE(run_swap(exchange.device, exchange.journal, exchange.state) == Status::kOk);
    CHECK(exchange.state.phase == Phase::kTrial);
    CHECK(exchange.bench.holds(0, exchange.new_image));
    CHECK(exchange.bench.holds(1, exchange.old_image));
    for (const auto& [address, count] : exchange.bench.flash().erases()) {
      if (address < exchange.bench.slot(0).address) continue;  // the journal
      const auto found = before.find(address);
      CHECK(count - (found == before.end() ? 0 : found->second) == 1);
    }
  }
}

TEST_CASE("Swap: undone from its end, both images are where they were") {
  for (const auto& [old_bytes, new_bytes] : kSizes) {
    Exchange exchange(old_bytes, new_bytes);
    REQUIRE(run_swap(exchange.device, exchange.journal, exchange.state) == Status::kOk);
    REQUIRE(begin_undo(exchange.journal, exchange.state, Status::kTrialExpired) == Status::kOk);
    REQUIRE(run_swap(exchange.device, exchange.journal, exchange.state) == Status::kOk);
    CHECK(exchange.state.phase == Phase::kIdle);
    CHECK(exchange.state.last_reason == Status::kTrialExpired);
    CHECK(exchange.bench.holds(0, exchange.old_image));
    CHECK(exchange.candidate_is_whole());
  }
}

TEST_CASE("Swap: undone from every step, both images are where they were") {
  for (const auto& [old_bytes, new_bytes] : kSizes) {
    const Exchange sizes(old_bytes, new_bytes);
    const std::uint32_t steps = 2u * sizes.state.swap_units;
    for (std::uint32_t step = 0; step <= steps; ++step) {
      Exchange exchange(old_bytes, new_bytes);
      run_steps_until(exchange, step);
      REQUIRE(begin_undo(exchange.journal, exchange.state, Status::kFlashProgram) == Status::kOk);
      REQUIRE(run_swap(exchange.device, exchange.journal, exchange.state) == Status::kOk);
      CAPTURE(step);
      CHECK(exchange.bench.holds(0, exchange.old_image));
      CHECK(exchange.candidate_is_whole());
      CHECK(exchange.state.last_reason == Status::kFlashProgram);
    }
  }
}

}  // namespace
}  // namespace switchback::bootloader
