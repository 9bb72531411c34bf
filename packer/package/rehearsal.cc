// The rehearsed artefact has a placeholder signature and never leaves this file.
#include "packer/package/rehearsal.h"

#include <fmt/format.h>

#include "core/rebuild.h"
#include "packer/patch/written_buffer.h"

namespace switchback::packer {
namespace {

using Buffer = std::vector<std::uint8_t>;

// `size_bytes` of heap memory, aligned like the device's workspace, with nothing behind it.
class ExactMemory {
 public:
  explicit ExactMemory(std::uint32_t size_bytes) : words_((std::size_t{size_bytes} + 7) / 8), size_bytes_(size_bytes) {}
  MutableBytes bytes() { return {reinterpret_cast<std::uint8_t*>(words_.data()), size_bytes_}; }

 private:
  std::vector<std::uint64_t> words_;
  std::uint32_t size_bytes_;
};

tl::unexpected<Error> refused(Status status) {
  return fail(ErrorCode::kInternal,
              fmt::format("the package is not signed: the device could not rebuild the target from it: {} ({})",
                          status_meaning(status), status_name(status)));
}

}  // namespace

Result<void> rehearse(const SignedPart& part, Bytes target, std::optional<Bytes> base) {
  const std::array<std::uint8_t, wire::kSha256Bytes> no_key{};
  const std::array<std::uint8_t, 1> no_signature{};
  const auto artefact = attach_signature(part, no_key, no_signature);
  if (!artefact) return tl::make_unexpected(artefact.error());
  const MemoryReader package{*artefact};
  wire::ImageFacts facts;
  if (const Status status = wire::parse_image(package, facts); !ok(status)) return refused(status);
  if (!facts.has_package) return refused(Status::kNotPackage);

  ExactMemory memory(facts.package.decoder_ram_bytes);
  const MemoryReader base_reader(base.value_or(Bytes{}));
  WrittenBuffer rebuilt(facts.package.target_size_bytes);
  const Status status = rebuild(package, facts, base ? &base_reader : nullptr, {rebuilt, rebuilt}, memory.bytes());
  if (!ok(status)) return refused(status);
  return equal(rebuilt.written(), target) ? Result<void>{} : refused(Status::kTargetMismatch);
}

}  // namespace switchback::packer
