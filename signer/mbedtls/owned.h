// RAII and errors around Mbed TLS.
#pragma once

#include <string_view>

#include "host/error.h"

namespace switchback::signer::mbedtls {

// Owns one Mbed TLS context from its init to its free, which also wipes it.
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

// kInternal: a library call that cannot fail on checked input did. `doing` names the step.
tl::unexpected<Error> library_failure(std::string_view doing, int status);

}  // namespace switchback::signer::mbedtls
