// Each pair of fields is a sighting of an old and a new address. The map is the piecewise constant
// shift with the lowest cost of mispredicted sightings and entries. It is a shortest path over the
// old addresses with the present shift as state (Viterbi).
#include "packer/patch/moved_addresses.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace switchback::packer {
namespace {

using delta::FieldKind;
using delta::MapEntry;

// In bits. A first misprediction needs a correction; later ones of the same address are mostly
// known.
constexpr double kMissBits = 20;
constexpr double kMissAgainBits = 3;
constexpr double kEntryBits = 24;
constexpr int kRefinements = 4;

struct Sighting {
  std::uint32_t old_address = 0;
  std::uint32_t shift = 0;
  std::uint32_t count = 0;

  double worth() const { return kMissBits + kMissAgainBits * (count - 1); }
};

// Calls `visit(kind, base_position, target_position)` for every field of the base inside a stretch.
template <class Visit>
void for_each_field(const delta::FieldRules& rules, Bytes base, std::span<const DeltaRecord> records, Visit visit) {
  std::size_t start = 0;
  for (const DeltaRecord& record : records) {
    for (std::size_t i = start & 1; i + 4 <= record.diff_bytes;) {
      FieldKind kind = field_at(rules, base, record.base_position + i, start + i);
      if (delta::field_bytes(kind) > record.diff_bytes - i) kind = FieldKind::kNone;
      if (kind != FieldKind::kNone) visit(kind, record.base_position + i, start + i);
      i += kind == FieldKind::kNone ? 2 : delta::field_bytes(kind);
    }
    start += record.diff_bytes + record.extra_bytes;
  }
}

std::uint32_t address_at(const delta::FieldRules& rules, Bytes image, FieldKind kind, std::size_t position) {
  return delta::field_address(rules, kind, code_at(image, position), static_cast<std::uint32_t>(position));
}

std::vector<Sighting> sightings(const delta::FieldRules& rules, Bytes base, Bytes target,
                                std::span<const DeltaRecord> records, bool ram) {
  const delta::FieldRules target_rules = rules_of_target(rules);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> counts;
  for_each_field(rules, base, records, [&](FieldKind kind, std::size_t from, std::size_t to) {
    if ((kind == FieldKind::kRamPointer) != ram || field_at(target_rules, target, to, to) != kind) return;
    const std::uint32_t address = address_at(rules, base, kind, from);
    if (!ram && address >= base.size()) return;
    ++counts[{address, address_at(target_rules, target, kind, to) - address}];
  });
  std::vector<Sighting> found;
  found.reserve(counts.size());
  for (const auto& [key, count] : counts) found.push_back({key.first, key.second, count});
  return found;
}

class ShiftPath {
 public:
  explicit ShiftPath(double entry_bits) : entry_bits_(entry_bits) { settle(0, {0, kNoStep}); }

  // All sightings of one old address.
  void add(std::span<const Sighting> same) {
    const auto [least, cheapest] = *order_.begin();
    const std::size_t come_from = states_.at(cheapest).step;
    std::vector<std::pair<std::uint32_t, State>> changed;
    for (const Sighting& sighting : same) {
      const auto known = states_.find(sighting.shift);
      State next;
      if (known != states_.end() && known->second.bits <= least + entry_bits_) {
        next = known->second;
      } else {
        steps_.push_back({come_from, {sighting.old_address, sighting.shift}});
        next = {least + entry_bits_, steps_.size() - 1};
      }
      // Every other shift mispredicts this sighting; only differences count.
      next.bits -= sighting.worth();
      changed.emplace_back(sighting.shift, next);
    }
    for (const auto& [shift, state] : changed) settle(shift, state);
  }

  std::vector<MapEntry> entries() const {
    std::vector<MapEntry> path;
    for (std::size_t at = states_.at(order_.begin()->second).step; at != kNoStep; at = steps_[at].before) {
      path.push_back(steps_[at].entry);
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

 private:
  static constexpr std::size_t kNoStep = SIZE_MAX;

  struct State {
    double bits = 0;
    std::size_t step = kNoStep;  // the latest entry
  };
  struct Step {
    std::size_t before = kNoStep;
    MapEntry entry;
  };

  void settle(std::uint32_t shift, State state) {
    if (const auto known = states_.find(shift); known != states_.end()) order_.erase({known->second.bits, shift});
    states_[shift] = state;
    order_.emplace(state.bits, shift);
  }

  double entry_bits_;
  std::vector<Step> steps_;
  std::unordered_map<std::uint32_t, State> states_;
  std::set<std::pair<double, std::uint32_t>> order_;
};

std::vector<MapEntry> cheapest_path(const std::vector<Sighting>& found, double entry_bits) {
  ShiftPath path(entry_bits);
  for (std::size_t i = 0; i < found.size();) {
    std::size_t end = i;
    while (end < found.size() && found[end].old_address == found[i].old_address) ++end;
    path.add(std::span(found).subspan(i, end - i));
    i = end;
  }
  return path.entries();
}

}  // namespace

std::vector<MapEntry> fit_address_map(const delta::FieldRules& rules, Bytes base, Bytes target,
                                      std::span<const DeltaRecord> records, std::size_t max_entries) {
  const std::vector<Sighting> image = sightings(rules, base, target, records, false);
  const std::vector<Sighting> ram = sightings(rules, base, target, records, true);
  const auto fit = [&](double entry_bits) {
    std::vector<MapEntry> entries = cheapest_path(image, entry_bits);
    const std::vector<MapEntry> more = cheapest_path(ram, entry_bits);
    entries.insert(entries.end(), more.begin(), more.end());
    return entries;
  };
  double too_cheap = 0;
  double entry_bits = kEntryBits;
  std::vector<MapEntry> entries = fit(entry_bits);
  for (; entries.size() > max_entries; entries = fit(entry_bits)) {
    too_cheap = entry_bits;
    entry_bits *= 2;
  }
  // The price of an entry was raised until few enough were left. Lower it as far as the limit
  // allows.
  for (int i = 0; i < kRefinements && too_cheap != 0; ++i) {
    const double between = (too_cheap + entry_bits) / 2;
    std::vector<MapEntry> more = fit(between);
    const bool fits = more.size() <= max_entries;
    (fits ? entry_bits : too_cheap) = between;
    if (fits) entries = std::move(more);
  }
  return entries;
}

bool far_branches_are_fixed(const delta::FieldRules& rules, Bytes base, Bytes target,
                            std::span<const DeltaRecord> records) {
  delta::FieldRules far = rules;
  far.far_branches = true;
  const delta::FieldRules target_far = rules_of_target(far);
  std::ptrdiff_t balance = 0;
  for_each_field(far, base, records, [&](FieldKind kind, std::size_t from, std::size_t to) {
    if ((from == to && far.link_shift == 0) || (kind != FieldKind::kBranch && kind != FieldKind::kPair)) return;
    const std::uint32_t address = address_at(far, base, kind, from);
    if (address < far.image_size_bytes) return;
    const std::size_t size_bytes = delta::field_bytes(kind);
    if (equal(base.subspan(from, size_bytes), target.subspan(to, size_bytes))) --balance;
    if (address - far.link_shift == address_at(target_far, target, kind, to)) ++balance;
  });
  return balance > 0;
}

}  // namespace switchback::packer
