#include "core/crypto/p256/generator.h"
#include "core/crypto/p256/kernel.h"
#include "tests/p256/device/calls.h"

namespace switchback::crypto::p256::testing {
namespace {

std::uint32_t verify_signature(const Question& question, Room& room) {
  AffinePoint point;
  if (!decode_point(point, question.key, room.work.registers)) return kNoPoint;
  const std::span<AffinePoint> table(room.table.data(), std::size_t{1} << (question.teeth - 1));
  make_comb(table, point);
  const Comb key = {.first = table[0], .others = table.data() + 1, .columns = kBits / question.teeth};
  const bool valid = verify(kGenerator, key, question.digest, question.r, question.s, room.work);
  return valid ? kValid : kInvalid;
}

using Sum = std::uint32_t (*)(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
using Product = void (*)(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);

struct Kernel {
  Sum add;
  Sum subtract;
  Product multiply;
};

struct Calls {
  Kernel portable;
  Kernel kernel;
  std::uint32_t (*verify)(const Question& question, Room& room);
};
static_assert(sizeof(Calls) == kCalls * sizeof(std::uint32_t));

}  // namespace

extern "C" const Calls switchback_p256_calls;

// In the order of Call.
[[gnu::section(".calls"), gnu::used]] constinit const Calls switchback_p256_calls = {
    .portable = {portable::add, portable::subtract, portable::multiply},
    .kernel = {kernel::add, kernel::subtract, kernel::multiply},
    .verify = verify_signature};

}  // namespace switchback::crypto::p256::testing
