// "Did you mean": finds the known word nearest to a misspelt one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace switchback::host {

// The first word of `known` with the fewest edits from `word`. An edit changes, adds or removes a
// letter, or swaps two neighbours. At most a third of the letters, but at least one, may be edited.
// Empty if no word is so near, or `word` is empty or longer than 64 bytes.
std::string_view nearest_word(std::string_view word, std::span<const std::string> known);

// "; did you mean WORD?" for nearest_word(), or an empty string.
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace switchback::host
