// The state tables of docs/SPEC.md equal those that the rig checks every record with: row by row,
// cell by cell, both ways. The rig's campaigns show that the bootloader follows them.
#include <doctest/doctest.h>

#include <algorithm>

#include "rig/spec/journal_cases.h"
#include "rig/spec/transitions.h"
#include "tests/spec/markdown.h"

namespace switchback::test {
namespace {

using rig::JournalRow;
using rig::TransitionRow;

Row cells_of(const JournalRow& row) { return {row.id, row.banks, row.operations, row.result, row.cut_leaves}; }

Row cells_of(const TransitionRow& row) {
  return {row.id,         rig::recorder_name(row.by), rig::phase_names(row.from),    row.condition,
          row.operations, rig::phase_names(row.to),   rig::field_names(row.changes), row.cut_leaves};
}

void compare(const std::vector<Row>& in_spec, const std::vector<Row>& in_code) {
  for (std::size_t i = 0; i < in_spec.size() && i < in_code.size(); ++i) {
    CAPTURE(in_code[i].front());
    REQUIRE(in_spec[i].size() == in_code[i].size());
    for (std::size_t cell = 0; cell < in_code[i].size(); ++cell) CHECK(in_spec[i][cell] == in_code[i][cell]);
  }
  CHECK(in_spec.size() == in_code.size());
}

bool starts_with_one_of(const std::string& id, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return id.starts_with(prefix); });
}

}  // namespace

TEST_CASE("SPEC: what a load finds is what the rig tells apart") {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < rig::kLoadCaseCount; ++i) {
    rows.push_back(cells_of(rig::load_row(static_cast<rig::LoadCase>(i))));
  }
  compare(spec_table("Load", "id"), rows);
}

TEST_CASE("SPEC: the ways to append are those that the rig tells apart") {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < rig::kAppendCaseCount; ++i) {
    rows.push_back(cells_of(rig::append_row(static_cast<rig::AppendCase>(i))));
  }
  compare(spec_table("Append", "id"), rows);
}

TEST_CASE("SPEC: the changes of state are those that the rig allows") {
  std::vector<Row> in_spec;
  for (const char* section : {"Upkeep", "Download", "Installation", "Resume", "Trial", "Swap", "Heal", "A/B"}) {
    for (const Row& row : spec_table(section, "id")) in_spec.push_back(row);
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < rig::kTransitionCount; ++i) {
    rows.push_back(cells_of(rig::transition_row(static_cast<rig::TransitionId>(i))));
  }
  compare(in_spec, rows);
}

TEST_CASE("SPEC: a change's name says which strategy it belongs to") {
  for (std::size_t i = 0; i < rig::kTransitionCount; ++i) {
    const TransitionRow& row = rig::transition_row(static_cast<rig::TransitionId>(i));
    const std::string id = row.id;
    CAPTURE(id);
    CHECK(starts_with_one_of(id, {"swap-", "undo-", "heal-"}) == (row.strategy == rig::Scope::kSwap));
    CHECK(starts_with_one_of(id, {"ab-"}) == (row.strategy == rig::Scope::kAb));
  }
}

TEST_CASE("SPEC: every field that a change names is one of the journal record") {
  std::vector<std::string> fields;
  for (const Row& row : spec_table("Journal", "offset", "magic")) fields.push_back(row[2]);
  for (unsigned bit = 0; bit < 11; ++bit) {
    const std::string name = rig::field_names(static_cast<rig::FieldSet>(1u << bit));
    CAPTURE(name);
    CHECK(std::count(fields.begin(), fields.end(), name) == 1);
  }
}

}  // namespace switchback::test
