#include "signer/mbedtls/random.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

#include <string_view>
#include <utility>

#include "signer/mbedtls/owned.h"

namespace switchback::signer::mbedtls {

struct Random::State {
  Owned<mbedtls_entropy_context, mbedtls_entropy_init, mbedtls_entropy_free> entropy;
  Owned<mbedtls_ctr_drbg_context, mbedtls_ctr_drbg_init, mbedtls_ctr_drbg_free> drbg;
};

Random::Random(std::unique_ptr<State> state) : state_(std::move(state)) {}
Random::Random(Random&&) noexcept = default;
Random& Random::operator=(Random&&) noexcept = default;
Random::~Random() = default;

Result<Random> Random::create() {
  static constexpr unsigned char kPersonalization[] = {'s', 'w', 'i', 't', 'c', 'h', 'b', 'a', 'c', 'k'};
  auto state = std::make_unique<State>();
  const int status = mbedtls_ctr_drbg_seed(state->drbg.get(), mbedtls_entropy_func, state->entropy.get(),
                                           kPersonalization, sizeof kPersonalization);
  if (status != 0) return library_failure("seeding the random generator", status);
  return Random(std::move(state));
}

Result<void> Random::fill(std::span<std::uint8_t> out) {
  const int status = callback(context(), out.data(), out.size());
  if (status != 0) return library_failure("drawing random bytes", status);
  return {};
}

int Random::callback(void* self, unsigned char* out, std::size_t size) {
  return mbedtls_ctr_drbg_random(static_cast<State*>(self)->drbg.get(), out, size);
}

void* Random::context() { return state_.get(); }

}  // namespace switchback::signer::mbedtls
