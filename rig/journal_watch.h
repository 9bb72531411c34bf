// Watches a device's flash, and names the row of the specification's state tables for each load of the journal, each
// append, and each change of state. What has no row is a problem: bootloader and specification disagree.
//
// What a load finds is taken from what it read, not from the cells: a torn record may read one way here, another there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rig/sim_flash.h"
#include "rig/table_rows.h"

namespace switchback::rig {

class JournalWatch {
 public:
  // Borrowed.
  explicit JournalWatch(const bootloader::Layout& layout);

  // The bootloader or the application starts, and loads the journal before its first operation. What was watched before
  // and not finished was cut.
  void start(bool by_bootloader);

  // Every read of the flash; that an operation is about to happen, anywhere; and each operation in the journal's area,
  // once it was done. `held`: it succeeded, and where it was a program, the cells are as they should be.
  void read(std::uint32_t address, Bytes found, bool readable);
  void before();
  void after(const Operation& operation, bool held);

  // The bootloader or the application is done.
  void finish();

  // How often each row was seen since construction.
  const RowHits& hits() const { return hits_; }

  // Whether it watches at all; it does at first.
  void enable(bool enabled) { is_enabled_ = enabled; }

  // What had no row since construction or forget_problems(): the first of it, one line each.
  const std::vector<std::string>& problems() const { return problems_; }
  void forget_problems() { problems_.clear(); }

 private:
  // A record that was programmed, until the next operation shows whether it was read back.
  struct Written {
    std::uint32_t address = 0;
    std::array<std::uint8_t, bootloader::kRecordBytes> record{};
    bool held = false;
  };

  void end_load();
  void settle_written();
  void count(std::optional<AppendCase> append);
  void change_to(const bootloader::State& now);
  void problem(std::string what);

  const bootloader::Layout& layout_;
  RecordDecoder decoder_;
  JournalReader reader_{layout_, decoder_};
  AppendWatcher appends_;
  bool is_enabled_ = true;
  bool by_bootloader_ = true;
  bool is_loading_ = false;
  std::optional<Written> written_;
  bootloader::State last_;  // newest record, as loaded or as written since
  RowHits hits_{};
  std::vector<std::string> problems_;
};

}  // namespace switchback::rig
