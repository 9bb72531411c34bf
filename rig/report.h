// What campaigns came to, for machines and for people: JSON that reads back and merges, JUnit XML, one HTML page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rig/campaign.h"
#include "rig/merging.h"

namespace switchback::rig {

// A named part of a flash.
struct Region {
  std::string name;  // "journal", "slot 0", "slot 1" or "staging"
  bootloader::Area area;
};

struct BoardReport {
  std::string name;
  bootloader::Strategy strategy = bootloader::Strategy::kSwap;
  std::uint32_t write_unit_bytes = 0;
  std::vector<bootloader::SectorRun> sectors;
  std::vector<Region> regions;
  std::vector<Tally> stories;

  Counts total() const;
  Counts of(Kind kind) const;  // of all stories
  RowHits rows() const;        // of all stories
  ForgedCounts forged() const;
};

struct Report {
  std::vector<std::string> arguments;  // of the command line that chose boards, stories and firmware
  Options options;                     // but for its share, which is one of those in `shares`
  Shares shares;
  std::uint64_t elapsed_ms = 0;  // of all shares, one after the other
  std::vector<BoardReport> boards;

  Counts total() const;
  RowHits rows() const;
  ForgedCounts forged() const;
};

// All but the stories.
BoardReport describe(const Board& board);

// Brings failures into an order that does not depend on threads and shares.
void sort_failures(Report& report);

// Adds another share of the same campaigns. kIncompatible: other options, boards or stories, or a share that is in it
// already; the message names what differs. `report` is then as it was. All shares together are one whole.
Result<void> merge(Report& report, const Report& other);

// manifests/schemas/rig-report.schema.json; all numbers exact.
std::string to_json(const Report& report);

// kFormat: not such a file; the message names each field, what was expected, and what was found.
Result<Report> report_from_json(std::string_view text);

// A test suite for each board, a test case for each story. A failed one carries the replay lines.
std::string to_junit(const Report& report);

// A page that needs nothing else: no script, no network. Fit for print.
std::string to_html(const Report& report);

}  // namespace switchback::rig
