#include "rig/device/journal_watch.h"

#include <fmt/format.h>

#include <algorithm>

#include "rig/spec/state_text.h"

namespace switchback::rig {
namespace {

constexpr std::size_t kMaxProblems = 3;  // one mistake causes many

}  // namespace

JournalWatch::JournalWatch(const bootloader::Layout& layout) : layout_(layout), appends_(layout) {}

void JournalWatch::start(bool by_bootloader) {
  by_bootloader_ = by_bootloader;
  is_loading_ = true;
  written_.reset();
  reader_.start();
}

void JournalWatch::read(std::uint32_t address, Bytes found, bool readable) {
  if (!is_enabled_) return;
  if (address < layout_.journal.address || address >= layout_.journal.end()) return;
  if (is_loading_) return reader_.took(address, found, readable);
  if (!written_ || address != written_->address) return;
  const Bytes record = Bytes(written_->record).first(std::min(found.size(), written_->record.size()));
  written_->held = written_->held && readable && equal(found.first(record.size()), record);
}

void JournalWatch::before() {
  if (!is_enabled_) return;
  end_load();
  settle_written();
}

void JournalWatch::after(const Operation& operation, bool held) {
  if (!is_enabled_) return;
  const std::uint32_t address = operation.where.address;
  if (operation.kind == Operation::Kind::kErase) return count(appends_.erased(address, held));
  written_ = {.address = address, .held = held};
  std::ranges::copy(operation.data.first(std::min<std::size_t>(operation.data.size(), bootloader::kRecordBytes)),
                    written_->record.begin());
}

void JournalWatch::finish() {
  if (!is_enabled_) return;
  before();
  count(appends_.finish());
}

void JournalWatch::end_load() {
  if (!is_loading_) return;
  is_loading_ = false;
  const JournalReading found = reader_.reading();
  ++hits_[row_index(found.which)];
  last_ = found.state;
  appends_.start(found);
}

void JournalWatch::settle_written() {
  if (!written_) return;
  const std::optional<bootloader::State> record = decoder_.decode(written_->record);
  count(appends_.programmed(written_->address, record, written_->held));
  if (written_->held && record) change_to(*record);
  written_.reset();
}

// An append writes its record more than once.
void JournalWatch::change_to(const bootloader::State& now) {
  if (now.sequence == last_.sequence) return;
  const auto row = classify({last_, now, by_bootloader_}, layout_.strategy);
  if (row) ++hits_[row_index(*row)];
  if (!row) {
    problem(fmt::format("no row allows the {} to record {} after {}; changed: {}",
                        by_bootloader_ ? "bootloader" : "application", describe_state(now), describe_state(last_),
                        field_names(changed_fields(last_, now))));
  }
  last_ = now;
}

void JournalWatch::count(std::optional<AppendCase> append) {
  if (!append) return;
  if (*append != AppendCase::kUnexpected) ++hits_[row_index(*append)];
  if (*append == AppendCase::kUnexpected)
    problem("no row allows how the journal's banks were written, at " + describe_state(last_));
}

void JournalWatch::problem(std::string what) {
  if (problems_.size() < kMaxProblems) problems_.push_back(std::move(what));
}

}  // namespace switchback::rig
