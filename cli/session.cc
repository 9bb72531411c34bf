#include "cli/session.h"

#include <fmt/core.h>

#include <cstdio>

#include "cli/files/files.h"

namespace switchback::cli {

Result<void> Session::claim_output(const std::string& path) {
  if (path != "-") return {};
  if (json) return fail(ErrorCode::kUsage, "--json: standard output already takes the artefact; give --out a file");
  stdout_taken = true;
  return {};
}

void Session::warn_if_exposed(const std::string& path, std::string_view what) {
  if (!others_can_read(path)) return;
  warnings.push_back(fmt::format("{}: {} that others on this machine can read; `chmod go= FILE` keeps it to you",
                                 input_name(path), what));
}

void Session::note(std::string_view line) const {
  if (!quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace switchback::cli
