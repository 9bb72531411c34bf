#include "cli/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace switchback::cli {
namespace {

constexpr std::chrono::seconds kFirst{1};
constexpr std::chrono::milliseconds kAgain{200};

}  // namespace

ProgressLine::ProgressLine(const Session& session)
    : enabled_(!session.quiet && ::isatty(STDERR_FILENO) != 0), next_(Clock::now() + kFirst) {}

host::Progress ProgressLine::for_work(std::string name) {
  if (!enabled_) return {};
  return [this, work = std::move(name)](std::string_view stage, std::uint64_t done, std::uint64_t total) {
    show(work, stage, done, total);
  };
}

void ProgressLine::show(const std::string& name, std::string_view stage, std::uint64_t done, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kAgain;
  shown_ = true;
  const std::uint64_t percent = total == 0 ? 0 : done * 100 / total;
  fmt::print(stderr, "\r\033[K{}: {} {}%", name, stage, percent);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (!shown_) return;
  shown_ = false;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace switchback::cli
