// Reader and Sink: how core reads an artefact and writes a rebuilt image, whether in flash or in a file.
#pragma once

#include "core/bytes.h"
#include "core/fault.h"
#include "core/status.h"

namespace switchback {

// A random-access range of bytes, 0 … size_bytes() − 1, that may fail to be read (ECC flash, a file).
class Reader {
 public:
  explicit constexpr Reader(std::uint32_t size_bytes) : inverted_size_(~size_bytes), self_(this) {}

  std::uint32_t size_bytes() const { return ~inverted_size_; }

  // Fills `out` from `offset`. kOk; kFlashRange where any byte would lie outside; or what the source reports
  // (kFlashRead). After a failure the contents of `out` are unspecified.
  Status read(std::uint32_t offset, MutableBytes out) const {
    if (opaque(self_) != this) __builtin_trap();  // like require(), but in line: a call would save the offset
    if (offset > size_bytes() || out.size() > size_bytes() - offset) return Status::kFlashRange;
    return read_within(offset, out);
  }

 protected:
  Reader(const Reader& other) : inverted_size_(other.inverted_size_), self_(this) {}
  Reader& operator=(const Reader&) = delete;
  ~Reader() = default;  // not virtual: a virtual one would pull in operator delete

 private:
  virtual Status read_within(std::uint32_t offset, MutableBytes out) const = 0;

  // Against faults in the processor, for which what lies on a stack is a return address, or a Reader: the size, which
  // others choose, is no address, and what is no Reader does not point at itself.
  std::uint32_t inverted_size_;
  const Reader* self_;
};

// Takes a byte sequence in order.
class Sink {
 public:
  // kOk, or why the bytes could not be taken; after a failure nothing more is written.
  virtual Status write(Bytes bytes) = 0;

 protected:
  Sink() = default;
  Sink(const Sink&) = default;
  Sink& operator=(const Sink&) = default;
  ~Sink() = default;
};

// A Reader over memory that the caller keeps alive; at most 4 GiB − 1.
class MemoryReader final : public Reader {
 public:
  explicit MemoryReader(Bytes bytes) : Reader(static_cast<std::uint32_t>(bytes.size())), bytes_(bytes) {}

 private:
  Status read_within(std::uint32_t offset, MutableBytes out) const override {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = bytes_[offset + i];
    return Status::kOk;
  }

  Bytes bytes_;
};

// Part of another Reader, which must outlive this one: [offset, offset + size) of `whole`, clipped to it.
class SubReader final : public Reader {
 public:
  SubReader(const Reader& whole, std::uint32_t offset, std::uint32_t size_bytes)
      : Reader(clip(whole, offset, size_bytes)), whole_(whole), offset_(offset) {}

 private:
  static std::uint32_t clip(const Reader& whole, std::uint32_t offset, std::uint32_t size_bytes) {
    if (offset > whole.size_bytes()) return 0;
    const std::uint32_t left = whole.size_bytes() - offset;
    return size_bytes < left ? size_bytes : left;
  }
  Status read_within(std::uint32_t offset, MutableBytes out) const override {
    return whole_.read(offset_ + offset, out);
  }

  const Reader& whole_;
  std::uint32_t offset_;
};

}  // namespace switchback
