#include "signer/mbedtls/scrypt.h"

#include <mbedtls/md.h>
#include <mbedtls/pkcs5.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <vector>

namespace switchback::signer::mbedtls {
namespace {

constexpr std::uint64_t kMaxMemoryBytes = std::uint64_t{256} << 20;
// Blocks of 128 bytes, each of which is mixed twice.
constexpr std::uint64_t kMaxWork = std::uint64_t{1} << 25;

constexpr std::size_t kSalsaWords = 16;  // 64 bytes, the unit of everything below
using Words = std::vector<std::uint32_t, WipingAllocator<std::uint32_t>>;
using Salsa = std::array<std::uint32_t, kSalsaWords>;

void quarter(Salsa& x, std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
  x[b] ^= std::rotl(x[a] + x[d], 7);
  x[c] ^= std::rotl(x[b] + x[a], 9);
  x[d] ^= std::rotl(x[c] + x[b], 13);
  x[a] ^= std::rotl(x[d] + x[c], 18);
}

// RFC 7914 section 3: eight rounds, columns and rows by turns.
void salsa20_8(Salsa& block) {
  Salsa x = block;
  for (int round = 0; round < 8; round += 2) {
    quarter(x, 0, 4, 8, 12);
    quarter(x, 5, 9, 13, 1);
    quarter(x, 10, 14, 2, 6);
    quarter(x, 15, 3, 7, 11);
    quarter(x, 0, 1, 2, 3);
    quarter(x, 5, 6, 7, 4);
    quarter(x, 10, 11, 8, 9);
    quarter(x, 15, 12, 13, 14);
  }
  for (std::size_t i = 0; i < kSalsaWords; ++i) block[i] += x[i];
  wipe(x.data(), sizeof x);
}

// Section 4: `out` gets the even blocks first, then the odd ones.
void block_mix(std::span<const std::uint32_t> in, std::span<std::uint32_t> out) {
  const std::size_t blocks = in.size() / kSalsaWords;
  Salsa x{};
  const auto last = in.last<kSalsaWords>();
  std::copy(last.begin(), last.end(), x.begin());
  for (std::size_t i = 0; i < blocks; ++i) {
    for (std::size_t word = 0; word < kSalsaWords; ++word) x[word] ^= in[i * kSalsaWords + word];
    salsa20_8(x);
    const std::size_t to = i / 2 + (i % 2 == 0 ? 0 : blocks / 2);
    std::copy(x.begin(), x.end(), out.begin() + static_cast<std::ptrdiff_t>(to * kSalsaWords));
  }
  wipe(x.data(), sizeof x);
}

// Section 5, in place.
void ro_mix(std::span<std::uint32_t> block, std::uint32_t n) {
  const std::size_t size = block.size();
  Words table(size * n);
  Words mixed(size);
  for (std::uint32_t i = 0; i < n; ++i) {
    std::copy(block.begin(), block.end(), table.begin() + static_cast<std::ptrdiff_t>(i * size));
    block_mix(block, mixed);
    std::copy(mixed.begin(), mixed.end(), block.begin());
  }
  for (std::uint32_t i = 0; i < n; ++i) {
    // Integerify: n is a power of two below 2^32.
    const std::size_t from = block[size - kSalsaWords] & (n - 1);
    for (std::size_t word = 0; word < size; ++word) block[word] ^= table[from * size + word];
    block_mix(block, mixed);
    std::copy(mixed.begin(), mixed.end(), block.begin());
  }
}

bool pbkdf2_once(std::string_view passphrase, ByteView salt, std::span<std::uint8_t> out) {
  const auto* secret = reinterpret_cast<const unsigned char*>(passphrase.data());
  return mbedtls_pkcs5_pbkdf2_hmac_ext(MBEDTLS_MD_SHA256, secret, passphrase.size(), salt.data(), salt.size(), 1,
                                       static_cast<std::uint32_t>(out.size()), out.data()) == 0;
}

Words to_words(const SecretBytes& bytes) {
  Words words(bytes.size() / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) words[i / 4] |= std::uint32_t{bytes[i]} << (8 * (i % 4));
  return words;
}

void to_bytes(const Words& words, SecretBytes& bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(words[i / 4] >> (8 * (i % 4)));
}

}  // namespace

bool is_affordable(const ScryptCost& cost) {
  if (!std::has_single_bit(cost.n) || cost.n < 2 || cost.r == 0 || cost.p == 0) return false;
  const std::uint64_t n = cost.n;
  return cost.r <= kMaxWork / n && cost.p <= kMaxWork / n / cost.r && (n + cost.p) * cost.r * 128 <= kMaxMemoryBytes;
}

std::optional<SecretBytes> scrypt(std::string_view passphrase, ByteView salt, const ScryptCost& cost,
                                  std::size_t size) {
  if (!is_affordable(cost)) return std::nullopt;
  SecretBytes blocks(std::size_t{128} * cost.r * cost.p);
  if (!pbkdf2_once(passphrase, salt, blocks)) return std::nullopt;
  Words words = to_words(blocks);
  const std::size_t each = words.size() / cost.p;
  for (std::size_t i = 0; i < cost.p; ++i) ro_mix(std::span(words).subspan(i * each, each), cost.n);
  to_bytes(words, blocks);
  SecretBytes key(size);
  if (!pbkdf2_once(passphrase, blocks, key)) return std::nullopt;
  return key;
}

}  // namespace switchback::signer::mbedtls
