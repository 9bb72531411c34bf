#include "cli/session.h"

#include <cstdio>

namespace switchback::cli {

Result<void> Session::claim_output(const std::string& path) {
  if (path != "-") return {};
  if (json) return fail(ErrorCode::kUsage, "--json: standard output already takes the artefact; give --out a file");
  stdout_taken = true;
  return {};
}

void Session::note(std::string_view line) const {
  if (!quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace switchback::cli
