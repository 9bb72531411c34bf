// Passes documents to the readers, for schemas_test.py. manifest_check
// profile|manifest|release|rig-fleet reads one JSON document per line and answers each with a line:
// "ok", or the problems.
#include <algorithm>
#include <iostream>
#include <string>

#include "manifests/manifest/manifest.h"
#include "manifests/profile/profile.h"
#include "manifests/release/release.h"
#include "rig/fleet/report.h"

namespace {

using namespace switchback;

template <class T>
std::string verdict(const Result<T>& result) {
  if (result) return "ok";
  std::string message = result.error().message;
  std::replace(message.begin(), message.end(), '\n', ';');
  return message;
}

std::string check(const std::string& kind, const std::string& text) {
  if (kind == "profile") return verdict(manifests::read_profile(text));
  if (kind == "manifest") return verdict(manifests::read_manifest(text));
  if (kind == "rig-fleet") return verdict(rig::fleet_report_from_json(text));
  return verdict(manifests::read_release(text));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string kind = argv[1];
  for (std::string line; std::getline(std::cin, line);) std::cout << check(kind, line) << '\n';
  return 0;
}
