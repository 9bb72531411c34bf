// Suggestions for misspelt words.
#include "host/suggestion.h"

#include <doctest/doctest.h>

#include <vector>

namespace switchback::host {
namespace {

const std::vector<std::string> kKnown = {"erased_value", "sectors", "key", "verify", "verify-file"};

}  // namespace

TEST_CASE("Suggestion: a letter changed, added, left out or swapped finds the word") {
  CHECK(nearest_word("erase_value", kKnown) == "erased_value");
  CHECK(nearest_word("erasedvalue", kKnown) == "erased_value");
  CHECK(nearest_word("sectors", kKnown) == "sectors");
  CHECK(nearest_word("sectros", kKnown) == "sectors");
  CHECK(nearest_word("kye", kKnown) == "key");
  CHECK(nearest_word("verify_file", kKnown) == "verify-file");
  CHECK(suggestion("verfy", kKnown) == "; did you mean verify?");
}

TEST_CASE("Suggestion: another word, none, and one without end find nothing") {
  for (const std::string& word :
       {std::string("frobnicate"), std::string("abc"), std::string(), std::string("x"), std::string(100'000, 'k')}) {
    CHECK(nearest_word(word, kKnown).empty());
    CHECK(suggestion(word, kKnown).empty());
  }
  CHECK(nearest_word("key", {}).empty());
}

}  // namespace switchback::host
