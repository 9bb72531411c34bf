// Changes a valid document in one place, for tests of a strict reader.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "host/error.h"
#include "tests/support/file.h"

namespace switchback::manifests::test {

using switchback::test::read_text;

// `text` with its only occurrence of `from` replaced by `to`.
inline std::string edit(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(from, at + 1) == std::string::npos);
  return text.replace(at, from.size(), to);
}

template <class T>
void check_refused(const Result<T>& result, const std::string& message) {
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::kManifest);
  CHECK(result.error().message == message);
}

}  // namespace switchback::manifests::test
