// A device whose application is compromised: started with whatever that left in the flash (rig/forged/contents.h).
// Whatever it is, the bootloader enters only an image that a trusted key signed, in the place where it runs; touches
// nothing outside its areas; and ends.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rig/forged/access_watch.h"
#include "rig/forged/contents.h"
#include "rig/forged/counts.h"
#include "rig/forged/entry_oracle.h"

namespace switchback::rig {

class ForgedArm;

// What contents came to.
struct ForgedVerdict {
  ForgedCounts counts;
  std::optional<std::size_t> ends_with;  // the firmware that the last start entered; nothing: none
  std::vector<std::string> problems;     // empty: as it should be
  std::vector<std::string> starts;       // what each start did, for people

  bool holds() const { return problems.empty(); }
};

class ForgedDevice {
 public:
  // All are borrowed.
  ForgedDevice(const Board& board, const Scenario& story, std::uint64_t seed);
  ForgedDevice(const ForgedDevice&) = delete;
  ForgedDevice& operator=(const ForgedDevice&) = delete;
  ~ForgedDevice();

  // Starts with these contents, until a start changes nothing, or often enough.
  ForgedVerdict run(const Cells& cells, const ForgedTerms& terms);

  const SimFlash& flash() const { return flash_; }

 private:
  struct Start {
    bool is_over = true;                // it came to an end
    std::optional<EntryPoint> entry{};  // nothing: it starts nothing, or resets
    std::uint64_t instructions = 0;
  };

  Start start();
  Start start_on_host();
  Start start_on_arm();
  void judge(const Start& start, std::uint32_t least_floor, ForgedVerdict& verdict) const;
  void check_entry(const EntryPoint& entry, std::uint32_t least_floor, ForgedVerdict& verdict) const;
  void check_journal(ForgedVerdict& verdict);

  const Board& board_;
  SimFlash flash_;
  StartBudget budget_;
  AccessWatch watch_;
  EntryOracle oracle_;
  std::unique_ptr<ForgedArm> arm_;
  std::vector<std::uint64_t> workspace_;
};

}  // namespace switchback::rig
