// release.json: the reader refuses everything that the writer cannot have written.
#include "manifests/release/release.h"

#include <doctest/doctest.h>

#include <string>

#include "manifests/profile/fit.h"
#include "tests/unit/manifests/edit.h"

namespace switchback::manifests {
namespace {

using test::check_refused;
using test::edit;

std::string sample() { return test::read_text("manifests/samples/release/blinky-1.1.0.json"); }

void check_edit(const std::string& from, const std::string& to, const std::string& message) {
  check_refused(read_release(edit(sample(), from, to)), message);
}

}  // namespace

TEST_CASE("Release: the sample reads as it stands") {
  const auto release = read_release(sample());
  REQUIRE_MESSAGE(release.has_value(), release.error().message);
  CHECK(release->name == "blinky");
  CHECK(release->security_counter == 1);
  CHECK(release->created == 1714564800);
  REQUIRE(release->artefacts.size() == 4);
  const Artefact& delta = release->artefacts[3];
  CHECK(delta.kind == ArtefactKind::kDelta);
  CHECK(delta.base.value().version == wire::Version{1, 0, 0, 0});
  CHECK(delta.window_bits == 10);
  CHECK(delta.erases == UpdateErases{20, 41, 0});
  CHECK(delta.target == release->artefacts[0].digest);
}

TEST_CASE("Release: bytes behind the JSON, a NUL foremost, are refused") {
  const auto check_behind = [](const std::string& behind, const std::string& message) {
    const auto release = read_release(sample() + behind);
    REQUIRE_FALSE(release.has_value());
    CHECK(release.error().code == ErrorCode::kManifest);
    CHECK(release.error().message.starts_with(message));
  };
  for (const std::string& behind : {std::string(1, '\0'), std::string("\0hidden", 7), std::string("\n\0", 2)}) {
    check_behind(behind, "not JSON: expected text, found a NUL byte at offset ");
  }
  for (const char* behind : {"x", "{}", "]", "\x1a", "\xff", "//"}) check_behind(behind, "not JSON: parse error");
  CHECK(read_release(sample() + " \r\n\t").has_value());
}

TEST_CASE("Release: file names that lead elsewhere are refused") {
  check_edit("\"blinky-1.1.0.bin\"", "\"../blinky-1.1.0.bin\"",
             "artefacts[0].file: expected 1 to 64 letters, digits, '.', '_', '-' or '+', beginning with a letter or "
             "digit, found "
             "\"../blinky-1.1.0.bin\"");
  check_edit("\"blinky-1.0.0.bin\"", "\"a/b.bin\"",
             "artefacts[3].base.file: expected a name without folders, found a/b.bin");
}

TEST_CASE("Release: a base has the size and the digest of its signed part, or neither, as before decision 9") {
  const auto release = read_release(sample());
  REQUIRE(release->artefacts[3].base.value().signed_part.has_value());
  CHECK(release->artefacts[3].base->signed_part->size_bytes == 20236);
  check_edit("\"signed_size\": 20236,", "", "artefacts[3].base.signed_size: expected a value, found no such field");
  Release older = *release;
  older.artefacts[3].base->signed_part.reset();
  const auto read = read_release(write_release(older));
  REQUIRE_MESSAGE(read.has_value(), read.error().message);
  CHECK_FALSE(read->artefacts[3].base->signed_part.has_value());
}

TEST_CASE("Release: a file listed twice is refused") {
  check_edit("\"blinky-1.1.0-full.sbpkg\"", "\"blinky-1.1.0.bin\"",
             "artefacts[1].file: expected every file once, found blinky-1.1.0.bin again");
}

TEST_CASE("Release: a kind says which fields an artefact has") {
  check_edit("\"kind\": \"full\"", "\"kind\": \"compressed\"",
             "artefacts[1].decoder.codec: expected deflate or patch for kind \"compressed\", found none");
  check_edit("\"kind\": \"compressed\"", "\"kind\": \"full\"",
             "artefacts[2].decoder.codec: expected none for kind \"full\", found deflate");
  check_edit("\"kind\": \"compressed\"", "\"kind\": \"delta\"",
             "artefacts[2].base: expected a value, found no such field");
  check_edit("\"kind\": \"delta\"", "\"kind\": \"compressed\"",
             "artefacts[3]: unknown field \"base\"; expected decoder, erases_per_update, file, kind, sha256, size, "
             "slot or target");
  check_edit(
      "\"kind\": \"full\"", "\"kind\": \"image\"",
      "artefacts[1].target: expected the artefact's own size and sha256 for kind \"image\", found others\n"
      "artefacts[1]: unknown field \"decoder\"; expected erases_per_update, file, kind, sha256, size, slot or target");
}

TEST_CASE("Release: a window without deflate is refused") {
  check_edit("\"codec\": \"none\",", "\"codec\": \"none\", \"window_bits\": 10,",
             "artefacts[1].decoder: unknown field \"window_bits\"; expected codec or ram_bytes");
}

TEST_CASE("Release: digests, times and slots that are not quite so are refused") {
  check_edit("abababababababababababababababababababababababababababababababab", std::string(64, 'A'),
             "key_ids[0]: expected a SHA-256 of 64 lower-case hex digits, found \"" + std::string(39, 'A') + "...");
  check_edit("2024-05-01T12:00:00Z", "2024-02-30T12:00:00Z",
             "created: expected a time like \"2024-05-01T12:00:00Z\", found \"2024-02-30T12:00:00Z\"");
  check_edit("\"kind\": \"full\",", "\"kind\": \"full\", \"slot\": 2,",
             "artefacts[1].slot: expected an integer (or \"0x...\") from 0 to 1, found 2");
}

TEST_CASE("Release: a key listed twice is refused") {
  const std::string id = "\"abababababababababababababababababababababababababababababababab\"";
  check_edit(id, id + ", " + id,
             "key_ids[1]: expected every digest once, found "
             "abababababababababababababababababababababababababababababababab again");
}

TEST_CASE("Release: one that names no key or artefact is refused") {
  Release release;
  release.name = "x";
  release.profile = "y";
  check_refused(read_release(write_release(release)),
                "key_ids: expected an array of 1 to 4, found an array of 0\n"
                "artefacts: expected an array of 1 to 1024, found an array of 0");
}

}  // namespace switchback::manifests
