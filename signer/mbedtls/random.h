// Random bytes from Mbed TLS's CTR_DRBG (SP 800-90A), seeded by the platform's entropy source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "host/error.h"

namespace switchback::signer::mbedtls {

// One seeded generator. Not thread-safe. Seeding is cheap: make one for each operation.
class Random {
 public:
  // kInternal: the platform gave no entropy.
  static Result<Random> create();

  Random(Random&&) noexcept;
  Random& operator=(Random&&) noexcept;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  ~Random();

  // Fills `out`. kInternal: the generator failed to reseed.
  Result<void> fill(std::span<std::uint8_t> out);

  // The generator as Mbed TLS's f_rng and p_rng arguments.
  static int callback(void* self, unsigned char* out, std::size_t size);
  void* context();

 private:
  struct State;
  explicit Random(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;  // on the heap: the DRBG points into it
};

}  // namespace switchback::signer::mbedtls
