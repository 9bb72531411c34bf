// The bytes that alignments predict, cached for a search among alignments.
#pragma once

#include <algorithm>
#include <vector>

#include "packer/patch/patch_writer.h"

namespace switchback::packer {

// The longest window that PredictionLanes has room for.
constexpr std::uint32_t kMaxLanePositions = 1024;

// One alignment's predictions for a window, computed as far as needed. Corrections inside the
// window do not change them.
class PredictionLane {
 public:
  explicit PredictionLane(const ImagePredictor& predictor) : predictor_(predictor) {}

  void restart(std::uint32_t alignment, std::uint32_t start, const ImagePredictor& predictor) {
    alignment_ = alignment;
    start_ = start;
    agrees_from_ = agrees_until_ = 0;
    predictor_ = predictor;
    bytes_.clear();
  }

  std::uint32_t alignment() const { return alignment_; }
  std::uint32_t start() const { return start_; }

  int predicted(std::uint32_t position) {
    while (start_ + bytes_.size() <= position) {
      const auto next = static_cast<std::uint32_t>(start_ + bytes_.size());
      bytes_.push_back(static_cast<std::int16_t>(predictor_.peek(alignment_, next)));
    }
    return bytes_[position - start_];
  }

  // How many bytes from `position` on equal the prediction, at most `limit`.
  std::uint32_t agreeing(Bytes target, std::uint32_t position, std::uint32_t limit) {
    std::uint32_t count = position < agrees_until_ && position >= agrees_from_ ? agrees_until_ - position : 0;
    while (count < limit && predicted(position + count) == target[position + count]) ++count;
    if (count != 0) {
      agrees_from_ = position;
      agrees_until_ = position + count;
    }
    return std::min(count, limit);
  }

 private:
  std::uint32_t alignment_ = 0;
  std::uint32_t start_ = 0;
  std::uint32_t agrees_from_ = 0;
  std::uint32_t agrees_until_ = 0;
  ImagePredictor predictor_;
  std::vector<std::int16_t> bytes_;
};

// The lanes of one window, found by alignment.
class PredictionLanes {
 public:
  PredictionLanes() : places_(kPlaces, kFree) {}

  void clear() {
    for (const std::size_t place : used_) places_[place] = kFree;
    used_.clear();
  }

  PredictionLane& at(std::uint32_t alignment, std::uint32_t position, const ImagePredictor& predictor) {
    std::size_t place = (alignment * 2654435761u) >> (32 - kPlaceBits);
    for (; places_[place] != kFree; place = (place + 1) % kPlaces) {
      PredictionLane& lane = lanes_[places_[place]];
      if (lane.alignment() != alignment) continue;
      if (position < lane.start()) lane.restart(alignment, position, predictor);
      return lane;
    }
    const std::size_t lane = used_.size();
    places_[place] = static_cast<std::uint32_t>(lane);
    used_.push_back(place);
    if (lane == lanes_.size()) lanes_.emplace_back(predictor);
    lanes_[lane].restart(alignment, position, predictor);
    return lanes_[lane];
  }

 private:
  // More places than lanes: a window has at most five for each of kMaxLanePositions positions.
  static constexpr unsigned kPlaceBits = 13;
  static constexpr std::size_t kPlaces = std::size_t{1} << kPlaceBits;
  static constexpr std::uint32_t kFree = 0xffffffff;

  std::vector<std::uint32_t> places_;
  std::vector<std::size_t> used_;
  // Lanes in use, in the order of used_, followed by spare ones.
  std::vector<PredictionLane> lanes_;
};

}  // namespace switchback::packer
