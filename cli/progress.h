// One line on standard error that says how far long work is: only on a terminal, only after a second. Threads may share
// it, and take turns.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "cli/session.h"
#include "host/progress.h"

namespace switchback::cli {

class ProgressLine {
 public:
  explicit ProgressLine(const Session& session);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  // For work that is called `name`; empty where nothing is to be shown. Valid as long as this object.
  host::Progress for_work(std::string name);

  void clear();

 private:
  void show(const std::string& name, std::string_view stage, std::uint64_t done, std::uint64_t total);

  using Clock = std::chrono::steady_clock;

  std::mutex mutex_;
  bool enabled_;
  bool shown_ = false;
  Clock::time_point next_;  // when the line is next worth writing
};

}  // namespace switchback::cli
