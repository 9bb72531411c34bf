// Results of campaigns as JSON that can be read back and merged, as JUnit XML, and as one HTML
// page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rig/campaign/campaign.h"
#include "rig/report_parts/merging.h"

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
  Counts of(ScheduleKind kind) const;  // of all stories
  RowHits rows() const;                // of all stories
  ForgedCounts forged() const;
};

struct CampaignReport {
  std::vector<std::string> arguments;  // options that choose boards, stories and firmware
  CampaignOptions options;             // without the shard: see `shards`
  Shards shards;
  std::uint64_t elapsed_ms = 0;  // sum over all shards
  std::vector<BoardReport> boards;

  Counts total() const;
  RowHits rows() const;
  ForgedCounts forged() const;
};

// The report of a board, without stories.
BoardReport describe(const Board& board);

// Sorts failures independently of threads and shards.
void sort_failures(CampaignReport& report);

// Adds another shard of the same campaigns; all shards together are one whole. `report` is
// unchanged on error.
//   kIncompatible: other options, boards or stories, or a shard that `report` already has; the
//                  message names the difference
Result<void> merge(CampaignReport& report, const CampaignReport& other);

// JSON as manifests/schemas/rig-report.schema.json defines it; all numbers are exact.
std::string to_json(const CampaignReport& report);

// Reads what to_json() wrote.
//   kFormat: not such a file; the message names each field, the expected value and the found one
Result<CampaignReport> report_from_json(std::string_view text);

// One test suite per board, one test case per story. A failed case has the replay lines.
std::string to_junit(const CampaignReport& report);

// A self-contained page: no script, no network. Fit for print.
std::string to_html(const CampaignReport& report);

}  // namespace switchback::rig
