// Written for size: the loops are rolled. Names of words: a, the accumulator; x and y, the factors.
#include "core/crypto/p256/kernel.h"

#if defined(__thumb__) && !defined(__thumb2__)

namespace switchback::crypto::p256::thumb1 {

// Two words in each of four rounds; r6 holds the carry between them.
[[gnu::naked, gnu::noipa]] std::uint32_t add(std::uint32_t*, const std::uint32_t*, const std::uint32_t*) {
  asm(R"(
    .syntax unified
    push  {r4-r7, lr}
    movs  r7, #4
    movs  r6, #0
  1:
    lsrs  r6, r6, #1
    ldm   r1!, {r3, r4}
    ldm   r2!, {r5, r6}
    adcs  r3, r3, r5
    adcs  r4, r4, r6
    stm   r0!, {r3, r4}
    sbcs  r6, r6, r6      @ carry - 1
    adds  r6, #1
    subs  r7, #1
    bne   1b
    movs  r0, r6
    pop   {r4-r7, pc}
  )");
}

// As add(); the carry flag is the inverted borrow.
[[gnu::naked, gnu::noipa]] std::uint32_t subtract(std::uint32_t*, const std::uint32_t*, const std::uint32_t*) {
  asm(R"(
    .syntax unified
    push  {r4-r7, lr}
    movs  r7, #4
    movs  r6, #0
  1:
    rsbs  r6, r6, #0
    ldm   r1!, {r3, r4}
    ldm   r2!, {r5, r6}
    sbcs  r3, r3, r5
    sbcs  r4, r4, r6
    stm   r0!, {r3, r4}
    sbcs  r6, r6, r6
    rsbs  r6, r6, #0      @ borrow
    subs  r7, #1
    bne   1b
    movs  r0, r6
    pop   {r4-r7, pc}
  )");
}

// Row i works on a[i] to a[i + 8]. Registers, but in the reduction:
//   r0  address of a[i] less that of y        r8   lower half of x[i]
//   r1  address in y                          r9   upper half of x[i]
//   r2, r3  products of halves                r10  address in x
//   r4, r5  halves of y[j]                    r11  start of y
//   r6  sum                                   r12  end of y
//   r7  carry                                 lr   end of x
[[gnu::naked, gnu::noipa]] void multiply(std::uint32_t*, const std::uint32_t*, const std::uint32_t*) {
  asm(R"(
    .syntax unified
    push  {r4-r7, lr}
    mov   r4, r8
    mov   r5, r9
    mov   r6, r10
    mov   r7, r11
    push  {r4-r7}
    movs  r3, #0
    movs  r4, #68
  1:
    subs  r4, #4
    str   r3, [r0, r4]
    bne   1b
    subs  r0, r0, r2
    mov   r10, r1
    mov   r11, r2
    adds  r1, #32
    mov   lr, r1
    adds  r2, #32
    mov   r12, r2

  2:                      @ a row
    mov   r1, r10
    ldm   r1!, {r2}
    mov   r10, r1
    uxth  r3, r2
    mov   r8, r3
    lsrs  r2, r2, #16
    mov   r9, r2
    mov   r1, r11
    movs  r7, #0

  3:                      @ carry:a[i + j] = a[i + j] + x[i] * y[j] + carry
    ldr   r4, [r1]
    lsrs  r5, r4, #16
    uxth  r4, r4
    ldr   r6, [r1, r0]
    adds  r6, r6, r7
    sbcs  r7, r7, r7
    adds  r7, #1
    mov   r2, r8
    muls  r2, r4
    mov   r3, r9
    muls  r3, r5
    adds  r6, r6, r2
    adcs  r7, r7, r3
    mov   r2, r9
    muls  r2, r4
    mov   r3, r8
    muls  r3, r5
    lsls  r4, r2, #16
    lsrs  r2, r2, #16
    adds  r6, r6, r4
    adcs  r7, r7, r2
    lsls  r4, r3, #16
    lsrs  r3, r3, #16
    adds  r6, r6, r4
    adcs  r7, r7, r3
    str   r6, [r1, r0]
    adds  r1, #4
    cmp   r1, r12
    bne   3b

    ldr   r4, [r1, r0]    @ r5:r4 = a[i + 8] + carry
    movs  r5, #0
    adds  r4, r4, r7
    adcs  r5, r5, r5
    movs  r7, #0          @ add a[i] * p to row i: r6 = a[i], r2 = address
    mov   r2, r11
    adds  r2, r2, r0
    ldr   r6, [r2]
    adds  r2, #12
    ldr   r3, [r2]
    adds  r3, r3, r6
    stm   r2!, {r3}
    ldr   r3, [r2]
    adcs  r3, r3, r7
    stm   r2!, {r3}
    ldr   r3, [r2]
    adcs  r3, r3, r7
    stm   r2!, {r3}
    ldr   r3, [r2]
    adcs  r3, r3, r6
    stm   r2!, {r3}
    ldr   r3, [r2]
    adcs  r3, r3, r7
    adcs  r4, r4, r7
    adcs  r5, r5, r7
    subs  r3, r3, r6
    sbcs  r4, r4, r7
    sbcs  r5, r5, r7
    adds  r4, r4, r6
    adcs  r5, r5, r7
    stm   r2!, {r3-r5}

    adds  r0, #4
    cmp   r10, lr
    bne   2b
    pop   {r4-r7}
    mov   r8, r4
    mov   r9, r5
    mov   r10, r6
    mov   r11, r7
    pop   {r4-r7, pc}
  )");
}

}  // namespace switchback::crypto::p256::thumb1

#endif
