// The actions of a device as text: one line per flash operation, with the journal's records
// decoded.
#pragma once

#include <string>
#include <vector>

#include "rig/device/board.h"
#include "rig/device/sim_device.h"

namespace switchback::rig {

class Trace {
 public:
  // `board` is borrowed.
  explicit Trace(const Board& board) : board_(board) {}

  void add(const Operation& operation, Actor actor);
  void add(std::string line) { lines_.push_back(std::move(line)); }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  const Board& board_;
  std::vector<std::string> lines_;
};

}  // namespace switchback::rig
