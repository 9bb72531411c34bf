#include "examples/blinky/commands.h"

#include <algorithm>

#include "bootloader/ports/nrf51/startup.h"
#include "examples/blinky/clock.h"
#include "examples/blinky/version.h"

namespace blinky {
namespace {

using switchback::MutableBytes;
using switchback::Status;
using switchback::bootloader::Phase;

constexpr std::uint32_t kSilenceTicks = 20 * kTicksPerSecond;

const char* phase_name(Phase phase) {
  switch (phase) {
    case Phase::kIdle:
      return "idle";
    case Phase::kReceiving:
      return "receiving";
    case Phase::kRequested:
      return "requested";
    case Phase::kTrial:
      return "trial";
    default:
      return "other";  // an application sees no other phase
  }
}

// Reads a decimal number behind spaces and moves `text` behind it. Returns 0 if there is none, or
// if it exceeds 32 bits.
std::uint32_t take_number(const char*& text) {
  while (*text == ' ') ++text;
  std::uint64_t value = 0;
  for (; *text >= '0' && *text <= '9'; ++text) {
    value = value * 10 + static_cast<std::uint32_t>(*text - '0');
    if (value > UINT32_MAX) return 0;
  }
  return static_cast<std::uint32_t>(value);
}

}  // namespace

void Commands::poll() {
  std::uint8_t byte = 0;
  if (!uart_.poll(byte) || byte == '\r') return;
  if (byte != '\n') {
    if (length_ < kMaxLine) line_[length_++] = static_cast<char>(byte);
    return;
  }
  line_[length_] = 0;
  length_ = 0;
  execute();
}

// Whether the line's first word is `command`.
bool Commands::is(const char* command) const {
  const char* at = line_.data();
  for (; *command != 0; ++command, ++at) {
    if (*at != *command) return false;
  }
  return *at == 0 || *at == ' ';
}

void Commands::execute() {
  if (is("version")) {
    uart_.print("version ");
    uart_.print(kVersion);
    uart_.print("\r\n");
  } else if (is("status")) {
    print_status();
  } else if (is("stage")) {
    stage();
  } else if (is("request")) {
    answer("requested", updater_.request());
  } else if (is("cancel")) {
    answer("cancelled", updater_.cancel());
  } else if (is("confirm")) {
    answer("confirmed", updater_.confirm());
  } else if (is("reset")) {
    uart_.print("resetting\r\n");
    switchback::nrf51::reset_chip();
  } else {
    uart_.print("error unknown command\r\n");
  }
}

void Commands::answer(const char* done, Status status) {
  if (!ok(status)) uart_.print("error ");
  uart_.print(ok(status) ? done : switchback::status_name(status));
  uart_.print("\r\n");
}

void Commands::print_status() {
  const switchback::bootloader::State& state = updater_.state();
  uart_.print("status version=");
  uart_.print(kVersion);
  uart_.print(" phase=");
  uart_.print(phase_name(state.phase));
  uart_.print(" trial=");
  uart_.print_number(state.phase == Phase::kTrial ? state.trial_boots_left : 0);
  uart_.print(" floor=");
  uart_.print_number(state.security_floor);
  uart_.print(" ticks=");
  uart_.print_number(ticks());
  uart_.print(" reason=");
  uart_.print(switchback::status_name(state.last_reason));
  uart_.print("\r\n");
}

void Commands::stage() {
  const char* text = line_.data() + 5;
  const std::uint32_t size_bytes = take_number(text);
  const std::uint32_t tag = take_number(text);
  answer("staged", receive(size_bytes, tag));
}

// Asks for the bytes piece by piece, so that none arrive while a flash operation stops the CPU.
Status Commands::receive(std::uint32_t size_bytes, std::uint32_t tag) {
  std::array<std::uint8_t, switchback::wire::kImageHeaderBytes> header;
  uart_.print("header\r\n");
  if (!receive_bytes(header)) return Status::kApiSize;
  std::uint32_t at = 0;
  Status begun = Status::kApiErasing;
  while (begun == Status::kApiErasing) begun = updater_.begin(header, size_bytes, tag, at);
  if (!ok(begun)) return begun;
  while (at < size_bytes) {
    const MutableBytes piece = MutableBytes(chunk_).first(std::min<std::size_t>(kChunkBytes, size_bytes - at));
    uart_.print("send ");
    uart_.print_number(at);
    uart_.put(' ');
    uart_.print_number(static_cast<std::uint32_t>(piece.size()));
    uart_.print("\r\n");
    if (!receive_bytes(piece)) return Status::kApiSize;
    if (const Status status = updater_.write(at, piece); !ok(status)) return status;
    at += static_cast<std::uint32_t>(piece.size());
  }
  return updater_.finish();
}

// Returns false if the sender fell silent.
bool Commands::receive_bytes(MutableBytes out) {
  std::uint32_t last = ticks();
  for (std::uint8_t& byte : out) {
    while (!uart_.poll(byte)) {
      if (ticks() - last > kSilenceTicks) return false;
    }
    last = ticks();
  }
  return true;
}

}  // namespace blinky
