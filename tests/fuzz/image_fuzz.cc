// Input: an artefact. It is parsed, judged and, if it is a package that fits, rebuilt. Its
// signature is not checked.
#include "core/accept.h"
#include "core/rebuild.h"
#include "core/wire/image.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/written_reader.h"

namespace switchback::fuzz {
namespace {

constexpr std::uint32_t kMaxRamBytes = 64 * 1024;
constexpr std::uint32_t kMaxTargetBytes = 256 * 1024;

void check_facts(const wire::ImageFacts& facts, std::size_t size) {
  require(facts.total_size_bytes <= size, "the image lies within the artefact");
  require(facts.signed_size_bytes < facts.total_size_bytes, "an unprotected area follows the signed part");
  require(facts.signature_count <= wire::kMaxSignatures, "signatures are counted within their array");
  require(facts.dependency_count <= wire::kMaxDependencies, "dependencies are counted within their array");
  for (std::uint32_t i = 0; i < facts.signature_count; ++i) {
    const wire::SignatureRef& signature = facts.signatures[i];
    require(signature.signature_offset + signature.signature_size_bytes <= facts.total_size_bytes,
            "signatures lie within the image");
  }
}

void check_rebuild(const Reader& artefact, const wire::ImageFacts& facts) {
  ExactMemory memory(facts.package.decoder_ram_bytes);
  const Buffer base(facts.has_base ? std::min(facts.base.size_bytes, std::uint32_t{4096}) : 0, 0x5a);
  const MemoryReader base_reader(base);
  BoundedSink sink(SIZE_MAX);
  const testing::WrittenReader written(sink.written(), facts.package.target_size_bytes);
  const Status status = rebuild(artefact, facts, &base_reader, {sink, written}, memory.bytes());
  require(sink.written().size() <= facts.package.target_size_bytes, "nothing is written beyond the target");
  require(!ok(status) || sink.written().size() == facts.package.target_size_bytes, "success means a complete target");
}

}  // namespace
}  // namespace switchback::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace switchback;
  using namespace switchback::fuzz;
  const Bytes bytes(data, size);
  const MemoryReader artefact(bytes);
  wire::ImageFacts facts;
  if (!ok(wire::parse_image(artefact, facts))) return 0;
  check_facts(facts, size);

  DeviceFacts device;
  device.knows_decoder = true;
  device.decoder_ram_bytes = kMaxRamBytes;
  device.max_window_bits = 15;
  device.has_patch = true;
  const Status verdict = accept(Use::kInstallPackage, Status::kOk, Status::kOk, facts, false, device);
  if (ok(verdict) && facts.package.target_size_bytes <= kMaxTargetBytes) check_rebuild(artefact, facts);
  return 0;
}
