// Facts about artefacts, as JSON and as text for people.
#pragma once

#include <string>

#include "cli/session.h"
#include "verifier/verify.h"

namespace switchback::cli {

Json status_json(Status status);  // name, code and meaning
Json facts_json(Bytes file, const wire::ImageFacts& facts);
std::string facts_text(Bytes file, const wire::ImageFacts& facts);  // "  name: value" lines

// A whole verdict: kind, reason, facts, notes, and what was rebuilt.
Json verdict_json(Bytes file, const verifier::Verdict& verdict);

// The failure that a verdict other than kOk is. `name` is the file's.
Failure refusal(const std::string& name, Bytes file, const verifier::Verdict& verdict);

std::string file_digest_hex(Bytes file);  // SHA-256

}  // namespace switchback::cli
