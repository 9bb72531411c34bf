// Reader and Sink: how core reads an artefact and writes a rebuilt image, whether in flash or in a file.
#pragma once

#include "core/bytes.h"
#include "core/fault.h"
#include "core/status.h"

namespace switchback {

// A random-access range of bytes, 0 … size_bytes() − 1, that may fail to be read (ECC flash, a file).
class Reader {
 public:
  std::uint32_t size_bytes() const { return ~inverted_size_; }

  // Fills `out` from `offset`. kOk; kFlashRange where any byte would lie outside; or what the source reports
  // (kFlashRead). After a failure the contents of `out` are unspecified.
  Status read(std::uint32_t offset, MutableBytes out) const {
    const ReadWithin read_within = opaque(read_within_);
    if (bound_here(read_within) != bound_)
      __builtin_trap();  // like require(), but in line: a call would save the offset
    if (offset > size_bytes() || out.size() > size_bytes() - offset) return Status::kFlashRange;
    return read_within(*this, offset, out);
  }

 protected:
  using ReadWithin = Status (*)(const Reader& self, std::uint32_t offset, MutableBytes out);

  Reader(std::uint32_t size_bytes, ReadWithin read_within)
      : inverted_size_(~size_bytes), read_within_(read_within), bound_(bound_here(read_within)) {}
  Reader(const Reader& other) : Reader(other.size_bytes(), other.read_within_) {}
  Reader& operator=(const Reader&) = delete;
  ~Reader() = default;  // not virtual: a virtual one would pull in operator delete

 private:
  std::uintptr_t bound_here(ReadWithin read_within) const {
    return ~(reinterpret_cast<std::uintptr_t>(read_within) ^ reinterpret_cast<std::uintptr_t>(this));
  }

  // Against faults in the processor, for which what lies on a stack is a return address, or a Reader: the size, which
  // others choose, is no address; and only the function is called that a constructor bound to this place. That cannot
  // be asked of a virtual function's table.
  std::uint32_t inverted_size_;
  ReadWithin read_within_;
  std::uintptr_t bound_;
};

// A Reader that is a `Source`, whose read_within(offset, out) is asked only for bytes that lie within it.
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
  // kOk, or why the bytes could not be taken; after a failure nothing more is written.
  virtual Status write(Bytes bytes) = 0;

 protected:
  Sink() = default;
  Sink(const Sink&) = default;
  Sink& operator=(const Sink&) = default;
  ~Sink() = default;
};

// A Reader over memory that the caller keeps alive; at most 4 GiB − 1.
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

// Part of another Reader, which must outlive this one: [offset, offset + size) of `whole`, clipped to it.
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
