// The innermost loops on numbers of eight words, the lowest word first, for each kind of processor.
// `kernel` is the implementation for the processor that this is compiled for; tests call all.
#pragma once

#include <cstdint>

namespace switchback::crypto::p256 {

// z = x + y and z = x - y, modulo 2^256. Return the carry or the borrow. `z` may be `x` or `y`.
//
// multiply() computes x * y / 2^256 modulo p, for x and y below p (Montgomery's multiplication).
// `product` has 17 words; the last nine are the result, which is below 2p. p + 1 is a multiple of
// 2^96: the factor of each reduction step is the lowest word itself, and the step consists of
// additions only.

// Any processor. Uses the 64-bit product of two words; UMAAL where the processor has it.
namespace portable {
std::uint32_t add(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* y);
std::uint32_t subtract(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* y);
void multiply(std::uint32_t* product, const std::uint32_t* x, const std::uint32_t* y);
}  // namespace portable

#if defined(__thumb__) && !defined(__thumb2__)

// ARMv6-M: assembly, because its multiplication has no upper half and C++ no carry flag.
namespace thumb1 {
std::uint32_t add(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* y);
std::uint32_t subtract(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* y);
void multiply(std::uint32_t* product, const std::uint32_t* x, const std::uint32_t* y);
}  // namespace thumb1

namespace kernel = thumb1;

#else

namespace kernel = portable;

#endif

}  // namespace switchback::crypto::p256
