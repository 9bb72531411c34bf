#include "verifier/reasons.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace switchback::verifier {
namespace {

const std::vector<Status> kAll = {
#define SWITCHBACK_STATUS(name, value, meaning) Status::name,
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
};

TEST_CASE("Reasons: every status but kOk has a class and a next step") {
  for (const Status status : kAll) {
    CAPTURE(status_name(status));
    CHECK(error_class(status).has_value() == !ok(status));
    CHECK(std::string(next_step(status)).empty() == ok(status));
  }
}

TEST_CASE("Reasons: every reason that an artefact can be refused for has a class other than internal") {
  for (const Status status : kAll) {
    if (status == Status::kJournalFull) break;  // from here on, what only a device reports
    CAPTURE(status_name(status));
    CHECK(error_class(status) != ErrorCode::kInternal);
  }
}

TEST_CASE("Reasons: a value that is no status is internal") {
  CHECK(error_class(static_cast<Status>(0)) == ErrorCode::kInternal);
  CHECK(error_class(static_cast<Status>(0xffffffff)) == ErrorCode::kInternal);
}

TEST_CASE("Reasons: one of each class, as documented") {
  CHECK(error_class(Status::kKeyUnknown) == ErrorCode::kSignature);
  CHECK(error_class(Status::kDigestMismatch) == ErrorCode::kDigest);
  CHECK(error_class(Status::kTlvLength) == ErrorCode::kFormat);
  CHECK(error_class(Status::kVendorMismatch) == ErrorCode::kIncompatible);
  CHECK(error_class(Status::kRollback) == ErrorCode::kRollback);
  CHECK(error_class(Status::kBaseMismatch) == ErrorCode::kWrongBase);
  CHECK(error_class(Status::kImageTooLarge) == ErrorCode::kTooBig);
  CHECK(error_class(Status::kFlashRead) == ErrorCode::kIo);
}

TEST_CASE("Reasons: every class has a name of its own") {
  std::vector<std::string> names;
  for (int code = 1; code <= 12; ++code) names.emplace_back(error_class_name(static_cast<ErrorCode>(code)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i + 1; j < names.size(); ++j) CHECK(names[i] != names[j]);
  }
}

}  // namespace
}  // namespace switchback::verifier
