// One tooth: the generator alone. tests/unit/core/crypto/p256 computes it again.
#include "core/crypto/p256/generator.h"

// clang-format off
namespace switchback::crypto::p256 {

constinit const Comb kGenerator = {
    .first =
        {.x = {0x18a9143c, 0x79e730d4, 0x5fedb601, 0x75ba95fc, 0x77622510, 0x79fb732b, 0xa53755c6, 0x18905f76},
         .y = {0xce95560a, 0xddf25357, 0xba19e45c, 0x8b4ab8e4, 0xdd21f325, 0xd2e88688, 0x25885d85, 0x8571ff18}},
    .others = nullptr,
    .columns = 256};

}  // namespace switchback::crypto::p256
