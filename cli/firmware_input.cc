#include "cli/firmware_input.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/files/files.h"

namespace switchback::cli {

Result<packer::Payload> read_firmware_file(const std::string& file, packer::PayloadRules rules) {
  const auto content = read_input(file);
  if (!content) return tl::make_unexpected(content.error());
  rules.file_name = file;
  auto payload = packer::read_payload(*content, rules);
  if (payload) return payload;
  return fail(payload.error().code, fmt::format("{}: {}", input_name(file), payload.error().message));
}

std::string header_room_note(const std::string& file, std::uint32_t header_size_bytes) {
  return fmt::format("note: {}: its first {} bytes are free for the header, which is written there", input_name(file),
                     header_size_bytes);
}

Result<void> check_holds_no_key(const std::string& file, Bytes payload, const signer::PrivateKey& key) {
  // In an ECPrivateKey: two headers of two bytes, with version 1 between them.
  constexpr std::size_t kScalarOffset = 7;
  const signer::SecretBytes der = key.to_sec1_der();
  const auto scalar = std::span(der).subspan(kScalarOffset, signer::kScalarSizeBytes);
  const auto found = std::search(payload.begin(), payload.end(), scalar.begin(), scalar.end());
  if (found == payload.end()) return {};
  return fail(ErrorCode::kFormat,
              fmt::format("{}: expected firmware without keys, found the number of the private key that is to sign it, "
                          "at byte {}; an image is public: take the key out",
                          input_name(file), found - payload.begin()));
}

}  // namespace switchback::cli
