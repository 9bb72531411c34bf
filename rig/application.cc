// Offers, chunk by chunk.
#include "rig/application.h"

#include <algorithm>

#include "bootloader/crc32.h"

namespace switchback::rig {
namespace {

bool is_meant_for(const Offer& offer, const Firmware& running) {
  return offer.installs != running.name && (offer.to.empty() || offer.to == running.name);
}

auto header_of(Bytes artefact) { return artefact.first<wire::kImageHeaderBytes>(); }

}  // namespace

const Offer* Application::find_offer() const {
  for (const Offer& offer : scenario_.offers) {
    if (is_meant_for(offer, running_) && (offer.again || ok(updater_.state().last_reason))) return &offer;
  }
  return nullptr;
}

Status Application::ask_in_trial() {
  for (const Offer& offer : scenario_.offers) {
    if (!offer.in_trial || !is_meant_for(offer, running_)) continue;
    std::uint32_t resume_at = 0;
    const Bytes artefact(offer.artefact);
    const Status status =
        updater_.begin(header_of(artefact), static_cast<std::uint32_t>(artefact.size()), 1, resume_at);
    if (status != Status::kApiState) return ok(status) ? Status::kApiState : status;
  }
  return Status::kOk;
}

Status Application::take_offer() {
  const Offer* offer = find_offer();
  if (offer == nullptr) return Status::kOk;
  bool complete = false;
  if (!offer->stages_first.empty() && updater_.state().phase == bootloader::Phase::kIdle) {
    Status status = stage(offer->stages_first, *offer, complete);
    if (ok(status) && complete) status = updater_.request();
    if (ok(status) && complete) status = updater_.cancel();
    if (!ok(status) || !complete) return status;
  }
  const Status status = stage(offer->artefact, *offer, complete);
  return ok(status) && complete ? updater_.request() : status;
}

Status Application::stage(Bytes artefact, const Offer& offer, bool& complete) {
  complete = false;
  const bool is_new = updater_.state().phase != bootloader::Phase::kReceiving;
  std::uint32_t at = 0;
  const auto size_bytes = static_cast<std::uint32_t>(artefact.size());
  Status status = updater_.begin(header_of(artefact), size_bytes, bootloader::crc32(artefact), at);
  const std::uint32_t stop = offer.interrupted && is_new ? size_bytes / 2 : size_bytes;
  while (ok(status) && at < stop) {
    if (!network_.deliver()) break;
    const Bytes chunk = artefact.subspan(at, std::min(offer.chunk_bytes, stop - at));
    status = updater_.write(at, chunk);
    at += static_cast<std::uint32_t>(chunk.size());
  }
  if (!ok(status) || at < size_bytes) return status;
  complete = true;
  return updater_.finish();
}

}  // namespace switchback::rig
