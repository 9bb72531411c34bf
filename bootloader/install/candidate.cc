// Checks a request, rebuilds its image and checks the result.
#include "bootloader/install/candidate.h"

#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_areas.h"
#include "bootloader/install/ordered_writer.h"
#include "core/crypto/sha256.h"
#include "core/rebuild.h"

namespace switchback::bootloader {
namespace {

// Reports the progress of a rebuild to the observer.
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

bool is_staged_as_candidate(const Layout& layout, const State& state) {
  return state.staged_address == candidate_area(layout, state.active_slot).address;
}

// The slot's content was not verified in this start.
FlashReader running_slot(const Device& device, const State& state) {
  return {device.flash, device.layout->slots[state.active_slot], &device.observer, Content::kUnverified};
}

// Reads the version of the running image, for dependencies; 0.0.0 if it cannot be read.
void read_running(const Device& device, const State& state, ImageCheck& check) {
  check.running = {};
  if (ok(wire::parse_image(running_slot(device, state), check.facts)))
    check.running.version = check.facts.header.version;
}

// Only a hash of the running image shows whether it is the package's base.
Status read_base(const Device& device, const State& state, ImageCheck& check) {
  check.about.knows_base = true;
  const FlashReader slot = running_slot(device, state);
  if (check.facts.base.size_bytes > slot.size_bytes()) return Status::kOk;
  check.about.base.size_bytes = check.facts.base.size_bytes;
  return crypto::sha256(slot, check.facts.base.size_bytes, check.about.base.digest, check.evidence.room);
}

// Checks the staged artefact. Afterwards `check.facts` describe it.
Status check_staged(const Device& device, Use use, const State& state, ImageCheck& check) {
  read_running(device, state, check);
  describe_device(device, state, execution_slot(device.layout, state.active_slot), check.about);
  check.about.knows_installed = true;
  check.about.installed = std::span(&check.running, 1);
  check.staged = staged_area(state);
  return check_artefact(device, use, check.staged, check);
}

Status check_staged_package(const Device& device, const State& state, ImageCheck& check) {
  Status status = check_staged(device, Use::kInstallPackage, state, check);
  // A base is hashed only if everything else is acceptable.
  if (ok(status)) status = accept_payload(check.facts, check.about);
  if (!ok(status) || !check.facts.has_base) return status;
  status = read_base(device, state, check);
  return ok(status) ? accept_payload(check.facts, check.about) : status;
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

// Enters `phase` with progress 0: nothing in the area is kept.
Status enter(Journal& journal, State& state, Phase phase) {
  State& next = journal.draft(state, phase);
  next.progress = 0;
  return journal.change(state, next);
}

// While the area is erased there must be no record of a rebuild: a resume may find only what a
// rebuild wrote.
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

// Writes the image that `package` describes to `target`. Data that an interrupted run wrote is
// kept. If it reads differently (bit rot, or a worn sector), everything is written again. Not
// inlined: otherwise the writer would lie on the stack during the check of the candidate, which
// needs the most stack.
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

Status check_rebuilt(const Device& device, const State& state, const Area& image, ImageCheck& check) {
  describe_device(device, state, execution_slot(device.layout, state.active_slot), check.about);
  return check_artefact(device, Use::kInstallImage, image, check);
}

}  // namespace

Status prepare_candidate(const Device& device, Journal& journal, State& state, ImageCheck& check) {
  if (is_staged_as_candidate(device.layout, state)) return check_staged(device, Use::kInstallImage, state, check);
  if (device.layout->decoder_ram_bytes == 0) return Status::kPackageRam;  // as accept() says

  if (const Status status = check_staged_package(device, state, check); !ok(status)) return status;
  const std::uint32_t target_bytes = check.facts.package.target_size_bytes;
  const Area target = image_area(device.layout, state.active_slot, target_bytes);
  if (target.size_bytes == 0) return Status::kImageTooLarge;
  if (target.overlaps(check.staged)) return Status::kPackageSpace;
  if (const Status status = rebuild_candidate(device, journal, state, check.facts, target); !ok(status)) return status;
  return check_rebuilt(device, state, {target.address, target_bytes}, check);
}

}  // namespace switchback::bootloader
