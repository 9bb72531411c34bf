// Progress reports of long work.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace switchback::host {

// Called from time to time with a stage ("match", "compress") and its progress; `done` equals
// `total` at the end of a stage. May be empty. Must not throw.
using Progress = std::function<void(std::string_view stage, std::uint64_t done, std::uint64_t total)>;

}  // namespace switchback::host
