// The application's side of an update: stage a download, request its installation, confirm the new
// image.
//
//   begin → write … → finish → request, then reset.
//
// After the reset the new image runs on trial. confirm() keeps it; without it the bootloader goes
// back after the profile's number of starts. A download that a reset interrupted continues with
// begin().
#pragma once

#include "bootloader/install/ordered_writer.h"
#include "bootloader/journal/journal.h"

namespace switchback::bootloader {

class Updater {
 public:
  // Both are borrowed.
  Updater(Flash& flash, const Layout& layout);
  Updater(const Updater&) = delete;
  Updater& operator=(const Updater&) = delete;

  // Reads the journal; call it first. On a new device it records the running image as confirmed,
  // with its security counter as the floor. `running_address` is any address in the running image.
  //   kOk:      the other calls may be used
  //   kApiSlot: the image does not run from the journal's active slot: with A/B, the bootloader
  //             went back and could not record it. All other calls fail, because they would erase
  //             or confirm the wrong slot, until a later start has recorded it
  //   others:   from Journal::load() and Journal::append()
  Status open(std::uint32_t running_address);

  // Starts to stage an artefact of `size_bytes` whose first 32 bytes are `header`. `tag` names the
  // download (for example the first word of its SHA-256), so that the same one can be resumed.
  // Erases at most one sector in each call; feed the watchdog in between. Only on kOk, `resume_at`
  // becomes the offset at which write() continues: 0, or the number of bytes that are kept of an
  // interrupted download with the same size and tag.
  //   kOk:         write() may continue
  //   kApiErasing: call again with the same arguments
  //   kApiState:   not open, or an update is requested or on trial
  //   kApiSize:    the size is 0, or the artefact does not fit
  //   others:      from decode_image_header(), flash and journal
  Status begin(std::span<const std::uint8_t, wire::kImageHeaderBytes> header, std::uint32_t size_bytes,
               std::uint32_t tag, std::uint32_t& resume_at);

  // Takes any number of bytes at `offset`, which must be where the download stands.
  //   kOk:           taken
  //   kApiState:     no begin()
  //   kApiOffset:    the download stands elsewhere
  //   kApiSize:      beyond the announced size
  //   kFlashProgram: programming failed
  //   kFlashVerify:  the data reads back differently
  //   others:        from the journal, which notes a blank sector of the artefact
  // After one of the last three, the download continues with begin().
  Status write(std::uint32_t offset, Bytes bytes);

  // Call when all bytes have been written.
  //   kOk:       the artefact is staged
  //   kApiState: no begin()
  //   kApiSize:  bytes are missing
  //   others:    from flash and journal
  Status finish();

  // Asks for the installation of what is staged, from the next reset on.
  //   kOk:       recorded
  //   kApiState: no finish()
  //   others:    from the journal
  Status request();

  // Forgets a download or a request.
  //   kOk:       recorded
  //   kApiState: nothing to cancel, or not open
  //   others:    from the journal
  Status cancel();

  // Keeps the image on trial: it is no longer reverted, and its security counter becomes the floor,
  // if that is higher. Without a trial it changes nothing.
  //   kOk:       recorded, or no trial
  //   kApiState: not open
  //   others:    from the journal; the image is still on trial
  Status confirm();

  // Gives up the image on trial: the next start restores the previous image, with the reason
  // kRejected.
  //   kOk:       recorded
  //   kApiState: no trial, or not open
  //   others:    from the journal
  Status reject();

  // Asks for the image before the last update, although that was confirmed. The next start restores
  // it with the reason kRolledBack, if it is complete and its security counter is not below the
  // floor; otherwise it records why not. Until that start, confirm() withdraws the request.
  //   kOk:       recorded
  //   kApiState: not idle, or not open
  //   others:    from the journal
  Status roll_back();

  // The state in the journal: phase, trial boots left, security floor, and how the last update
  // ended.
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
  bool resumes_ = false;  // kErasing: whether `download_` is resumed
  Stage stage_ = Stage::kClosed;
};

}  // namespace switchback::bootloader
