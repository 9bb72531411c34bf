#include "core/base/stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <new>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

namespace switchback {
namespace {

const std::array<std::uint8_t, 5> kData = {10, 11, 12, 13, 14};

TEST_CASE("Reader: gives bytes from any offset") {
  const MemoryReader reader(kData);
  std::array<std::uint8_t, 3> out{};
  REQUIRE(reader.read(2, out) == Status::kOk);
  CHECK(out == std::array<std::uint8_t, 3>{12, 13, 14});
  CHECK(reader.read(5, {}) == Status::kOk);
}

TEST_CASE("Reader: a copy reads on its own") {
  std::optional<MemoryReader> first(kData);
  const MemoryReader copy(*first);
  first.reset();
  std::array<std::uint8_t, 2> out{};
  REQUIRE(copy.read(3, out) == Status::kOk);
  CHECK(out == std::array<std::uint8_t, 2>{13, 14});
}

// The signal that ends a process which reads from `reader`; 0 if it can read.
int signal_of_reading(const Reader& reader) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int trap : {SIGILL, SIGTRAP}) std::signal(trap, SIG_DFL);
    std::array<std::uint8_t, 2> out{};
    _exit(ok(reader.read(0, out)) ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST_CASE("Reader: one that no constructor put where it lies traps") {
  const MemoryReader reader(kData);
  alignas(MemoryReader) std::array<std::uint8_t, sizeof reader> elsewhere;
  std::copy_n(reinterpret_cast<const std::uint8_t*>(&reader), sizeof reader, elsewhere.data());
  const int trap = signal_of_reading(*std::launder(reinterpret_cast<const MemoryReader*>(elsewhere.data())));
  CHECK((trap == SIGILL || trap == SIGTRAP));
  CHECK(signal_of_reading(reader) == 0);
}

TEST_CASE("Reader: any byte outside is kFlashRange") {
  const MemoryReader reader(kData);
  std::array<std::uint8_t, 3> out{};
  CHECK(reader.read(3, out) == Status::kFlashRange);
  CHECK(reader.read(6, {}) == Status::kFlashRange);
  CHECK(reader.read(0xffffffff, out) == Status::kFlashRange);
}

TEST_CASE("SubReader: sees its part and no more") {
  const MemoryReader whole(kData);
  const SubReader part(whole, 1, 3);
  std::array<std::uint8_t, 3> out{};
  REQUIRE(part.size_bytes() == 3);
  REQUIRE(part.read(0, out) == Status::kOk);
  CHECK(out == std::array<std::uint8_t, 3>{11, 12, 13});
  CHECK(part.read(1, out) == Status::kFlashRange);
}

TEST_CASE("SubReader: is clipped to the whole") {
  const MemoryReader whole(kData);
  CHECK(SubReader(whole, 3, 100).size_bytes() == 2);
  CHECK(SubReader(whole, 3, 0xffffffff).size_bytes() == 2);
  CHECK(SubReader(whole, 5, 1).size_bytes() == 0);
  CHECK(SubReader(whole, 0xffffffff, 0xffffffff).size_bytes() == 0);
}

}  // namespace
}  // namespace switchback
