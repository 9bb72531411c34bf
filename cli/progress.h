// A progress line on standard error. Shown only on a terminal, and only after a second.
// Thread-safe.
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

  // Returns a callback for work called `name`; empty if nothing is to be shown. Valid as long as
  // this object.
  host::Progress for_work(std::string name);

  void clear();

 private:
  void show(const std::string& name, std::string_view stage, std::uint64_t done, std::uint64_t total);

  using Clock = std::chrono::steady_clock;

  std::mutex mutex_;
  bool enabled_;
  bool shown_ = false;
  Clock::time_point next_;  // when to write the line next
};

}  // namespace switchback::cli
