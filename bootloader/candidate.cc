// Checks a request, rebuilds its image, checks that.
#include "bootloader/candidate.h"

#include "bootloader/areas.h"
#include "bootloader/flash_io.h"
#include "bootloader/image_check.h"
#include "bootloader/ordered_writer.h"
#include "core/crypto/sha256.h"
#include "core/rebuild.h"

namespace switchback::bootloader {
namespace {

// Tells the observer how far the rebuild is.
class ReportingSink final : public Sink {
 public:
  ReportingSink(OrderedWriter& writer, Observer& observer, std::uint32_t total)
      : writer_(writer), observer_(observer), total_(total) {}

  Status write(Bytes bytes) override {
    observer_.on_progress(Activity::kRebuild, writer_.position(), total_);
    return writer_.write(bytes);
  }

 private:
  OrderedWriter& writer_;
  Observer& observer_;
  std::uint32_t total_;
};

Area staged_area(const State& state) { return {state.staged_address, state.staged_size_bytes}; }

// The journal's word for where the artefact lies is checked like any other.
bool is_staging_place(const Layout& layout, const State& state) {
  const Area staged = staged_area(state);
  if (candidate_area(layout, state.active_slot).contains(staged)) return true;
  return !layout.staging_in_slot && layout.staging.contains(staged);
}

bool is_staged_as_candidate(const Layout& layout, const State& state) {
  return state.staged_address == candidate_area(layout, state.active_slot).address;
}

// Version of the running image, for dependencies; 0.0.0 where it cannot be read. `scratch` is overwritten.
InstalledImage running_image(const Device& device, const State& state, wire::ImageFacts& scratch) {
  const FlashReader slot(device.flash, device.layout->slots[state.active_slot], &device.observer);
  InstalledImage running;
  if (ok(wire::parse_image(slot, scratch))) running.version = scratch.header.version;
  return running;
}

// Only a hash over the running image tells whether it is the base that the package names.
Status read_base(const Device& device, const State& state, const wire::BaseInfo& named, DeviceFacts& about) {
  about.knows_base = true;
  const FlashReader slot(device.flash, device.layout->slots[state.active_slot], &device.observer);
  if (named.size_bytes > slot.size_bytes()) return Status::kOk;
  about.base.size_bytes = named.size_bytes;
  return crypto::sha256(slot, named.size_bytes, about.base.digest);
}

// What is known of the device about an artefact that is to be installed. Borrows `running`.
DeviceFacts facts_for_install(const Device& device, const State& state, const InstalledImage& running) {
  DeviceFacts about = device_facts(device, state, execution_slot(device.layout, state.active_slot));
  about.knows_installed = true;
  about.installed = std::span(&running, 1);
  return about;
}

// Judges the staged artefact. Afterwards `facts` describe it.
Status check_staged_image(const Device& device, const State& state, wire::ImageFacts& facts, Evidence& evidence) {
  const InstalledImage running = running_image(device, state, facts);
  const DeviceFacts about = facts_for_install(device, state, running);
  return check_artefact(device, Use::kInstallImage, staged_area(state), about, facts, evidence);
}

Status check_staged_package(const Device& device, const State& state, wire::ImageFacts& facts, Evidence& evidence) {
  const InstalledImage running = running_image(device, state, facts);
  DeviceFacts about = facts_for_install(device, state, running);
  Status status = check_artefact(device, Use::kInstallPackage, staged_area(state), about, facts, evidence);
  if (ok(status)) status = accept_payload(facts, about);  // a base is hashed only for what is right otherwise
  if (!ok(status) || !facts.has_base) return status;
  status = read_base(device, state, facts.base, about);
  return ok(status) ? accept_payload(facts, about) : status;
}

Status rebuild_once(const Device& device, const State& state, const wire::ImageFacts& package, OrderedWriter& writer,
                    const Area& target) {
  const FlashReader staged(device.flash, staged_area(state), &device.observer);
  const FlashReader base(device.flash, device.layout->slots[state.active_slot], &device.observer);
  ReportingSink sink(writer, device.observer, package.package.target_size_bytes);
  const FlashReader written(device.flash, target, &device.observer);
  const Status status = rebuild(staged, package, &base, {sink, written}, device.workspace);
  return ok(status) ? writer.finish() : status;
}

// Nothing is kept in the area any more, or yet.
Status enter(Journal& journal, State& state, Phase phase) {
  State next = in_phase(state, phase);
  next.progress = 0;
  return journal.change(state, next);
}

// The record that a rebuild is under way must not exist while its area is erased: what a resume finds in the area has
// to be what a rebuild wrote.
Status start_rebuild(const Device& device, Journal& journal, State& state, OrderedWriter& writer, const Area& target) {
  if (state.phase == Phase::kRebuilding) {
    if (const Status status = enter(journal, state, Phase::kRequested); !ok(status)) return status;
  }
  Status status = Status::kApiErasing;
  while (status == Status::kApiErasing) {
    device.observer.on_progress(Activity::kErase, writer.erased_bytes(), target.size_bytes);
    status = writer.start();
  }
  return ok(status) ? enter(journal, state, Phase::kRebuilding) : status;
}

Status resume_rebuild(OrderedWriter& writer) {
  Status status = writer.resume();
  while (status == Status::kApiErasing) status = writer.resume();
  return status;
}

// Writes the image that `package` describes into `target`. What an earlier, interrupted run wrote is kept; where it
// turns out to be different after all (bit rot, or a worn sector), everything is written once more. Not inlined: the
// writer would lie on the stack while the candidate is checked, which takes the most of it.
[[gnu::noinline]] Status rebuild_candidate(const Device& device, Journal& journal, State& state,
                                           const wire::ImageFacts& package, const Area& target) {
  OrderedWriter writer(device.flash, device.layout, journal, state, target, &device.observer);
  if (state.phase == Phase::kRebuilding) {
    if (const Status status = resume_rebuild(writer); !ok(status)) return status;
    const Status status = rebuild_once(device, state, package, writer, target);
    if (status != Status::kFlashVerify) return status;
  }
  if (const Status status = start_rebuild(device, journal, state, writer, target); !ok(status)) return status;
  return rebuild_once(device, state, package, writer, target);
}

Status check_rebuilt(const Device& device, const State& state, const Area& image, wire::ImageFacts& facts,
                     Evidence& evidence) {
  const DeviceFacts about = device_facts(device, state, execution_slot(device.layout, state.active_slot));
  return check_artefact(device, Use::kInstallImage, image, about, facts, evidence);
}

}  // namespace

Status prepare_candidate(const Device& device, Journal& journal, State& state, wire::ImageFacts& facts,
                         Evidence& evidence) {
  if (!is_staging_place(device.layout, state)) return Status::kPackageSpace;
  if (is_staged_as_candidate(device.layout, state)) return check_staged_image(device, state, facts, evidence);
  if (device.layout->decoder_ram_bytes == 0) return Status::kPackageRam;  // as accept() says

  if (const Status status = check_staged_package(device, state, facts, evidence); !ok(status)) return status;
  const std::uint32_t target_bytes = facts.package.target_size_bytes;
  const Area target = image_area(device.layout, state.active_slot, target_bytes);
  if (target.size_bytes == 0) return Status::kImageTooLarge;
  if (target.overlaps(staged_area(state))) return Status::kPackageSpace;
  if (const Status status = rebuild_candidate(device, journal, state, facts, target); !ok(status)) return status;
  return check_rebuilt(device, state, {target.address, target_bytes}, facts, evidence);
}

}  // namespace switchback::bootloader
