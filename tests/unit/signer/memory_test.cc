// No secret is left behind. This program's operator delete looks at every block that goes back to
// the heap.
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>

#include "signer/signing/detached.h"
#include "signer/signing/file_key_backend.h"
#include "tests/unit/signer/fixtures.h"

namespace {

// The bytes to look for, and how many freed blocks held them. If empty, nothing is searched.
std::array<std::uint8_t, 12> needle_bytes;
std::size_t needle_size = 0;
std::size_t leaks = 0;

void inspect(void* block) {
  if (block == nullptr || needle_size == 0) return;
  const auto* bytes = static_cast<const std::uint8_t*>(block);
  const auto* end = bytes + malloc_usable_size(block);
  const auto* found = std::search(bytes, end, needle_bytes.begin(), needle_bytes.begin() + needle_size);
  if (found != end) ++leaks;
}

}  // namespace

void* operator new(std::size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void operator delete(void* block) noexcept {
  inspect(block);
  std::free(block);
}
void operator delete(void* block, std::size_t /*size*/) noexcept { operator delete(block); }

namespace switchback::signer {
namespace {

// Counts freed blocks that hold a part of a secret while it lives.
class Watch {
 public:
  explicit Watch(std::span<const std::uint8_t, 12> needle) {
    std::copy(needle.begin(), needle.end(), needle_bytes.begin());
    leaks = 0;
    needle_size = needle.size();
  }
  ~Watch() { needle_size = 0; }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  std::size_t leaked_blocks() const { return leaks; }
};

void use_key_in_every_way(const std::vector<std::uint8_t>& file) {
  auto key = PrivateKey::load(file, "key", kPassphrase);
  REQUIRE(key.has_value());
  (void)key->to_pkcs8_pem();
  (void)key->to_sec1_pem();
  REQUIRE(key->to_encrypted_pem(kPassphrase, 1).has_value());
  REQUIRE(PublicKey::load(file, "key", kPassphrase).has_value());
  FileKeyBackend backend(std::move(*key));
  REQUIRE(sign_detached(backend, Purpose::kFile, file).has_value());
}

TEST_CASE("Secrets: the watch sees a secret that goes back to the heap") {
  const std::vector<std::uint8_t>& secret = rfc6979_scalar();
  const Watch watch{std::span(secret).first<12>()};
  { const auto copy = std::make_unique<std::vector<std::uint8_t>>(secret); }
  CHECK(watch.leaked_blocks() == 1);
}

TEST_CASE("Secrets: no freed block holds the private number") {
  const std::vector<std::uint8_t> encrypted = key_file("p256.encrypted.pem");
  const std::vector<std::uint8_t> pem = key_file("p256.pkcs8.pem");
  std::vector<std::vector<std::uint8_t>> others;
  for (const char* file : {"p256.encrypted-scrypt.der", "p256.rfc1421-aes.sec1.pem", "p256.with-public.pkcs8.pem"}) {
    others.push_back(key_file(file));
  }
  const std::vector<std::uint8_t>& secret = rfc6979_scalar();
  const Watch watch{std::span(secret).subspan<10, 12>()};
  use_key_in_every_way(encrypted);
  use_key_in_every_way(pem);
  for (const auto& other : others) use_key_in_every_way(other);
  CHECK(watch.leaked_blocks() == 0);
}

TEST_CASE("Secrets: no freed block holds the base64 of the private number") {
  const std::vector<std::uint8_t> encrypted = key_file("p256.encrypted.pem");
  const std::vector<std::uint8_t> pem = key_file("p256.pkcs8.pem");
  const std::string header = "-----BEGIN PRIVATE KEY-----\n";
  const std::size_t scalar_in_text = header.size() + 48;  // of the 36 constant bytes before it
  const std::vector<std::uint8_t> secret(pem.begin() + static_cast<std::ptrdiff_t>(scalar_in_text), pem.end());
  const Watch watch{std::span(secret).first<12>()};
  use_key_in_every_way(encrypted);
  use_key_in_every_way(pem);
  CHECK(watch.leaked_blocks() == 0);
}

TEST_CASE("Secrets: a private key wipes itself when destroyed and when moved from") {
  alignas(PrivateKey) std::array<std::uint8_t, sizeof(PrivateKey)> memory{};
  const auto holds_secret = [&] {
    return std::search(memory.begin(), memory.end(), rfc6979_scalar().begin(), rfc6979_scalar().end()) != memory.end();
  };
  auto* key = new (memory.data()) PrivateKey(rfc6979_key());
  CHECK(holds_secret());
  PrivateKey moved(std::move(*key));
  CHECK_FALSE(holds_secret());
  *key = std::move(moved);
  CHECK(holds_secret());
  key->~PrivateKey();
  CHECK_FALSE(holds_secret());
}

TEST_CASE("Secrets: a key that was moved from does not sign") {
  PrivateKey key = rfc6979_key();
  const PrivateKey moved(std::move(key));
  const std::array<std::uint8_t, kDigestSizeBytes> digest{};
  check_error(key.sign_digest(digest), ErrorCode::kInternal, "was moved from");  // NOLINT(bugprone-use-after-move)
}

}  // namespace
}  // namespace switchback::signer
