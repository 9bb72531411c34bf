// The interface to the caller's files. The library itself opens none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/error.h"

namespace switchback::release {

// A path is the one that the caller gave, or lies in the folder of the manifest or release file
// that names it.
class Files {
 public:
  virtual ~Files() = default;

  // The whole content.
  //   kIo:     it cannot be read
  //   kTooBig: larger than the caller accepts
  virtual Result<std::vector<std::uint8_t>> read(const std::string& path) = 0;

  // Whether the file exists. verify() skips listed files that do not.
  virtual bool exists(const std::string& path) = 0;

  // The file's name in messages.
  virtual std::string name(const std::string& path) const { return path; }

 protected:
  Files() = default;
  Files(const Files&) = default;
  Files& operator=(const Files&) = default;
  Files(Files&&) = default;
  Files& operator=(Files&&) = default;
};

}  // namespace switchback::release
