// Reads only the Markdown that the specification uses.
#include "tests/spec/markdown.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/support/file.h"

namespace switchback::test {
namespace {

std::vector<std::string> spec_lines() {
  std::istringstream text(read_text("docs/SPEC.md"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" `");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" `") - first + 1);
}

Row cells(const std::string& line) {
  std::istringstream parts(line.substr(1));
  Row row;
  for (std::string cell; std::getline(parts, cell, '|');) row.push_back(trimmed(cell));
  return row;
}

bool is_heading(const std::string& line) { return !line.empty() && line[0] == '#'; }

// All tables of a section, each with its header as the first row.
std::vector<std::vector<Row>> tables_under(const std::string& heading) {
  std::vector<std::vector<Row>> tables;
  bool in_section = false;
  bool in_table = false;
  for (const std::string& line : spec_lines()) {
    if (is_heading(line)) in_section = line.substr(line.find_first_not_of('#') + 1) == heading;
    const bool is_row = in_section && !line.empty() && line[0] == '|';
    if (is_row && !in_table) tables.emplace_back();
    if (is_row && line.find("| ---") == std::string::npos) tables.back().push_back(cells(line));
    in_table = is_row;
  }
  return tables;
}

}  // namespace

std::vector<Row> spec_table(const std::string& heading, const std::string& first_column,
                            const std::string& first_field) {
  INFO(heading << " / " << first_column << " / " << first_field);
  for (const std::vector<Row>& table : tables_under(heading)) {
    const bool wanted_field =
        first_field.empty() || (table.size() > 1 && table[1].size() > 2 && table[1][2] == first_field);
    if (table[0][0] == first_column && wanted_field) return {table.begin() + 1, table.end()};
  }
  FAIL("no such table in docs/SPEC.md");
  return {};
}

std::vector<std::uint8_t> spec_dump(const std::string& name) {
  std::vector<std::uint8_t> bytes;
  bool inside = false;
  for (const std::string& line : spec_lines()) {
    if (inside && line == "```") break;
    if (inside) {
      std::istringstream numbers(line);
      for (unsigned value = 0; numbers >> std::hex >> value;) bytes.push_back(static_cast<std::uint8_t>(value));
    }
    if (line == "```hex " + name) inside = true;
  }
  INFO(name);
  REQUIRE(!bytes.empty());
  return bytes;
}

}  // namespace switchback::test
