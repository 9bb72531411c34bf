#include "tests/support/markup.h"

#include <stdexcept>

namespace switchback::testing {

std::string without(std::string text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what)) text.erase(at, what.size());
  return text;
}

std::string replaced(std::string text, std::string_view old, std::string_view now) {
  const std::size_t at = text.find(old);
  if (at == std::string::npos) throw std::invalid_argument("not in the text: " + std::string(old));
  return text.replace(at, old.size(), now);
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::vector<std::string> elements(std::string_view xml) {
  std::vector<std::string> open;
  std::vector<std::string> all;
  for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
    const std::size_t end = xml.find('>', at);
    if (end == std::string_view::npos || xml.substr(at + 1, end - at - 1).find('<') != std::string_view::npos)
      return {};
    const std::string_view tag = xml.substr(at + 1, end - at - 1);
    if (tag.starts_with('?')) continue;
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return {};
      open.pop_back();
      continue;
    }
    all.emplace_back(tag.substr(0, tag.find_first_of(" /")));
    if (!tag.ends_with('/')) open.push_back(all.back());
  }
  return open.empty() ? all : std::vector<std::string>();
}

bool is_sound_page(const std::string& html) {
  for (const char* reference : {"http:", "https:", "//", "<script", "<link", "<img", "@import", "url(", "src="}) {
    if (html.find(reference) != std::string::npos) return false;
  }
  std::string xml = replaced(replaced(html, "<!DOCTYPE html>", ""), "<meta charset=\"utf-8\">", "");
  const std::size_t meta = xml.find("<meta name");
  xml.erase(meta, xml.find('>', meta) + 1 - meta);
  return !elements(xml).empty();
}

}  // namespace switchback::testing
