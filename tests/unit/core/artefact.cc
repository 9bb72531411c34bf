#include "tests/unit/core/artefact.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/crypto/sha256.h"

namespace switchback::testing {
namespace {

std::uint16_t area_size(const std::vector<TlvData>& tlvs) {
  std::size_t size = 4;
  for (const auto& [type, data] : tlvs) size += 4 + data.size();
  return static_cast<std::uint16_t>(size);
}

void append_area(Buffer& out, std::uint16_t magic, const std::vector<TlvData>& tlvs) {
  append_u16(out, magic);
  append_u16(out, area_size(tlvs));
  for (const auto& [type, data] : tlvs) {
    append_u16(out, type);
    append_u16(out, static_cast<std::uint16_t>(data.size()));
    out.insert(out.end(), data.begin(), data.end());
  }
}

Buffer decode_base64(const std::string& text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Buffer out;
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (const char letter : text) {
    const std::size_t value = alphabet.find(letter);
    if (value == std::string::npos) continue;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> bit_count));
  }
  return out;
}

}  // namespace

void append_u16(Buffer& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value));
  out.push_back(static_cast<std::uint8_t>(value >> 8));
}

void append_u32(Buffer& out, std::uint32_t value) {
  append_u16(out, static_cast<std::uint16_t>(value));
  append_u16(out, static_cast<std::uint16_t>(value >> 16));
}

Buffer build(const ArtefactPlan& plan) {
  Buffer out;
  append_u32(out, plan.magic);
  append_u32(out, plan.load_address);
  append_u16(out, plan.header_size);
  append_u16(out, plan.protected_tlvs.empty() ? 0 : area_size(plan.protected_tlvs));
  append_u32(out, static_cast<std::uint32_t>(plan.payload.size()));
  append_u32(out, plan.flags);
  out.insert(out.end(), {1, 2, 3, 0, 4, 0, 0, 0});  // version 1.2.3+4
  append_u32(out, plan.header_padding);
  out.resize(std::max<std::size_t>(plan.header_size, 32), 0xff);
  out.insert(out.end(), plan.payload.begin(), plan.payload.end());
  if (!plan.protected_tlvs.empty()) append_area(out, 0x6908, plan.protected_tlvs);
  append_area(out, 0x6907, plan.unprotected_tlvs);
  return out;
}

Buffer package_data() {
  Buffer data = {1, 1, 0, 0};  // format version, full, no codec, no window
  append_u32(data, 256);       // decoder RAM
  append_u32(data, 4);         // target size
  data.resize(44, 0xaa);       // target digest
  return data;
}

Buffer base_data() {
  Buffer data;
  append_u32(data, 100);
  data.resize(36, 0xbb);
  return data;
}

Status FaultyReader::read_within(std::uint32_t offset, MutableBytes out) const {
  if (offset < bad_to_ && offset + out.size() > bad_from_) return Status::kFlashRead;
  std::copy_n(bytes_.begin() + offset, out.size(), out.begin());
  return Status::kOk;
}

Buffer load_vector(const std::string& name) {
  const std::string path = "tests/data/mcuboot-vectors/" + name;
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), "cannot read " << path << "; run from the top of the checkout");
  return Buffer(std::istreambuf_iterator<char>(file), {});
}

namespace {

Buffer load_spki(const std::string& name) {
  const Buffer pem = load_vector(name);
  std::string text(pem.begin(), pem.end());
  text.erase(0, text.find('\n'));
  text.erase(text.find("-----END"));
  Buffer spki = decode_base64(text);
  REQUIRE(spki.size() == wire::kSpkiBytes);
  return spki;
}

}  // namespace

Buffer load_vector_point(const std::string& name) {
  const Buffer spki = load_spki(name);
  return {spki.end() - crypto::kPointBytes, spki.end()};
}

RootKey load_vector_key(const std::string& name) {
  const Buffer point = load_vector_point(name);
  RootKey key;
  crypto::p256::Registers registers;
  REQUIRE(
      crypto::p256::decode_point(key.comb.first, std::span<const std::uint8_t, crypto::kPointBytes>(point), registers));
  key.id = crypto::sha256(load_spki(name));
  return key;
}

}  // namespace switchback::testing
