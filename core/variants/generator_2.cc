// Two teeth. tests/unit/core/crypto/p256 computes it again.
#include "core/crypto/p256/generator.h"

// clang-format off
namespace switchback::crypto::p256 {
namespace {

constexpr AffinePoint kOthers[] = {
    {.x = {0x2cb19ffd, 0x1c891f2b, 0xb1923c23, 0x01ba8d5b, 0x8ac5ca8e, 0xb6d03d67, 0x1f13bedc, 0x586eb04c},
     .y = {0x27e8ed09, 0x0c35c6e5, 0x1819ede2, 0x1e81a33c, 0x56c652fa, 0x278fd6c0, 0x70864f11, 0x19d5ac08}},
};

}  // namespace

constinit const Comb kGenerator = {
    .first =
        {.x = {0x487c3a4e, 0x52decc76, 0x8986f225, 0x922a2fbb, 0x7c97942c, 0xb125600d, 0x2701bdf5, 0x20ca2bb8},
         .y = {0x7561ee13, 0x433ed0c2, 0xa47ca69e, 0xd473d407, 0x196b2c6f, 0x10b524a0, 0x805dd3e3, 0xbb80ab79}},
    .others = kOthers,
    .columns = 128};

}  // namespace switchback::crypto::p256
