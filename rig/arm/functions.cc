#include "rig/arm/functions.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace switchback::rig {
namespace {

struct Free {
  void operator()(char* text) const { std::free(text); }  // NOLINT: from the demangler's malloc
};

void drop_all(std::string& text, const std::string& part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
}

// Turns "type name<a, b>" into "name<a, b>": names of templates begin with their return type.
std::string without_type(const std::string& name) {
  std::size_t from = 0;
  int depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    depth += name[i] == '<' ? 1 : name[i] == '>' ? -1 : 0;
    if (name[i] == ' ' && depth == 0) from = i + 1;
  }
  return name.substr(from);
}

}  // namespace

std::string readable_name(const std::string& linker_name) {
  int status = 0;
  const std::unique_ptr<char, Free> demangled(abi::__cxa_demangle(linker_name.c_str(), nullptr, nullptr, &status));
  if (demangled == nullptr) return linker_name.substr(0, linker_name.find('.', 1));  // name.isra.0
  std::string name = demangled.get();
  drop_all(name, "(anonymous namespace)::");
  drop_all(name, "switchback::");
  return without_type(name.substr(0, name.find('(')));
}

ArmFunctions::ArmFunctions(const ArmProgram& program)
    : number_at_(program.bytes.size() / 2, kNone), begins_{0}, names_{"?"} {
  std::vector<std::pair<std::uint32_t, std::string>> by_address;
  for (const auto& [name, address] : program.functions) by_address.emplace_back(address, name);
  std::ranges::sort(by_address);
  for (const auto& [address, name] : by_address) {
    if (address / 2 >= number_at_.size() || begins_at(address)) continue;
    std::fill(number_at_.begin() + address / 2, number_at_.end(), count());
    begins_.push_back(address);
    names_.push_back(readable_name(name));
  }
}

}  // namespace switchback::rig
