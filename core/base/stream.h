// Reader and Sink: how core reads an artefact and writes a rebuilt image, in flash or in a file.
#pragma once

#include "core/base/bytes.h"
#include "core/base/fault.h"
#include "core/base/status.h"

namespace switchback {

// A range of bytes, 0 … size_bytes() − 1, with random access. A read may fail (ECC flash, a file).
class Reader {
 public:
  Reader& operator=(const Reader&) = delete;

  std::uint32_t size_bytes() const { return ~inverted_size_; }

  // Fills `out` from `offset`. After a failure the content of `out` is unspecified.
  //   kOk:         `out` is filled
  //   kFlashRange: a byte would lie outside the range
  //   others:      from the source, such as kFlashRead
  Status read(std::uint32_t offset, MutableBytes out) const {
    const ReadWithin read_within = opaque(read_within_);
    // In line, unlike require(): a call would save the offset to the stack.
    if (bound_here(read_within) != bound_) __builtin_trap();
    if (offset > size_bytes() || out.size() > size_bytes() - offset) return Status::kFlashRange;
    return read_within(*this, offset, out);
  }

 protected:
  using ReadWithin = Status (*)(const Reader& self, std::uint32_t offset, MutableBytes out);

  Reader(std::uint32_t size_bytes, ReadWithin read_within)
      : inverted_size_(~size_bytes), read_within_(read_within), bound_(bound_here(read_within)) {}
  Reader(const Reader& other) : Reader(other.size_bytes(), other.read_within_) {}
  ~Reader() = default;  // not virtual: a virtual one would pull in operator delete

 private:
  std::uintptr_t bound_here(ReadWithin read_within) const {
    return ~(reinterpret_cast<std::uintptr_t>(read_within) ^ reinterpret_cast<std::uintptr_t>(this));
  }

  // Against glitches, after which stack content may be used as a return address or as a Reader. The
  // untrusted size is stored inverted, so that it is no address. Only the function is called that
  // the constructor bound to this object's address. A virtual table would allow no such check.
  std::uint32_t inverted_size_;
  ReadWithin read_within_;
  std::uintptr_t bound_;
};

// A Reader that is a `Source`. Calls read_within(offset, out) only for bytes within its size.
template <class Source>
class ReaderOf : public Reader {
 protected:
  explicit ReaderOf(std::uint32_t size_bytes) : Reader(size_bytes, &read_source) {}

 private:
  static Status read_source(const Reader& self, std::uint32_t offset, MutableBytes out) {
    return static_cast<const Source&>(self).read_within(offset, out);
  }
};

// Takes a byte sequence in order.
class Sink {
 public:
  // Returns kOk, or why the bytes could not be taken. After a failure nothing more is written.
  virtual Status write(Bytes bytes) = 0;

 protected:
  Sink() = default;
  Sink(const Sink&) = default;
  Sink& operator=(const Sink&) = default;
  ~Sink() = default;
};

// A Reader over memory of at most 4 GiB − 1, which the caller keeps alive.
class MemoryReader final : public ReaderOf<MemoryReader> {
 public:
  explicit MemoryReader(Bytes bytes) : ReaderOf(static_cast<std::uint32_t>(bytes.size())), bytes_(bytes) {}

 private:
  friend ReaderOf<MemoryReader>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = bytes_[offset + i];
    return Status::kOk;
  }

  Bytes bytes_;
};

// The part [offset, offset + size_bytes) of `whole`, clipped to it. `whole` must outlive this
// object.
class SubReader final : public ReaderOf<SubReader> {
 public:
  SubReader(const Reader& whole, std::uint32_t offset, std::uint32_t size_bytes)
      : ReaderOf(clip(whole, offset, size_bytes)), whole_(whole), offset_(offset) {}

 private:
  friend ReaderOf<SubReader>;

  static std::uint32_t clip(const Reader& whole, std::uint32_t offset, std::uint32_t size_bytes) {
    if (offset > whole.size_bytes()) return 0;
    const std::uint32_t left = whole.size_bytes() - offset;
    return size_bytes < left ? size_bytes : left;
  }
  Status read_within(std::uint32_t offset, MutableBytes out) const { return whole_.read(offset_ + offset, out); }

  const Reader& whole_;
  std::uint32_t offset_;
};

}  // namespace switchback
