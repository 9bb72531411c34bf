#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "bootloader/app/c_device.h"
#include "bootloader/journal/journal.h"
#include "tests/unit/bootloader/app/c_api_caller.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint32_t kFlashBytes = 0x8000;
constexpr std::array<SectorRun, 1> kSectors{{{0, 0x400, kFlashBytes / 0x400}}};

Layout make_layout() {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = 4;
  layout.slots = {{{0x800, 0x3000}, {0x3800, 0x3400}}};
  layout.swap_unit_bytes = 0x400;
  layout.journal = {0, 0x800};
  return layout;
}

class RamFlash final : public Flash {
 public:
  RamFlash() : bytes_(kFlashBytes, 0xff) {}

  Status read(std::uint32_t address, MutableBytes out) override {
    std::copy_n(bytes_.begin() + address, out.size(), out.begin());
    return Status::kOk;
  }
  Status program(std::uint32_t address, Bytes data) override {
    for (std::size_t i = 0; i < data.size(); ++i) bytes_[address + i] &= data[i];
    return Status::kOk;
  }
  Status erase_sector(std::uint32_t address) override {
    std::fill_n(bytes_.begin() + address, 0x400, 0xff);
    return Status::kOk;
  }
  Bytes at(std::uint32_t address, std::uint32_t size_bytes) const { return Bytes(bytes_).subspan(address, size_bytes); }

 private:
  std::vector<std::uint8_t> bytes_;
};

struct Board {
  Layout layout = make_layout();
  RamFlash flash;
  sb_device device{flash, layout, 0x900};
};

// A header that the parser takes, and a payload. Nothing is verified before the bootloader does.
std::vector<std::uint8_t> make_artefact(std::uint32_t size_bytes) {
  std::vector<std::uint8_t> artefact(size_bytes);
  for (std::uint32_t i = 0; i < size_bytes; ++i) artefact[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  wire::ImageHeader header;
  header.header_size_bytes = wire::kImageHeaderBytes;
  header.payload_size_bytes = size_bytes - wire::kImageHeaderBytes;
  wire::encode_image_header(header, std::span(artefact).first<wire::kImageHeaderBytes>());
  return artefact;
}

sb_state query() {
  sb_state state{};
  REQUIRE(sb_query(&state) == SB_kOk);
  return state;
}

TEST_CASE("C API: every call before sb_open is refused") {
  REQUIRE(sb_open(nullptr) == SB_kApiState);
  std::uint8_t header[SB_HEADER_BYTES] = {};
  std::uint32_t resume_at = 77;
  sb_state state{};
  CHECK(sb_begin(header, 100, 1, &resume_at) == SB_kApiState);
  CHECK(resume_at == 77);
  CHECK(sb_write(0, header, 1) == SB_kApiState);
  CHECK(sb_finish() == SB_kApiState);
  CHECK(sb_request() == SB_kApiState);
  CHECK(sb_cancel() == SB_kApiState);
  CHECK(sb_confirm() == SB_kApiState);
  CHECK(sb_query(&state) == SB_kApiState);
}

TEST_CASE("C API: a download is staged where the candidate goes, and requested") {
  Board board;
  REQUIRE(sb_open(&board.device) == SB_kOk);
  CHECK(query().phase == SB_PHASE_IDLE);
  const std::vector<std::uint8_t> artefact = make_artefact(5000);
  std::uint32_t started_at = 77;
  REQUIRE(c_download(artefact.data(), 5000, 9, 333, 5000, &started_at) == SB_kOk);
  CHECK(started_at == 0);
  CHECK(equal(board.flash.at(0x3c00, 5000), artefact));
  CHECK(query().phase == SB_PHASE_RECEIVING);
  REQUIRE(sb_request() == SB_kOk);
  const sb_state state = query();
  CHECK(state.phase == SB_PHASE_REQUESTED);
  CHECK(state.staged_size_bytes == 5000);
  CHECK(state.staged_tag == 9);
}

TEST_CASE("C API: a download that a reset interrupted goes on where its last whole sector ended") {
  Board board;
  REQUIRE(sb_open(&board.device) == SB_kOk);
  const std::vector<std::uint8_t> artefact = make_artefact(5000);
  std::uint32_t started_at = 0;
  REQUIRE(c_download(artefact.data(), 5000, 9, 500, 3000, &started_at) == SB_kOk);
  CHECK(sb_request() == SB_kApiState);
  REQUIRE(sb_open(&board.device) == SB_kOk);
  REQUIRE(c_download(artefact.data(), 5000, 9, 256, 5000, &started_at) == SB_kOk);
  CHECK(started_at == 0x800);
  CHECK(equal(board.flash.at(0x3c00, 5000), artefact));
}

TEST_CASE("C API: a download under another tag starts anew") {
  Board board;
  REQUIRE(sb_open(&board.device) == SB_kOk);
  const std::vector<std::uint8_t> artefact = make_artefact(3000);
  std::uint32_t started_at = 77;
  REQUIRE(c_download(artefact.data(), 3000, 9, 500, 2500, &started_at) == SB_kOk);
  REQUIRE(c_download(artefact.data(), 3000, 10, 500, 3000, &started_at) == SB_kOk);
  CHECK(started_at == 0);
}

TEST_CASE("C API: refusals are the updater's own") {
  Board board;
  REQUIRE(sb_open(&board.device) == SB_kOk);
  std::vector<std::uint8_t> artefact = make_artefact(3000);
  std::uint32_t resume_at = 0;
  CHECK(sb_begin(artefact.data(), 0x3001, 1, &resume_at) == SB_kApiSize);
  sb_status begun = SB_kApiErasing;
  while (begun == SB_kApiErasing) begun = sb_begin(artefact.data(), 3000, 1, &resume_at);
  REQUIRE(begun == SB_kOk);
  CHECK(sb_write(4, artefact.data(), 4) == SB_kApiOffset);
  CHECK(sb_finish() == SB_kApiSize);
  CHECK(sb_cancel() == SB_kOk);
  CHECK(query().phase == SB_PHASE_IDLE);
  artefact[0] ^= 1;
  CHECK(sb_begin(artefact.data(), 3000, 1, &resume_at) == SB_kImageMagic);
}

TEST_CASE("C API: confirming raises the floor to the image's counter, once") {
  Board board;
  JournalWithRoom journal(board.flash, board.layout);
  State trial;
  REQUIRE(ok(journal.load(trial)));
  trial.phase = Phase::kTrial;
  trial.candidate_counter = 5;
  trial.trial_boots_left = 1;
  REQUIRE(ok(journal.append(trial)));
  REQUIRE(sb_open(&board.device) == SB_kOk);
  CHECK(query().phase == SB_PHASE_TRIAL);
  CHECK(query().trial_boots_left == 1);
  REQUIRE(sb_confirm() == SB_kOk);
  CHECK(query().phase == SB_PHASE_IDLE);
  CHECK(query().security_floor == 5);
  CHECK(sb_confirm() == SB_kOk);
}

TEST_CASE("C API: statuses have the core's values and names") {
  CHECK(SB_kOk == static_cast<std::uint32_t>(Status::kOk));
  CHECK(SB_kRollback == static_cast<std::uint32_t>(Status::kRollback));
  CHECK(std::string_view(sb_status_name(SB_kRollback)) == "kRollback");
  CHECK(std::string_view(sb_status_name(0)) == "unknown");
}

}  // namespace
}  // namespace switchback::bootloader
