// First the map: the images are compared with blanked addresses, and the fields of equal stretches
// tell how addresses moved. Then the tokens: with the map applied, moved code is equal in both
// images.
#include "packer/patch/patch.h"

#include <fmt/format.h>

#include <algorithm>

#include "packer/image/instruction_guess.h"
#include "packer/image/link_address.h"
#include "packer/patch/moved_addresses.h"
#include "packer/patch/patch_parser.h"
#include "packer/patch/written_buffer.h"

namespace switchback::packer {
namespace {

using Buffer = std::vector<std::uint8_t>;
using delta::MapEntry;

std::uint32_t size_of(Bytes bytes) { return static_cast<std::uint32_t>(bytes.size()); }

struct Plan {
  delta::FieldRules rules;
  std::vector<MapEntry> entries;
};

Result<Plan> make_plan(Bytes base, Bytes target, const PatchOptions& options, const host::Progress& progress) {
  Plan plan;
  plan.rules.instructions = options.instructions ? *options.instructions : guess_instruction_set(target);
  if (options.pointers && !base.empty()) {
    const auto address =
        options.link_address ? options.link_address : estimate_link_address(base, plan.rules.instructions);
    plan.rules.pointers = address.has_value();
    plan.rules.link_address = address.value_or(0);
    plan.rules.link_shift = address ? options.link_shift : 0;
  }
  plan.rules.image_size_bytes = std::max(size_of(base), size_of(target));
  const bool has_code = plan.rules.instructions != nullptr;
  if (base.empty() || (!has_code && !plan.rules.pointers)) return plan;
  const auto records =
      find_delta(without_addresses(plan.rules, base), without_addresses(rules_of_target(plan.rules), target), progress);
  if (!records) return tl::make_unexpected(records.error());
  plan.rules.far_branches = has_code && far_branches_are_fixed(plan.rules, base, target, *records);
  plan.entries = fit_address_map(plan.rules, base, target, *records, options.max_map_entries);
  return plan;
}

Result<EarlierMatches> find_matches(Bytes base, Bytes target, const Plan& plan) {
  const delta::AddressMap map(plan.entries, size_of(base), plan.rules.image_size_bytes);
  Buffer joined = with_absolute_addresses(plan.rules, plan.rules, base, &map);
  const Buffer behind = with_absolute_addresses(rules_of_target(plan.rules), plan.rules, target, nullptr);
  joined.insert(joined.end(), behind.begin(), behind.end());
  return find_earlier_matches(joined, base.size());
}

Result<Buffer> encode(Bytes base, Bytes target, const Plan& plan, const host::Progress& progress,
                      PatchAccount* account) {
  const auto matches = find_matches(base, target, plan);
  if (!matches) return tl::make_unexpected(matches.error());
  PatchWriter writer({base, target, plan.rules, plan.entries});
  write_cheapest_tokens(writer, target, size_of(base), *matches, progress);
  if (account != nullptr) *account = writer.account();
  return writer.finish();
}

}  // namespace

Result<Buffer> make_patch(Bytes base, Bytes target, const PatchOptions& options, const host::Progress& progress,
                          PatchAccount* account) {
  for (const auto& [name, size] : {std::pair{"base", base.size()}, std::pair{"target", target.size()}}) {
    if (size > kMaxPatchInputBytes) {
      return fail(ErrorCode::kTooBig,
                  fmt::format("the {} has {} bytes; a patch takes at most {}", name, size, kMaxPatchInputBytes));
    }
  }
  const auto plan = make_plan(base, target, options, progress);
  if (!plan) return tl::make_unexpected(plan.error());
  auto patch = encode(base, target, *plan, progress, account);
  if (!patch) return patch;
  if (account != nullptr) {
    account->instructions_are_guessed = !options.instructions;
    account->link_is_estimated = plan->rules.pointers && !options.link_address;
  }
  const auto rebuilt = apply_patch(base, *patch, size_of(target));
  if (!rebuilt) return fail(ErrorCode::kInternal, "the patch does not decode: " + rebuilt.error().message);
  if (!equal(*rebuilt, target)) return fail(ErrorCode::kInternal, "the patch decodes to something else");
  if (progress) progress("encode", target.size(), target.size());
  return patch;
}

Result<Buffer> apply_patch(Bytes base, Bytes patch, std::uint32_t target_size_bytes) {
  const MemoryReader patch_reader(patch);
  const MemoryReader base_reader(base);
  delta::PatchHeader header;
  Status status = delta::decode_patch_header(patch_reader, header);
  WrittenBuffer flash(target_size_bytes);
  if (ok(status)) {
    std::vector<std::uint64_t> memory(delta::patch_ram_bytes(header.map_entries) / sizeof(std::uint64_t));
    Workspace workspace({reinterpret_cast<std::uint8_t*>(memory.data()), memory.size() * sizeof(std::uint64_t)});
    status = delta::apply_patch({patch_reader, base_reader}, {flash, flash, target_size_bytes}, workspace);
  }
  if (ok(status)) return flash.take();
  return fail(ErrorCode::kFormat,
              fmt::format("the patch does not apply: {} ({})", status_meaning(status), status_name(status)));
}

}  // namespace switchback::packer
