// The caller's files. The library itself reads and writes none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/error.h"

namespace switchback::release {

// Files by their paths: as the caller gave them, or in the folder of the manifest or release file
// that names them.
class Files {
 public:
  virtual ~Files() = default;

  // The whole content.
  //   kIo:     it cannot be read
  //   kTooBig: larger than the caller accepts
  virtual Result<std::vector<std::uint8_t>> read(const std::string& path) = 0;

  // Whether there is such a file. verify() skips those that are absent.
  virtual bool exists(const std::string& path) = 0;

  // The file as messages name it.
  virtual std::string name(const std::string& path) const { return path; }

 protected:
  Files() = default;
  Files(const Files&) = default;
  Files& operator=(const Files&) = default;
  Files(Files&&) = default;
  Files& operator=(Files&&) = default;
};

}  // namespace switchback::release
