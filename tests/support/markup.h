// Helpers for text, XML and HTML in tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace switchback::testing {

// `text` without any occurrence of `what`.
std::string without(std::string text, std::string_view what);

// `text` with the first `old`, which must occur, replaced by `now`.
std::string replaced(std::string text, std::string_view old, std::string_view now);

// How often `what` occurs in `text`.
std::size_t count(std::string_view text, std::string_view what);

// The elements of an XML text in the order in which they open. Empty if they do not nest, or a '<'
// does not begin a tag.
std::vector<std::string> elements(std::string_view xml);

// Whether an HTML page's elements nest and it refers to no other resource.
bool is_sound_page(const std::string& html);

}  // namespace switchback::testing
