// Percival's approximate matches ("Naïve differences of executable code", 2003). Exact matches that
// beat the present alignment become seeds. Each seed is extended both ways while at least half of
// the bytes agree. If two extensions overlap, the border goes where most bytes agree.
#include "packer/delta/delta.h"

#include <fmt/format.h>
#include <algorithm>

#include "packer/delta/suffix_index.h"

namespace switchback::packer {
namespace {

// An exact match is worth a new record if it agrees in this many bytes more than the present
// alignment.
constexpr std::size_t kWorthwhileGain = 8;
constexpr std::size_t kProgressStep = 1 << 16;

// A pairing of target and base positions.
struct Alignment {
  std::size_t target = 0;
  std::size_t base = 0;
};

class Matcher {
 public:
  Matcher(Bytes base, Bytes target, const SuffixIndex& index, const host::Progress& progress)
      : base_(base), target_(target), index_(index), progress_(progress) {}

  std::vector<DeltaRecord> run() {
    while (seed_.target < target_.size()) {
      const bool is_new = find_seed();
      if (is_new || seed_.target == target_.size()) close_record();
    }
    return std::move(records_);
  }

 private:
  // Whether the present alignment predicts the byte at `target`.
  bool predicted(std::size_t target) const {
    // Wraps from below 0 to above the base's size.
    const std::size_t base = target - start_.target + start_.base;
    return base < base_.size() && base_[base] == target_[target];
  }

  // Moves the seed to the next exact match that beats the present alignment, or to the target's
  // end. Returns false if the match only continues the present alignment.
  bool find_seed() {
    std::size_t counted = seed_.target += seed_bytes_;
    std::size_t agreeing = 0;  // bytes that the present alignment predicts too
    seed_bytes_ = 0;
    for (; seed_.target < target_.size(); ++seed_.target) {
      report();
      const BaseMatch match = index_.longest_match(target_.subspan(seed_.target));
      seed_bytes_ = match.length_bytes;
      seed_.base = match.position;
      for (; counted < seed_.target + seed_bytes_; ++counted) agreeing += predicted(counted) ? 1 : 0;
      if (seed_bytes_ != 0 && seed_bytes_ == agreeing) return false;
      if (seed_bytes_ > agreeing + kWorthwhileGain) return true;
      if (counted > seed_.target) agreeing -= predicted(seed_.target) ? 1 : 0;
      counted = std::max(counted, seed_.target + 1);
    }
    return false;
  }

  // How far the record at `start_` reaches forwards: to where the surplus of agreeing bytes is
  // largest.
  std::size_t reach_forward() const {
    const std::size_t limit = std::min(seed_.target - start_.target, base_.size() - start_.base);
    std::ptrdiff_t balance = 0, best = 0;
    std::size_t reach = 0;
    for (std::size_t i = 0; i < limit; ++i) {
      balance += base_[start_.base + i] == target_[start_.target + i] ? 1 : -1;
      if (balance > best) {
        best = balance;
        reach = i + 1;
      }
    }
    return reach;
  }

  std::size_t reach_backward() const {
    if (seed_.target == target_.size()) return 0;
    const std::size_t limit = std::min(seed_.target - start_.target, seed_.base);
    std::ptrdiff_t balance = 0, best = 0;
    std::size_t reach = 0;
    for (std::size_t i = 1; i <= limit; ++i) {
      balance += base_[seed_.base - i] == target_[seed_.target - i] ? 1 : -1;
      if (balance > best) {
        best = balance;
        reach = i;
      }
    }
    return reach;
  }

  // Both reaches claim the last `overlap` bytes of the forward one. Returns how many of them it
  // keeps.
  std::size_t split(std::size_t forward, std::size_t backward, std::size_t overlap) const {
    std::ptrdiff_t balance = 0, best = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < overlap; ++i) {
      const std::size_t ahead = forward - overlap + i;
      balance += base_[start_.base + ahead] == target_[start_.target + ahead] ? 1 : 0;
      balance -= base_[seed_.base - backward + i] == target_[seed_.target - backward + i] ? 1 : 0;
      if (balance > best) {
        best = balance;
        kept = i + 1;
      }
    }
    return kept;
  }

  // Ends the current record where the seed's begins.
  void close_record() {
    std::size_t forward = reach_forward();
    std::size_t backward = reach_backward();
    const std::size_t between = seed_.target - start_.target;
    if (forward + backward > between) {
      const std::size_t overlap = forward + backward - between;
      const std::size_t kept = split(forward, backward, overlap);
      forward -= overlap - kept;
      backward -= kept;
    }
    append(forward, between - forward - backward);
    start_ = {seed_.target - backward, seed_.base - backward};
  }

  void append(std::size_t diff, std::size_t extra) {
    if (diff + extra == 0) return;
    if (diff == 0 && !records_.empty()) {
      records_.back().extra_bytes += static_cast<std::uint32_t>(extra);
      return;
    }
    records_.push_back(
        {static_cast<std::uint32_t>(start_.base), static_cast<std::uint32_t>(diff), static_cast<std::uint32_t>(extra)});
  }

  void report() {
    if (!progress_ || seed_.target < next_report_) return;
    progress_("match", seed_.target, target_.size());
    next_report_ = seed_.target + kProgressStep;
  }

  Bytes base_;
  Bytes target_;
  const SuffixIndex& index_;
  const host::Progress& progress_;
  std::vector<DeltaRecord> records_;
  Alignment start_;  // of the current record: the present alignment
  Alignment seed_;   // the exact match considered next
  std::size_t seed_bytes_ = 0;
  std::size_t next_report_ = 0;
};

// The device starts at base position 0, and a record without bytes is not allowed. If the first
// diff lies elsewhere, its first byte becomes a literal, whose record then moves.
void start_at_zero(std::vector<DeltaRecord>& records) {
  DeltaRecord& first = records.front();
  if (first.base_position == 0) return;
  if (first.diff_bytes <= 1) {
    first = {0, 0, first.diff_bytes + first.extra_bytes};
    return;
  }
  ++first.base_position;
  --first.diff_bytes;
  records.insert(records.begin(), DeltaRecord{0, 0, 1});
}

// Unsigned LEB128.
void append_number(std::vector<std::uint8_t>& stream, std::uint32_t value) {
  for (; value > 0x7f; value >>= 7) stream.push_back(static_cast<std::uint8_t>(value | 0x80));
  stream.push_back(static_cast<std::uint8_t>(value));
}

std::uint32_t zigzag(std::uint32_t from, std::uint32_t to) {
  return to >= from ? (to - from) * 2 : (from - to) * 2 - 1;
}

}  // namespace

Result<std::vector<DeltaRecord>> find_delta(Bytes base, Bytes target, const host::Progress& progress) {
  for (const auto& [name, size] : {std::pair{"base", base.size()}, std::pair{"target", target.size()}}) {
    if (size > kMaxDeltaInputBytes) {
      return fail(ErrorCode::kTooBig,
                  fmt::format("the {} has {} bytes; a delta takes at most {}", name, size, kMaxDeltaInputBytes));
    }
  }
  if (target.empty()) return std::vector<DeltaRecord>{};
  auto index = SuffixIndex::build(base);
  if (!index) return tl::make_unexpected(index.error());
  std::vector<DeltaRecord> records = Matcher(base, target, *index, progress).run();
  start_at_zero(records);
  if (progress) progress("match", target.size(), target.size());
  return records;
}

std::vector<std::uint8_t> encode_delta_stream(Bytes base, Bytes target, std::span<const DeltaRecord> records) {
  std::vector<std::uint8_t> stream;
  stream.reserve(target.size() + records.size() * 6);
  std::size_t at = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const DeltaRecord& record = records[i];
    const std::uint32_t end = record.base_position + record.diff_bytes;
    append_number(stream, record.diff_bytes);
    append_number(stream, record.extra_bytes);
    append_number(stream, zigzag(end, i + 1 < records.size() ? records[i + 1].base_position : end));
    for (std::size_t j = 0; j < record.diff_bytes; ++j, ++at) {
      stream.push_back(static_cast<std::uint8_t>(target[at] - base[record.base_position + j]));
    }
    const Bytes extra = target.subspan(at, record.extra_bytes);
    stream.insert(stream.end(), extra.begin(), extra.end());
    at += extra.size();
  }
  return stream;
}

}  // namespace switchback::packer
