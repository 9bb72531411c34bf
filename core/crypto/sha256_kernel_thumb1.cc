// Notation of FIPS 180-4, 4.1.2 and 6.2.
#include "core/crypto/sha256_kernel.h"

#if defined(__thumb__) && !defined(__thumb2__)

namespace switchback::crypto::sha256_kernel::thumb1 {

// Registers:
//   r0  address in the words      r4  a     r8   b     r12  g
//   r1  address in the constants  r5  e     r9   c     lr   h
//   r2  sum                             r10  d
//   r3, r6, r7  intermediate            r11  f
// Stack, from its pointer on: the state's address, the words' address, the words' middle, the
// constants' end.
//
// Sums of rotations are nested: x >>> 6 ^ x >>> 11 ^ x >>> 25 = ((x >>> 14 ^ x) >>> 5 ^ x) >>> 6.
// A new word of the schedule is stored twice, 16 words apart: so the words that follow an index
// are found behind it without a division of the index.
[[gnu::naked, gnu::noipa]] const std::uint32_t* compress(std::uint32_t*, std::uint32_t*, const std::uint32_t*) {
  asm(R"(
    .syntax unified
    push  {r4-r7, lr}
    mov   r4, r8
    mov   r5, r9
    mov   r6, r10
    mov   r7, r11
    push  {r4-r7}
    movs  r3, r1
    adds  r3, #64
    movs  r4, r2
    adds  r4, #255
    adds  r4, #1
    push  {r0, r1, r3, r4}

  1:                      @ big-endian words
    ldr   r4, [r1]
    rev   r4, r4
    stm   r1!, {r4}
    cmp   r1, r3
    bne   1b
    movs  r1, r2
    ldm   r0!, {r4-r7}
    mov   r8, r5
    mov   r9, r6
    mov   r10, r7
    ldm   r0!, {r5-r7}
    mov   r11, r6
    mov   r12, r7
    ldr   r6, [r0]
    mov   lr, r6

  2:                      @ 16 rounds
    ldr   r0, [sp, #4]
  3:
    ldm   r0!, {r2}
    ldm   r1!, {r3}
    adds  r2, r2, r3
    add   r2, lr
    movs  r3, r5          @ e >>> 6 ^ e >>> 11 ^ e >>> 25
    movs  r6, #14
    rors  r3, r6
    eors  r3, r5
    movs  r6, #5
    rors  r3, r6
    eors  r3, r5
    movs  r6, #6
    rors  r3, r6
    adds  r2, r2, r3
    mov   r3, r11         @ Ch(e, f, g) = ((f ^ g) & e) ^ g
    mov   r6, r12
    eors  r3, r6
    ands  r3, r5
    eors  r3, r6
    adds  r2, r2, r3
    mov   lr, r6          @ h = g, g = f, f = e, e = d + T1
    mov   r12, r11
    mov   r11, r5
    mov   r5, r10
    adds  r5, r5, r2
    movs  r3, r4          @ a >>> 2 ^ a >>> 13 ^ a >>> 22
    movs  r6, #9
    rors  r3, r6
    eors  r3, r4
    movs  r6, #11
    rors  r3, r6
    eors  r3, r4
    movs  r6, #2
    rors  r3, r6
    adds  r2, r2, r3
    mov   r3, r8          @ Maj(a, b, c) = ((a ^ b) & (b ^ c)) ^ b
    mov   r6, r9
    mov   r10, r6         @ d = c, c = b, b = a
    mov   r9, r3
    mov   r8, r4
    eors  r6, r3
    eors  r4, r3
    ands  r6, r4
    eors  r6, r3
    adds  r4, r2, r6      @ a = T1 + T2
    ldr   r2, [sp, #8]
    cmp   r0, r2
    bne   3b
    ldr   r2, [sp, #12]
    cmp   r1, r2
    bhs   5f

    ldr   r0, [sp, #4]
  4:                      @ the next word, in place of the oldest one
    ldr   r2, [r0, #4]    @ x >>> 7 ^ x >>> 18 ^ x >> 3
    movs  r3, r2
    movs  r6, #11
    rors  r3, r6
    eors  r3, r2
    movs  r6, #7
    rors  r3, r6
    lsrs  r2, r2, #3
    eors  r3, r2
    ldr   r2, [r0, #56]   @ x >>> 17 ^ x >>> 19 ^ x >> 10
    movs  r7, r2
    movs  r6, #2
    rors  r7, r6
    eors  r7, r2
    movs  r6, #17
    rors  r7, r6
    lsrs  r2, r2, #10
    eors  r7, r2
    adds  r3, r3, r7
    ldr   r2, [r0, #36]
    adds  r3, r3, r2
    ldr   r2, [r0]
    adds  r3, r3, r2
    str   r3, [r0, #64]
    stm   r0!, {r3}
    ldr   r2, [sp, #8]
    cmp   r0, r2
    bne   4b
    b     2b

  5:                      @ add a to h to the state
    ldr   r0, [sp, #4]
    mov   r2, r8
    mov   r3, r9
    mov   r6, r10
    stm   r0!, {r4}
    stm   r0!, {r2, r3, r6}
    mov   r6, r11
    mov   r7, r12
    stm   r0!, {r5-r7}
    mov   r2, lr
    str   r2, [r0]
    pop   {r0, r2, r3, r4}
    movs  r3, #8
  6:
    ldm   r2!, {r4}
    ldr   r5, [r0]
    adds  r5, r5, r4
    stm   r0!, {r5}
    subs  r3, #1
    bne   6b
    movs  r0, r1
    pop   {r4-r7}
    mov   r8, r4
    mov   r9, r5
    mov   r10, r6
    mov   r11, r7
    pop   {r4-r7, pc}
  )");
}

}  // namespace switchback::crypto::sha256_kernel::thumb1

#endif
