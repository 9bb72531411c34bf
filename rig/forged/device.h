// A device whose application is compromised, started with the flash contents that it left
// (rig/forged/contents.h). The bootloader must enter only an image that a trusted key signed, in
// the place where it runs, stay within its areas, and come to an end.
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

// The result of one set of contents.
struct ForgedVerdict {
  ForgedCounts counts;
  std::optional<std::size_t> ends_with;  // firmware entered last; nothing: none
  std::vector<std::string> problems;     // empty: nothing is wrong
  std::vector<std::string> starts;       // description of each start

  bool holds() const { return problems.empty(); }
};

class ForgedDevice {
 public:
  // All are borrowed.
  ForgedDevice(const Board& board, const Story& story, std::uint64_t seed);
  ForgedDevice(const ForgedDevice&) = delete;
  ForgedDevice& operator=(const ForgedDevice&) = delete;
  ~ForgedDevice();

  // Starts with these contents until a start changes nothing, or a limit of starts is reached.
  ForgedVerdict run(const Cells& cells, const ForgedTerms& terms);

  const SimFlash& flash() const { return flash_; }

 private:
  struct Start {
    bool is_over = true;                // it ended
    std::optional<EntryPoint> entry{};  // nothing: no image was entered
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
