// Reads docs/SPEC.md: finds its tables and hex dumps by their heading.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace switchback::test {

using Row = std::vector<std::string>;  // the cells, trimmed

// The rows of a table under `heading` (its text, without #): the first one whose first column is
// called `first_column` and, unless `first_field` is empty, whose first row has `first_field` in
// its third cell. Fails the test if there is none.
std::vector<Row> spec_table(const std::string& heading, const std::string& first_column,
                            const std::string& first_field = "");

// The bytes of the block ```hex NAME. Fails the test where there is none.
std::vector<std::uint8_t> spec_dump(const std::string& name);

}  // namespace switchback::test
