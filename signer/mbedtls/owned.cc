#include "signer/mbedtls/owned.h"

#include <fmt/format.h>

namespace switchback::signer::mbedtls {

tl::unexpected<Error> library_failure(std::string_view doing, int status) {
  return fail(ErrorCode::kInternal, fmt::format("{}: Mbed TLS failed with -0x{:04X}; please report this", doing,
                                                static_cast<unsigned>(-status)));
}

}  // namespace switchback::signer::mbedtls
