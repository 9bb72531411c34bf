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

  // Reads the journal; before anything else. On a new device it records the running image as confirmed, with its
  // security counter as the floor. `running_address` is any within the running image: with A/B the journal
  // names another slot where the bootloader went back and could not record it. kOk; kApiSlot: then nothing else works,
  // for it would erase or confirm the wrong slot, until a later start has recorded it; what Journal::load returns.
  Status open(std::uint32_t running_address);

  // Starts to stage an artefact of `size_bytes` whose first 32 bytes are `header`; `tag` names the download (for
  // example the first word of its SHA-256), so that the same one can be resumed. Erases at most one sector in each
  // call: call it with the same arguments until it returns anything but kApiErasing, and feed the watchdog in between.
  // `resume_at` is written on kOk: it is where write() goes on, 0, or, when an interrupted download of the same size
  // and tag was found, how many bytes are kept. Returns:
  //   kOk          write() may go on
  //   kApiErasing  call again
  //   kApiState    an update is requested or on trial, or not open
  //   kApiSize     it does not fit
  //   kImageMagic and other header reasons
  //   flash and journal reasons
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

  // Gives the image on trial up: the next start brings the image before back, with the reason kRejected. kOk; kApiState
  // (no trial, or not open); journal reasons.
  Status reject();

  // Asks for the image before the last update, though that was confirmed: the next start brings it back with the reason
  // kRolledBack, if it is still whole and its security counter is not below the floor; otherwise it gives the reason
  // not to. Until that start confirm() takes it back. kOk; kApiState (not idle, or not open); journal reasons.
  Status roll_back();

  // As it stands in the journal: phase, trial boots left, security floor, and how the last update ended.
  const State& state() const { return state_; }

 private:
  enum class Stage : std::uint8_t { kClosed, kIdle, kErasing, kWriting, kStaged };

  struct Download {
    Area area;  // whole sectors
    std::uint32_t size_bytes = 0;
    std::uint32_t tag = 0;

    bool operator==(const Download&) const = default;
  };

  bool is_in_slot(std::uint8_t slot, std::uint32_t address) const;
  Status adopt(std::uint32_t running_address);
  Status allow_attempt();
  Status prepare(const Download& wanted);
  Status drop();
  Status resume();
  Status restart();
  Status end(Status reason);
  Status enter(Phase phase);

  Flash& flash_;
  LayoutRef layout_;
  JournalWithRoom journal_;
  OrderedWriter writer_;
  State state_;
  Download download_;
  bool resumes_ = false;  // kErasing: whether what is kept of `download_` is
  Stage stage_ = Stage::kClosed;
};

}  // namespace switchback::bootloader
