#include "core/crypto/sha256.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/core/artefact.h"

namespace switchback::crypto {
namespace {

std::string hex(const Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string hash(const std::string& text) {
  return hex(sha256(Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())));
}

// FIPS 180-4, examples.
TEST_CASE("SHA-256: the standard's examples") {
  CHECK(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hash(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256: a Reader hashes like the same bytes in memory, at every length around a piece and a block") {
  std::vector<std::uint8_t> bytes(300);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  const MemoryReader reader(bytes);
  for (std::uint32_t size = 0; size <= bytes.size(); ++size) {
    Digest digest{};
    REQUIRE(sha256(reader, size, digest) == Status::kOk);
    CHECK(digest == sha256(Bytes(bytes).first(size)));
  }
}

TEST_CASE("SHA-256: reading past the Reader is kFlashRange, a bad cell is kFlashRead") {
  const std::vector<std::uint8_t> bytes(300);
  Digest digest{};
  CHECK(sha256(MemoryReader(bytes), 301, digest) == Status::kFlashRange);
  CHECK(sha256(testing::FaultyReader(bytes, 299, 300), 300, digest) == Status::kFlashRead);
}

// As a fault makes it: one read gives what was read before, the next one what is there.
class ForgetfulReader final : public ReaderOf<ForgetfulReader> {
 public:
  ForgetfulReader(Bytes bytes, unsigned fails_at)
      : ReaderOf(static_cast<std::uint32_t>(bytes.size())), bytes_(bytes), reads_left_(fails_at) {}

 private:
  friend ReaderOf<ForgetfulReader>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    if (reads_left_-- == 0) return Status::kOk;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = bytes_[offset + i];
    return Status::kOk;
  }

  Bytes bytes_;
  mutable unsigned reads_left_;
};

TEST_CASE("SHA-256: a piece that was not read is not taken for the one before it") {
  std::vector<std::uint8_t> bytes(400, 0x5a);
  bytes[250] = 0;  // in the third piece
  Digest of_others{};
  REQUIRE(sha256(MemoryReader(std::vector<std::uint8_t>(400, 0x5a)), 400, of_others) == Status::kOk);
  Digest digest{};
  CHECK(sha256(ForgetfulReader(bytes, 4), 400, digest) == Status::kDigestMismatch);
  CHECK(digest != of_others);
}

}  // namespace
}  // namespace switchback::crypto
