// Downloads offers chunk by chunk through the Updater.
#include "rig/device/application.h"

#include <zlib.h>

#include <algorithm>

namespace switchback::rig {
namespace {

using bootloader::Phase;

bool is_meant_for(const Offer& offer, const Firmware& running) {
  return offer.installs != running.name && (offer.to.empty() || offer.to == running.name);
}

}  // namespace

const Offer* Application::find_offer() const {
  for (const Offer& offer : story_.offers) {
    if (!ok(offer.refused) || !is_meant_for(offer, running_)) continue;
    if (offer.again || ok(updater_.state().last_reason)) return &offer;
  }
  return nullptr;
}

Status Application::roll_back() {
  const bool is_asked_for = updater_.state().phase == Phase::kIdle && ok(updater_.state().last_reason);
  return is_asked_for ? updater_.roll_back() : Status::kOk;
}

std::optional<Status> Application::ask_for_refusals() {
  const bool in_trial = updater_.state().phase == Phase::kTrial;
  for (const Offer& offer : story_.offers) {
    const Status due = !in_trial ? offer.refused : offer.in_trial ? Status::kApiState : Status::kOk;
    if (ok(due) || !is_meant_for(offer, running_)) continue;
    std::uint32_t resume_at = 0;
    const Status answer = begin(offer.artefact, resume_at);
    if (answer != due) return answer;
  }
  return std::nullopt;
}

Status Application::take_offer() {
  const Offer* offer = find_offer();
  if (offer == nullptr) return Status::kOk;
  bool goes_on = true;
  if (const Status status = take_first(*offer, goes_on); !ok(status) || !goes_on) return status;
  bool complete = false;
  const Status status = stage(offer->artefact, offer->chunk_bytes, complete);
  return ok(status) && complete ? updater_.request() : status;
}

// Does what precedes the artefact's download. `goes_on`: the artefact itself can follow in this
// start.
Status Application::take_first(const Offer& offer, bool& goes_on) {
  const Phase phase = updater_.state().phase;
  if (!offer.stages_first.empty() && phase == Phase::kIdle) {
    Status status = stage(offer.stages_first, offer.chunk_bytes, goes_on);
    if (ok(status) && goes_on) status = updater_.request();
    return ok(status) && goes_on ? updater_.cancel() : status;
  }
  const bool is_interrupted = offer.interrupted || !offer.interrupted_by.empty();
  if (!is_interrupted || phase == Phase::kReceiving) return Status::kOk;
  goes_on = false;
  const auto half = static_cast<std::uint32_t>(offer.artefact.size() / 2);
  bool arrived = false;
  const Status status = download(offer.artefact, half, offer.chunk_bytes, arrived);
  if (!ok(status) || !arrived || offer.interrupted_by.empty()) return status;
  return stage(offer.interrupted_by, offer.chunk_bytes, arrived);
}

Status Application::stage(Bytes artefact, std::uint32_t chunk_bytes, bool& complete) {
  const auto size_bytes = static_cast<std::uint32_t>(artefact.size());
  const Status status = download(artefact, size_bytes, chunk_bytes, complete);
  return ok(status) && complete ? updater_.finish() : status;
}

// `arrived`: everything up to `stop` arrived.
Status Application::download(Bytes artefact, std::uint32_t stop, std::uint32_t chunk_bytes, bool& arrived) {
  std::uint32_t at = 0;
  Status status = begin(artefact, at);
  while (ok(status) && at < stop && network_.deliver()) {
    const Bytes chunk = artefact.subspan(at, std::min(chunk_bytes, stop - at));
    status = updater_.write(at, chunk);
    at += static_cast<std::uint32_t>(chunk.size());
  }
  arrived = at >= stop;
  return status;
}

// A real application gets the tag with the artefact. Here zlib computes it each time, faster than
// the device's own small CRC-32.
Status Application::begin(Bytes artefact, std::uint32_t& resume_at) {
  const auto size_bytes = static_cast<std::uint32_t>(artefact.size());
  const auto tag = static_cast<std::uint32_t>(crc32(0, artefact.data(), size_bytes));
  Status status = Status::kApiErasing;
  while (status == Status::kApiErasing) {
    status = updater_.begin(artefact.first<wire::kImageHeaderBytes>(), size_bytes, tag, resume_at);
  }
  return status;
}

}  // namespace switchback::rig
