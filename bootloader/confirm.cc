// Decides again whether to start an image, from fresh reads; only the digest is not computed again.
// An image that must be refused starts only if boot() and this code are both wrong.
#include "bootloader/board/flash_io.h"
#include "bootloader/boot.h"
#include "bootloader/check/image_check.h"
#include "bootloader/journal/journal.h"

namespace switchback::bootloader {

namespace {

// Not inlined: nothing of the first decision is left where its frame lies.
[[gnu::noinline]] std::uint32_t decide_again(const Device& device, Outcome& outcome) {
  const FlashReader image(device.flash, outcome.slot, &device.observer, Content::kUnverified);
  ImageCheck& check = outcome.check;
  wire::ImageFacts& facts = check.facts;
  const Status parsed = wire::parse_image(image, facts);
  const Status authentic =
      ok(parsed) && holds(check.evidence, image, facts, device.keys) ? Status::kOk : Status::kSignatureInvalid;
  State& state = outcome.journal.draft;
  state.security_floor = newest_floor(device.flash, device.layout, outcome.journal);
  forget_calls();
  describe_device(device, state, outcome.state.active_slot, check.about);
  const Status verdict = accept_artefact(Use::kBoot, parsed, authentic, facts,
                                         outcome.slot.size_bytes != facts.total_size_bytes, check.about);
  const std::uint32_t entry = outcome.slot.address + facts.header.header_size_bytes;
  const bool agrees = entry == outcome.entry_address && outcome.slot.address == check.evidence.address;
  auto mask = static_cast<std::uint32_t>(verdict);
  asm volatile("" : "+r"(mask));  // the verdict itself, not the constant that it was compared with
  return ok(verdict) && agrees ? entry ^ mask : kNoEntry;
}

}  // namespace

// Not inlined: otherwise boot() would have less stack.
[[gnu::noinline]] std::uint32_t confirmed_entry(const Device& device, Outcome& outcome) {
  forget_calls();
  return decide_again(device, outcome);
}

}  // namespace switchback::bootloader
