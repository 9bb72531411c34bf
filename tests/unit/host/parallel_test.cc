// Work spread over threads: each piece once, whatever number of threads is asked for.
#include "host/parallel.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace switchback::host {

TEST_CASE("Parallel: each piece is done once, for any number of threads") {
  for (const unsigned threads : {0U, 1U, 3U, 1000U, 4294967295U}) {
    CAPTURE(threads);
    std::vector<std::atomic<int>> done(500);
    std::size_t last = 0;
    run_parallel(
        done.size(), threads,
        [&](std::size_t i) {
          ++done[i];
          return true;
        },
        [&](std::size_t count, std::size_t total) {
          CHECK(count == last + 1);
          CHECK(total == done.size());
          last = count;
        });
    CHECK(last == done.size());
    for (const auto& count : done) CHECK(count == 1);
  }
}

TEST_CASE("Parallel: no work is done at once") {
  run_parallel(0, 4, [](std::size_t) -> bool { throw std::logic_error("called"); }, {});
}

TEST_CASE("Parallel: an exception of the work or of the progress comes out, and ends the work") {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<int> begun = 0;
    const auto work = [&](std::size_t) {
      ++begun;
      throw std::runtime_error("work");
      return true;
    };
    CHECK_THROWS_WITH(run_parallel(1000, threads, work, {}), "work");
    CHECK(begun <= 4);
    CHECK_THROWS_WITH(run_parallel(
                          1000, threads, [](std::size_t) { return true; },
                          [](std::size_t, std::size_t) { throw std::runtime_error("progress"); }),
                      "progress");
  }
}

TEST_CASE("Parallel: what returns false is the last to begin") {
  int begun = 0;
  run_parallel(1000, 1, [&](std::size_t i) { return ++begun, i != 2; }, {});
  CHECK(begun == 3);
}

}  // namespace switchback::host
