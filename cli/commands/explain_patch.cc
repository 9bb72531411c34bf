#include "cli/commands/explain_patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "manifests/profile/instruction_sets.h"

namespace switchback::cli {
namespace {

constexpr std::size_t kColumns = 64;
constexpr std::size_t kRows = 20;
constexpr std::uint32_t kLongBytes = 32;  // shorter copies are marked with a point
constexpr double kPricePerByte = 8 * 256;

struct NamedPart {
  const char* name;
  const packer::PatchPart& part;
};

std::array<NamedPart, 6> parts_of(const packer::PatchAccount& account) {
  return {{{"map", account.map},
           {"literals", account.literals},
           {"base_copies", account.base_copies},
           {"written_copies", account.written_copies},
           {"repeats", account.repeats},
           {"bytes", account.bytes}}};
}

double bytes_of(const packer::PatchPart& part) { return static_cast<double>(part.price) / kPricePerByte; }

std::string rules_text(const packer::PatchAccount& account) {
  const delta::FieldRules& rules = account.rules;
  std::string text = fmt::format("  branches  not predicted{}\n",
                                 account.instructions_are_guessed ? ": no instruction set recognised" : "");
  if (rules.instructions != nullptr) {
    text = fmt::format("  branches  {}{}{}\n", manifests::name_of(rules.instructions).text,
                       rules.far_branches ? ", also to addresses outside the image" : "",
                       account.instructions_are_guessed ? ", recognised from the code" : "");
  }
  text += rules.pointers ? fmt::format("  pointers  in an image linked to 0x{:08x}{}\n", rules.link_address,
                                       account.link_is_estimated ? ", estimated" : "")
                         : std::string("  pointers  not predicted: no link address\n");
  if (rules.link_shift != 0) text += fmt::format("  target    linked 0x{:x} bytes higher\n", rules.link_shift);
  return text;
}

// A picture with a mark for each copy from the base: a column stands for a part of the base, a row
// for a part of the target.
class Picture {
 public:
  Picture(std::size_t base_bytes, std::size_t target_bytes) : base_bytes_(base_bytes), target_bytes_(target_bytes) {}

  // A copy is a diagonal. Its points are closer together than the width of a column or row.
  void draw(const packer::BaseCopy& copy) {
    const bool is_long = copy.size_bytes >= kLongBytes;
    const std::size_t step = std::max<std::size_t>(std::min(base_bytes_ / kColumns, target_bytes_ / kRows) / 2, 1);
    for (std::size_t i = 0; i < copy.size_bytes; i += step)
      mark(copy.base_position + i, copy.target_position + i, is_long);
  }

  std::string text() const {
    std::string text =
        fmt::format("           0{:>{}}\n", fmt::format("0x{:x} of the old file", base_bytes_), kColumns);
    for (std::size_t row = 0; row < kRows; ++row) {
      text += fmt::format("0x{:08x} |{}|\n", row * target_bytes_ / kRows, cells_[row]);
    }
    return text;
  }

 private:
  void mark(std::size_t from, std::size_t to, bool is_long) {
    const std::size_t column = std::min(from * kColumns / std::max<std::size_t>(base_bytes_, 1), kColumns - 1);
    const std::size_t row = std::min(to * kRows / std::max<std::size_t>(target_bytes_, 1), kRows - 1);
    char& cell = cells_[row][column];
    if (is_long || cell == ' ') cell = is_long ? '*' : '.';
  }

  std::size_t base_bytes_;
  std::size_t target_bytes_;
  std::vector<std::string> cells_ = std::vector<std::string>(kRows, std::string(kColumns, ' '));
};

}  // namespace

Json patch_json(const packer::PatchAccount& account) {
  Json json = {{"instructions", manifests::name_of(account.rules.instructions).name},
               {"instructions_are_guessed", account.instructions_are_guessed},
               {"far_branches", account.rules.far_branches},
               {"pointers", account.rules.pointers},
               {"link_address", account.rules.link_address},
               {"link_address_is_estimated", account.link_is_estimated},
               {"link_shift", account.rules.link_shift}};
  for (const NamedPart& named : parts_of(account)) {
    json["parts"][named.name] = {
        {"count", named.part.count}, {"target_bytes", named.part.target_bytes}, {"size_bytes", bytes_of(named.part)}};
  }
  json["map"] = Json::array();
  for (const delta::MapEntry& entry : account.entries) {
    json["map"].push_back({{"old_start", entry.old_start}, {"shift", static_cast<std::int32_t>(entry.shift)}});
  }
  return json;
}

std::string patch_text(const packer::PatchAccount& account, std::size_t base_bytes, std::size_t target_bytes) {
  std::string text = rules_text(account);
  text += fmt::format("  {:<15} {:>9} {:>12} {:>12}\n", "part", "count", "makes bytes", "costs bytes");
  for (const NamedPart& named : parts_of(account)) {
    text += fmt::format("  {:<15} {:>9} {:>12} {:>12.0f}\n", named.name, named.part.count, named.part.target_bytes,
                        bytes_of(named.part));
  }
  if (base_bytes == 0) return text;
  Picture picture(base_bytes, target_bytes);
  for (const packer::BaseCopy& copy : account.copies) picture.draw(copy);
  return text + "\nEach row is a part of the new file; the marks show where its bytes are in the old file:\n" +
         picture.text();
}

}  // namespace switchback::cli
