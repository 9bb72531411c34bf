// RAII and errors for Mbed TLS.
#pragma once

#include <string_view>

#include "host/error.h"

namespace switchback::signer::mbedtls {

// Owns one Mbed TLS context: initialises it, and wipes it when freed.
template <class T, void (*Init)(T*), void (*Free)(T*)>
class Owned {
 public:
  Owned() { Init(&value_); }
  ~Owned() { Free(&value_); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Owned(Owned&&) = delete;
  Owned& operator=(Owned&&) = delete;

  T* get() { return &value_; }

 private:
  T value_;
};

// Returns a kInternal error: a library call failed that cannot fail on checked input. `doing` names
// the step.
tl::unexpected<Error> library_failure(std::string_view doing, int status);

}  // namespace switchback::signer::mbedtls
