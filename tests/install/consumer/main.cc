// The least that a user of the installed libraries would write: hash nothing, and print the first
// byte.
#include <cstdio>

#include "core/crypto/sha256.h"

int main() { return std::printf("%02x\n", switchback::crypto::sha256({})[0]) == 3 ? 0 : 1; }
