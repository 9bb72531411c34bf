// "Did you mean": the known word that a misspelt one is nearest to.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace switchback::host {

// The one of `known` that at most a third of the letters of `word`, and at least one, would have to be changed, added,
// left out or swapped with their neighbour to give; the first of several. Empty: none is so near.
std::string_view nearest_word(std::string_view word, std::span<const std::string> known);

// "; did you mean WORD?" for that word, or nothing.
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace switchback::host
