// Remembers what p256-m said about a signature. A campaign starts the same few images millions of times, and the
// verdict is a pure function of its arguments; the linker's --wrap (rig/CMakeLists.txt) puts this in front of the real
// function.
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier): the linker makes these names
int __real_p256_ecdsa_verify(const std::uint8_t sig[64], const std::uint8_t pub[64], const std::uint8_t* hash,
                             std::size_t hlen);

int __wrap_p256_ecdsa_verify(const std::uint8_t sig[64], const std::uint8_t pub[64], const std::uint8_t* hash,
                             std::size_t hlen) {
  static std::mutex mutex;
  static std::map<std::string, int> verdicts;
  std::string key(reinterpret_cast<const char*>(sig), 64);
  key.append(reinterpret_cast<const char*>(pub), 64);
  key.append(reinterpret_cast<const char*>(hash), hlen);
  const std::lock_guard lock(mutex);
  const auto found = verdicts.find(key);
  if (found != verdicts.end()) return found->second;
  return verdicts[key] = __real_p256_ecdsa_verify(sig, pub, hash, hlen);
}
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"
