// Shows facts about artefacts, as JSON and as text.
#pragma once

#include <string>

#include "cli/session.h"
#include "verifier/verify.h"

namespace switchback::cli {

Json status_json(Status status);  // name, code and meaning
Json facts_json(Bytes file, const wire::ImageFacts& facts);
std::string facts_text(Bytes file, const wire::ImageFacts& facts);  // "  name: value" lines

// A verdict: kind, reason, facts, notes, and the rebuilt image.
Json verdict_json(Bytes file, const verifier::Verdict& verdict);

// Turns a verdict other than kOk into a Failure. `name` is the file's name in messages.
Failure refusal(const std::string& name, Bytes file, const verifier::Verdict& verdict);

std::string file_digest_hex(Bytes file);  // SHA-256

}  // namespace switchback::cli
