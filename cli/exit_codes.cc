#include "cli/exit_codes.h"

#include <fmt/core.h>

#include <array>

namespace switchback::cli {
namespace {

struct Row {
  ErrorCode code;
  const char* meaning;
};

constexpr std::array kRows = {
    Row{ErrorCode::kInternal, "a defect of this program"},
    Row{ErrorCode::kUsage, "the command line is wrong"},
    Row{ErrorCode::kSignature, "no valid signature by a trusted key"},
    Row{ErrorCode::kDigest, "content does not match its digest"},
    Row{ErrorCode::kFormat, "malformed or unsupported file"},
    Row{ErrorCode::kIncompatible, "made for another device: vendor, class, slot, dependency or codec differs"},
    Row{ErrorCode::kRollback, "security counter below the floor"},
    Row{ErrorCode::kWrongBase, "the delta was made from another base"},
    Row{ErrorCode::kTooBig, "too large for the flash, the RAM or a field"},
    Row{ErrorCode::kKey, "a key cannot be read or is of the wrong kind, or the passphrase is wrong"},
    Row{ErrorCode::kIo, "a file cannot be read or written, or would be overwritten"},
    Row{ErrorCode::kManifest, "a manifest, profile or release file is invalid"},
    Row{ErrorCode::kFaults, "a simulated device failed under a fault"},
};

}  // namespace

std::string exit_code_help() {
  std::string text = "Exit codes:\n   0  success\n";
  for (const Row& row : kRows) text += fmt::format("  {:2}  {}\n", exit_code(row.code), row.meaning);
  return text;
}

}  // namespace switchback::cli
