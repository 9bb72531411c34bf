// Anyone may encode the signature of a running image in another way. Its next delta must install
// all the same.
#include <doctest/doctest.h>

#include "core/crypto/sha256.h"
#include "tests/agreement/boards.h"
#include "tests/agreement/judges.h"
#include "tests/support/reencode.h"

namespace switchback::testing {
namespace {

void check_takes_deltas(const Buffer& reencoded, const AgreementBoard& board) {
  AskedDevice device(board.profile, reencoded);
  for (const Origin& origin : board.origins) {
    CAPTURE(origin.name);
    CHECK(device.judge(origin.artefact) == Status::kOk);
    CHECK(judge_on_host(origin.artefact, board.profile, reencoded).status == Status::kOk);
  }
}

TEST_CASE("Base: a delta installs on a base whose signature was encoded again") {
  for (const AgreementBoard& board : agreement_boards()) {
    if (board.profile.decoder_ram_bytes == 0) continue;
    CAPTURE(board.profile.name);
    const Buffer other_s = with_other_s(board.base);
    const Buffer padded = with_padded_signature(board.base, 4);
    REQUIRE(other_s != board.base);
    REQUIRE(padded != board.base);
    check_takes_deltas(other_s, board);
    check_takes_deltas(padded, board);
  }
}

// Packages from before decision 9 name the whole file of their base.
Buffer naming_whole_file(const Buffer& delta, const Buffer& base) {
  Artefact artefact = take_apart(delta);
  wire::BaseInfo whole{static_cast<std::uint32_t>(base.size()), crypto::sha256(base)};
  LooseTlv* tlv = find(artefact.protected_area, wire::TlvType::kPackageBase);
  wire::encode_base_info(whole, std::span(tlv->data).first<wire::kPackageBaseBytes>());
  return put_together(artefact, trusted().signer());
}

TEST_CASE("Base: a delta that names the whole file of its base installs on that file and on no other encoding") {
  const AgreementBoard board = agreement_boards().front();
  const Buffer delta = naming_whole_file(board.origins.back().artefact, board.base);
  const std::pair<Buffer, Status> bases[] = {{board.base, Status::kOk},
                                             {with_other_s(board.base), Status::kBaseMismatch}};
  for (const auto& [base, due] : bases) {
    CHECK(AskedDevice(board.profile, base).judge(delta) == due);
    CHECK(judge_on_host(delta, board.profile, base).status == due);
  }
}

}  // namespace
}  // namespace switchback::testing
