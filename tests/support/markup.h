// What tests look for in texts, XML and HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace switchback::testing {

// Without every `what`.
std::string without(std::string text, std::string_view what);

// With `now` in place of the first `old`, which has to be there.
std::string replaced(std::string text, std::string_view old, std::string_view now);

// How often `what` is in it.
std::size_t count(std::string_view text, std::string_view what);

// The elements of an XML text in the order in which they open; empty where they do not nest, or markup is not escaped.
std::vector<std::string> elements(std::string_view xml);

// Whether a whole HTML page's elements nest, and it needs nothing from anywhere else.
bool is_sound_page(const std::string& html);

}  // namespace switchback::testing
