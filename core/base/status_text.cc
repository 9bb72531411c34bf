// Names and meanings of statuses. Only programs that print them link this file.
#include "core/base/status.h"

namespace switchback {

const char* status_name(Status status) {
  switch (status) {
#define SWITCHBACK_STATUS(name, value, meaning) \
  case Status::name:                            \
    return #name;
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
  }
  return "unknown";
}

const char* status_meaning(Status status) {
  switch (status) {
#define SWITCHBACK_STATUS(name, value, meaning) \
  case Status::name:                            \
    return meaning;
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
  }
  return "not a known status code";
}

}  // namespace switchback
