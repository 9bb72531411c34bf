// Reads docs/SPEC.md: its tables and hex dumps by the heading that they stand under.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace switchback::test {

using Row = std::vector<std::string>;  // the cells, trimmed

// The rows of the first table under `heading` (its text, without #) whose first column is called
// `first_column` and whose first row names `first_field` in its third cell, where that is not
// empty. Fails the test where there is none.
std::vector<Row> spec_table(const std::string& heading, const std::string& first_column,
                            const std::string& first_field = "");

// The bytes of the block ```hex NAME. Fails the test where there is none.
std::vector<std::uint8_t> spec_dump(const std::string& name);

}  // namespace switchback::test
