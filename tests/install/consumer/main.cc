// The smallest program that uses the installed libraries: hashes no bytes and prints the first byte
// of the digest.
#include <cstdio>

#include "core/crypto/sha256.h"

int main() { return std::printf("%02x\n", switchback::crypto::sha256({})[0]) == 3 ? 0 : 1; }
