// How long work tells its caller that it goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace switchback::host {

// Called now and then with what is being done ("match", "compress") and how far it is; `done` equals `total` at the end
// of a stage. May be empty. Must not throw.
using Progress = std::function<void(std::string_view stage, std::uint64_t done, std::uint64_t total)>;

}  // namespace switchback::host
