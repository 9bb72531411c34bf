// Vectors are refused if it is certain, or nearly certain, that they cannot start.
#include "packer/image/vector_check.h"

#include <doctest/doctest.h>

#include <string>

#include "packer/image/vector_guess.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;

constexpr std::uint32_t kAddress = 0x9100;
constexpr std::uint32_t kStack = 0x20004000;
constexpr std::uint32_t kReset = kAddress + 0x41;

const VectorRules kUnknown;
const VectorRules kNrf51 = {Core::kCortexM, {{0x20000000, 0x4000}}};

// 256 bytes of code behind four vectors.
Buffer payload(std::uint32_t stack, std::uint32_t reset, std::uint32_t nmi = 0, std::uint32_t fault = 0) {
  Buffer bytes(256, 0xbf);
  const std::uint32_t words[] = {stack, reset, nmi, fault};
  for (std::size_t i = 0; i < 4; ++i) store_u32(bytes, 4 * i, words[i]);
  return bytes;
}

void check_refused(const Buffer& bytes, const VectorRules& rules, const std::string& message,
                   ErrorCode code = ErrorCode::kIncompatible) {
  const auto checked = check_vectors(bytes, kAddress, rules);
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().code == code);
  CHECK(checked.error().message == message);
}

bool is_taken(const Buffer& bytes, const VectorRules& rules, std::optional<std::uint32_t> address = kAddress) {
  return check_vectors(bytes, address, rules).has_value();
}

}  // namespace

TEST_CASE("Vectors: a Cortex-M's must be right where the profile says that it is one") {
  CHECK(is_taken(payload(kStack, kReset), kNrf51));
  const std::string link = "; link the firmware for this device and slot";
  check_refused(
      payload(kStack + 4, kReset), kNrf51,
      "initial stack pointer: expected a multiple of 4 within 0x20000004 to 0x20004000, found 0x20004004" + link);
  check_refused(
      payload(0x20000000, kReset), kNrf51,
      "initial stack pointer: expected a multiple of 4 within 0x20000004 to 0x20004000, found 0x20000000" + link);
  const std::string reset =
      "reset vector: expected an odd address (Thumb code) within the image, 0x00009108 to 0x000091ff, found ";
  check_refused(payload(kStack, kReset - 1), kNrf51, reset + "0x00009140" + link);
  check_refused(payload(kStack, kAddress + 0x101), kNrf51, reset + "0x00009201" + link);
  check_refused(payload(kStack, kAddress + 1), kNrf51, reset + "0x00009101" + link);
  check_refused(Buffer(7, 1), kNrf51, "vector table: expected at least 8 bytes, found 7" + link);
  const VectorRules two = {Core::kCortexM, {{0x20000000, 0x4000}, {0x10000000, 0x1000}}};
  CHECK(is_taken(payload(0x10001000, kReset), two));
  check_refused(payload(0x10001004, kReset), two,
                "initial stack pointer: expected a multiple of 4 within 0x20000004 to 0x20004000 or 0x10000004 to "
                "0x10001000, found 0x10001004" +
                    link);
}

TEST_CASE("Vectors: a table that VTOR cannot point at is refused where the core is certain") {
  const Buffer bytes = payload(kStack, 0x9060 + 0x41);
  const auto checked = check_vectors(bytes, 0x9060, kNrf51);
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().message ==
        "vector table: expected an address that is a multiple of 128, found 0x00009060; give the header 128 bytes or "
        "more. for cores without VTOR, --no-vector-check (manifest: vector_check) skips this check");
  CHECK(is_taken(bytes, kUnknown, 0x9060));
  CHECK(is_taken(payload(kStack, 0x9080 + 0x41), kNrf51, 0x9080));
}

TEST_CASE("Vectors: where only the file says that it is a Cortex-M, RAM is anywhere but peripherals and image") {
  const VectorRules rules = {Core::kCortexM, {}};
  for (const std::uint32_t stack : {0x20082000u, 0x10000100u, 0x08001000u, 0xc0100000u, 0x40000000u})
    CHECK(is_taken(payload(stack, kReset), rules));
  const std::string link =
      "; link the firmware for its device and slot; --no-vector-check (manifest: vector_check) skips this check";
  for (const std::uint32_t stack : {0x00000004u, 0x40000004u, 0xe0000004u, 0x20000002u}) {
    const auto checked = check_vectors(payload(stack, kReset), kAddress, rules);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().message.starts_with(
        "initial stack pointer: expected a multiple of 4 in RAM and not in the image, found 0x"));
    CHECK(checked.error().message.ends_with(link));
  }
  check_refused(payload(0x03020100, 0x07060504), rules,
                "reset vector: expected an odd address (Thumb code) within the image, 0x00009108 to 0x000091ff, found "
                "0x07060504" +
                    link);
}

TEST_CASE("Vectors: blank first words are refused, whatever the core") {
  for (const std::uint32_t first : {0u, 0xffffffffu}) {
    for (const std::uint32_t second : {0u, 0xffffffffu}) {
      CHECK_FALSE(is_taken(payload(first, second), kUnknown));
      CHECK_FALSE(is_taken(payload(first, second), kUnknown, std::nullopt));
      CHECK(check_vectors(payload(first, second), kAddress, kNrf51).error().code == ErrorCode::kFormat);
    }
  }
  CHECK(is_taken(payload(0, 1), kUnknown));
  CHECK(is_taken(Buffer(7, 0xff), kUnknown));
}

TEST_CASE("Vectors: firmware for an unknown core is taken, unless it looks like a Cortex-M's that cannot start") {
  CHECK(is_taken(payload(kStack, kReset), kUnknown));
  CHECK(is_taken(payload(kStack, kReset, kReset, kReset), kUnknown));
  CHECK_FALSE(is_taken(payload(kStack, kReset - 1), kUnknown));             // Thumb bit forgotten
  CHECK_FALSE(is_taken(payload(kStack, 0x141, 0x143, 0x145), kUnknown));    // linked elsewhere
  CHECK_FALSE(is_taken(payload(kStack, 0x141, 0, 0x145), kUnknown));        // the same, without NMI
  CHECK_FALSE(is_taken(payload(kStack, 0x20000101, kReset, 0), kUnknown));  // reset alone is wrong
  CHECK_FALSE(is_taken(payload(kStack, 0, kReset, kReset), kUnknown));
  for (const std::uint32_t stack : {0u, 0xffffffffu, 0x20000001u, 0x40001000u, kAddress + 0x80})
    CHECK_FALSE(is_taken(payload(stack, kReset, kReset + 2), kUnknown));  // the stack pointer is wrong
  CHECK(is_taken(payload(kStack, 0x141), kUnknown));                      // two words that could be anything
  CHECK(is_taken(payload(kStack, 0x141, 0x12345678, 0x145), kUnknown));
  CHECK(is_taken(payload(kStack, 0x141, 0x143, 0x99145), kUnknown));
  CHECK(is_taken(payload(kStack, 0x141, 0x143, 0x144), kUnknown));
  CHECK(is_taken(payload(0x03020100, 0x07060504), kUnknown));
  CHECK(is_taken(payload(0x9140, 0x9144, 0x9148, 0x914c), kUnknown));  // addresses of another core's code
}

TEST_CASE("Vectors: without an address, a table's stack pointer and Thumb bits are still looked at") {
  const auto taken = [](const Buffer& bytes) { return is_taken(bytes, kUnknown, std::nullopt); };
  CHECK(taken(payload(kStack, 0x141, 0x143, 0x145)));
  CHECK(taken(payload(kStack, 0x142)));
  CHECK_FALSE(taken(payload(kStack, 0x142, 0x143, 0x145)));
  CHECK_FALSE(taken(payload(0x40001000, 0x141, 0x143, 0x145)));
  CHECK(taken(payload(0x40001000, 0x141, 0x143)));
  CHECK(taken(payload(0x40001000, 0x141, 0x12345677, 0x145)));
  const auto checked = check_vectors(payload(kStack, 0x142, 0x143, 0x145), std::nullopt, kUnknown);
  CHECK(checked.error().message ==
        "reset vector: expected an odd address (Thumb code), found 0x00000142; link the firmware for its device and "
        "slot; --no-vector-check (manifest: vector_check) skips this check");
}

TEST_CASE("Vectors: a pattern that is repeated is no table") {
  for (int byte = 1; byte < 255; ++byte) {
    const Buffer bytes(256, static_cast<std::uint8_t>(byte));
    CAPTURE(byte);
    CHECK(is_taken(bytes, kUnknown));
    CHECK(is_taken(bytes, kUnknown, std::nullopt));
  }
}

TEST_CASE("Vectors: random payloads are no Cortex-M's") {
  testing::Random random(20240501);
  for (int round = 0; round < 20000; ++round) {
    const Buffer bytes = testing::random_bytes(random, 64);
    CHECK(is_taken(bytes, kUnknown));
    CHECK(is_taken(bytes, kUnknown, std::nullopt));
    CHECK_FALSE(looks_like_vectors(bytes, std::nullopt, ram_regions()));
  }
}

TEST_CASE("Vectors: a table is told from chance") {
  const auto looks = [](const Buffer& bytes, std::optional<std::uint32_t> address = kAddress) {
    return looks_like_vectors(bytes, address, ram_regions());
  };
  CHECK(looks(payload(kStack, kReset)));
  CHECK(looks(payload(kStack, kReset, 0x12345678)));  // a table of two words
  CHECK(looks(payload(kStack, kReset, kReset), std::nullopt));
  CHECK(looks(payload(kStack, kReset, 0, kReset), std::nullopt));
  CHECK_FALSE(looks(payload(kStack, kReset), std::nullopt));
  CHECK_FALSE(looks(payload(kStack, 0x141, 0x12345678), std::nullopt));
  CHECK_FALSE(looks(payload(kStack, 0x141, 0x12345678)));
  CHECK_FALSE(looks(payload(kStack, kReset - 1)));
  CHECK_FALSE(looks(payload(kStack + 2, kReset)));
  CHECK_FALSE(looks(payload(0, 0)));
  CHECK_FALSE(looks(payload(kStack, 0xffffffff), std::nullopt));
  CHECK_FALSE(looks(Buffer(7, 1)));
  const std::vector<MemoryRange> small = {{0x20000000, 0x4000}};
  CHECK_FALSE(looks_like_vectors(payload(0x20008000, kReset), kAddress, small));
}

}  // namespace switchback::packer
