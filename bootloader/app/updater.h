// The application's side of an update: stage a download, ask for its installation, confirm the new image.
//
// begin → write … → finish → request, then reset. After the reset the new image runs on trial: confirm() keeps it;
// without it the bootloader goes back after the profile's number of starts. A download that a reset interrupted goes on
// with begin().
#pragma once

#include "bootloader/journal.h"
#include "bootloader/ordered_writer.h"

namespace switchback::bootloader {

class Updater {
 public:
  // Both are borrowed.
  Updater(Flash& flash, const Layout& layout);
  Updater(const Updater&) = delete;
  Updater& operator=(const Updater&) = delete;

  // Reads the journal; before anything else. `running_address` is any within the running image: with A/B the journal
  // names another slot where the bootloader went back and could not record it. kOk; kApiSlot: then nothing else works,
  // for it would erase or confirm the wrong slot, until a later start has recorded it; what Journal::load returns.
  Status open(std::uint32_t running_address);

  // Starts to stage an artefact of `size_bytes` whose first 32 bytes are `header`; `tag` names the download (for
  // example the first word of its SHA-256), so that the same one can be resumed. `resume_at` is where write() goes on:
  // 0, or, when an interrupted download of the same size and tag was found, how many bytes are kept. Takes the time of
  // erasing the area when it starts anew. kOk; kApiState (an update is requested or on trial); kImageMagic and other
  // header reasons; kApiSize (does not fit); flash and journal reasons.
  Status begin(std::span<const std::uint8_t, wire::kImageHeaderBytes> header, std::uint32_t size_bytes,
               std::uint32_t tag, std::uint32_t& resume_at);

  // Takes the bytes at `offset`, which must be where the download stands. Any number of bytes at a time. kOk; kApiState
  // (no begin()); kApiOffset; kApiSize (past the announced size); kFlashProgram; kFlashVerify; journal reasons (a blank
  // sector of the artefact is noted there). After these three the download goes on with begin().
  Status write(std::uint32_t offset, Bytes bytes);

  // All bytes have been written. kOk; kApiState; kApiSize (some are missing); flash reasons.
  Status finish();

  // Asks for the installation of what is staged, from the next reset on. Only after finish(). kOk; kApiState; journal
  // reasons.
  Status request();

  // Forgets a download or a request. kOk; kApiState (nothing to cancel, or not open); journal reasons.
  Status cancel();

  // Keeps the image on trial: it is not reverted any more, and its security counter becomes the floor. Without a trial
  // it changes nothing. kOk; kApiState (not open); journal reasons: then the image is still on trial.
  Status confirm();

  // As it stands in the journal: phase, trial boots left, security floor, and how the last update ended.
  const State& state() const { return state_; }

 private:
  enum class Stage : std::uint8_t { kClosed, kIdle, kWriting, kStaged };

  Status restart(const Area& area, std::uint32_t size_bytes, std::uint32_t tag);
  Status enter(Phase phase);

  Flash& flash_;
  LayoutRef layout_;
  Journal journal_;
  OrderedWriter writer_;
  State state_;
  Stage stage_ = Stage::kClosed;
};

}  // namespace switchback::bootloader
