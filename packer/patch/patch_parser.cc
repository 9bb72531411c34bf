// A shortest path through the next thousand positions, at the prices of its start. As in LZMA's
// encoder, a node keeps only its cheapest way in. A long copy ends the search.
#include "packer/patch/patch_parser.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "packer/patch/prediction_lanes.h"

namespace switchback::packer {
namespace {

using delta::kMinCopyBytes;
using Kind = Token::Kind;

constexpr std::uint32_t kWindowBytes = kMaxLanePositions;
constexpr std::uint32_t kSettleBytes = 256;  // from here, a window ends where all ways meet
constexpr std::uint32_t kLongCopyBytes = 128;
constexpr std::uint32_t kPricedBytes = 512;  // prices of lengths are kept this long
constexpr std::uint32_t kBetterBytes = 8;    // a dearer copy must be this much longer
// Two bytes from farther back cost more than literals.
constexpr std::uint32_t kPairReachBytes = 1 << 11;
constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kProgressStep = 1 << 16;

// The cheapest known way to a position.
struct Node {
  std::uint32_t price = kNowhere;
  std::uint32_t from = 0;
  Token token;
  delta::TokenState state;
  Alignments alignments{};
};

// The latest earlier position of the same two bytes.
class RecentPairs {
 public:
  explicit RecentPairs(Bytes target) : places_(target.size(), EarlierMatches::kNoMatch) {
    std::vector<std::uint32_t> latest(std::size_t{1} << 16, EarlierMatches::kNoMatch);
    for (std::size_t i = 0; i + 1 < target.size(); ++i) {
      places_[i] = std::exchange(latest[load_u16(target, i)], static_cast<std::uint32_t>(i));
    }
  }
  std::uint32_t at(std::uint32_t position) const { return places_[position]; }

 private:
  std::vector<std::uint32_t> places_;
};

class Parser {
 public:
  Parser(PatchWriter& writer, Bytes target, std::uint32_t base_size, const EarlierMatches& matches)
      : writer_(writer),
        target_(target),
        base_size_(base_size),
        matches_(matches),
        map_(writer.map_alignments()),
        pairs_(target),
        nodes_(kWindowBytes + kLongCopyBytes + 1) {}

  void run(const host::Progress& progress) {
    std::size_t next_report = 0;
    while (writer_.position() < target_.size()) {
      if (progress && writer_.position() >= next_report) {
        progress("encode", writer_.position(), target_.size());
        next_report = writer_.position() + kProgressStep;
      }
      search();
      write_path();
    }
  }

 private:
  // ---- the search

  void search() {
    start_ = writer_.position();
    lanes_.clear();
    long_copy_ = {};
    std::fill_n(nodes_.begin(), farthest_ + 1, Node{});
    farthest_ = 0;
    nodes_[0].price = 0;
    nodes_[0].state = writer_.state();
    nodes_[0].alignments = writer_.alignments();
    price_lengths();
    const auto limit = std::min<std::uint32_t>(kWindowBytes, static_cast<std::uint32_t>(target_.size()) - start_);
    for (end_ = 0; end_ < limit; ++end_) {
      if (end_ >= kSettleBytes && farthest_ == end_) return;
      if (nodes_[end_].price == kNowhere) continue;
      arrive(end_);
      leave(end_);
      if (long_copy_.size_bytes >= kLongCopyBytes) return;
    }
  }

  // Prices of lengths change slowly, so they are kept for a while.
  void price_lengths() {
    if (start_ < priced_until_) return;
    priced_until_ = start_ + kPricedBytes;
    const delta::TokenModels& models = writer_.models();
    for (std::uint32_t size = kMinCopyBytes; size <= kLongCopyBytes; ++size) {
      repeat_prices_[size] = number_price(models.repeat_length, size - kMinCopyBytes);
      base_prices_[size] = number_price(models.base_length, size - kMinCopyBytes);
      written_prices_[size] = number_price(models.written_length, size - kMinCopyBytes);
    }
  }

  void arrive(std::uint32_t at) {
    if (at == 0) return;
    Node& node = nodes_[at];
    node.state = nodes_[node.from].state;
    node.alignments = nodes_[node.from].alignments;
    advance(node.token, node.state, node.alignments);
  }

  void leave(std::uint32_t at) {
    const Node& node = nodes_[at];
    const std::uint32_t state = node.state.index();
    const std::uint32_t copy = node.price + bit_price(writer_.models().is_copy[state], true);
    leave_by_byte(at, copy);
    leave_by_repeats(at, copy + bit_price(writer_.models().is_repeat[state], true));
    if (long_copy_.size_bytes < kLongCopyBytes) {
      leave_by_copies(at, copy + bit_price(writer_.models().is_repeat[state], false));
    }
  }

  void improve(std::uint32_t from, std::uint32_t price, const Token& token) {
    const std::uint32_t to = from + token.size_bytes;
    farthest_ = std::max(farthest_, to);
    if (price >= nodes_[to].price) return;
    nodes_[to].price = price;
    nodes_[to].from = from;
    nodes_[to].token = token;
  }

  // A literal, or one byte at the latest alignment.
  void leave_by_byte(std::uint32_t at, std::uint32_t copy) {
    const Node& node = nodes_[at];
    const std::uint32_t state = node.state.index();
    const std::uint32_t position = start_ + at;
    const delta::TokenModels& models = writer_.models();
    const std::uint32_t alignment = node.alignments[0];
    const int predicted = lane(alignment, position).predicted(position);
    const std::uint32_t literal =
        node.price + bit_price(models.is_copy[state], false) + writer_.literal_price(node.state, position, predicted);
    improve(at, literal, {Kind::kLiteral, 0, 1});
    if (predicted != target_[position]) return;
    improve(at,
            copy + bit_price(models.is_repeat[state], true) + bit_price(models.is_older[state], false) +
                bit_price(models.is_long[state], false),
            {Kind::kByte, alignment, 1});
  }

  void leave_by_repeats(std::uint32_t at, std::uint32_t price) {
    const Alignments alignments = nodes_[at].alignments;
    for (std::uint32_t rank = 0; rank < alignments.size(); ++rank) {
      if (rank_of(alignments[rank], alignments) != rank) continue;
      const std::uint32_t reach = agreeing(alignments[rank], start_ + at);
      consider_long({Kind::kRepeat, alignments[rank], reach}, rank == 0 ? 0 : kBetterBytes);
      if (reach >= kLongCopyBytes) return;
      leave_by(at, price + rank_price(nodes_[at].state.index(), rank), {Kind::kRepeat, alignments[rank], reach},
               repeat_prices_);
    }
  }

  std::uint32_t rank_price(std::uint32_t state, std::uint32_t rank) const {
    const delta::TokenModels& models = writer_.models();
    std::uint32_t price = bit_price(models.is_older[state], rank != 0);
    price += rank == 0 ? bit_price(models.is_long[state], true) : bit_price(models.is_third[state], rank != 1);
    return rank > 1 ? price + bit_price(models.is_fourth[state], rank == 3) : price;
  }

  void leave_by_copies(std::uint32_t at, std::uint32_t price) {
    const std::uint32_t position = start_ + at;
    const std::uint32_t base = matches_.base[position];
    const std::uint32_t mapped = map_.at(position);
    if (base != EarlierMatches::kNoMatch) leave_by_base(at, price, base - position);
    if (base == EarlierMatches::kNoMatch || base - position != mapped) leave_by_base(at, price, mapped);

    const std::uint32_t written = matches_.written[position];
    if (written != EarlierMatches::kNoMatch) leave_by_written(at, price, written);
    leave_by_recent(at, price);
  }

  // The longest match has been tried; it costs more to reach.
  void leave_by_recent(std::uint32_t at, std::uint32_t price) {
    const std::uint32_t position = start_ + at;
    const std::uint32_t place = pairs_.at(position);
    if (place == EarlierMatches::kNoMatch || place == matches_.written[position] || position - place > kPairReachBytes)
      return;
    leave_by_written(at, price, place);
  }

  void leave_by_base(std::uint32_t at, std::uint32_t price, std::uint32_t alignment) {
    if (rank_of(alignment, nodes_[at].alignments) != delta::kAlignments) return;
    const std::uint32_t position = start_ + at;
    const Token token{Kind::kCopy, alignment, agreeing(alignment, position)};
    if (token.size_bytes < EarlierMatches::kMinMatchBytes) return;
    consider_long(token, 2 * kBetterBytes);
    const delta::TokenModels& models = writer_.models();
    leave_by(at,
             price + bit_price(models.is_written[nodes_[at].state.index()], false) +
                 number_price(models.base_alignment, zigzag(alignment - map_.at(position))),
             token, base_prices_);
  }

  void leave_by_written(std::uint32_t at, std::uint32_t price, std::uint32_t place) {
    const std::uint32_t position = start_ + at;
    const std::uint32_t alignment = base_size_ + place - position;
    if (rank_of(alignment, nodes_[at].alignments) != delta::kAlignments) return;
    const Token token{Kind::kCopy, alignment, agreeing(alignment, position)};
    if (token.size_bytes < kMinCopyBytes) return;
    consider_long(token, 2 * kBetterBytes);
    const delta::TokenModels& models = writer_.models();
    leave_by(at,
             price + bit_price(models.is_written[nodes_[at].state.index()], true) +
                 number_price(models.written_distance, position - place - 1),
             token, written_prices_);
  }

  using LengthPrices = std::array<std::uint32_t, kLongCopyBytes + 1>;

  void leave_by(std::uint32_t at, std::uint32_t price, Token token, const LengthPrices& lengths) {
    const std::uint32_t reach = token.size_bytes;
    for (std::uint32_t size = kMinCopyBytes; size <= reach; ++size) {
      token.size_bytes = size;
      improve(at, price + lengths[size], token);
    }
  }

  // Keeps the longest copy of at least kLongCopyBytes, which ends the search. A dearer copy must be
  // longer by `handicap`.
  void consider_long(const Token& token, std::uint32_t handicap) {
    if (token.size_bytes < kLongCopyBytes) return;
    if (token.size_bytes > long_copy_.size_bytes + handicap) long_copy_ = token;
  }

  PredictionLane& lane(std::uint32_t alignment, std::uint32_t position) {
    return lanes_.at(alignment, position, writer_.predictor());
  }

  std::uint32_t agreeing(std::uint32_t alignment, std::uint32_t position) {
    const auto left = static_cast<std::uint32_t>(target_.size()) - position;
    return lane(alignment, position).agreeing(target_, position, std::min(left, kLongCopyBytes));
  }

  // ---- the path that was found

  void write_path() {
    path_.clear();
    for (std::uint32_t at = end_; at != 0; at = nodes_[at].from) path_.push_back(at);
    std::reverse(path_.begin(), path_.end());
    for (const std::uint32_t at : path_) {
      if (!write(nodes_[at].token)) return;
    }
    if (long_copy_.size_bytes < kLongCopyBytes) return;
    long_copy_.size_bytes = static_cast<std::uint32_t>(target_.size()) - writer_.position();
    write(long_copy_);
  }

  // Writes the token. If corrections since the search spoil a copy, writes the part that still
  // agrees and returns false: the search must restart here.
  bool write(Token token) {
    if (token.kind == Kind::kLiteral) {
      writer_.write(token);
      return true;
    }
    const std::uint32_t wanted = token.size_bytes;
    token.size_bytes = writer_.reach(token.alignment, wanted);
    const std::uint32_t least = token.kind == Kind::kByte ? 1 : kMinCopyBytes;
    writer_.write(token.size_bytes < least ? Token{} : token);
    return token.size_bytes == wanted;
  }

  PatchWriter& writer_;
  Bytes target_;
  std::uint32_t base_size_;
  const EarlierMatches& matches_;
  const MapAlignments& map_;
  RecentPairs pairs_;

  std::vector<Node> nodes_;
  PredictionLanes lanes_;
  std::uint32_t start_ = 0;     // of the window
  std::uint32_t end_ = 0;       // where the search ended
  std::uint32_t farthest_ = 0;  // the farthest position reached
  Token long_copy_;
  std::uint32_t priced_until_ = 0;
  LengthPrices repeat_prices_{};
  LengthPrices base_prices_{};
  LengthPrices written_prices_{};
  std::vector<std::uint32_t> path_;
};

}  // namespace

void write_cheapest_tokens(PatchWriter& writer, Bytes target, std::uint32_t base_size_bytes,
                           const EarlierMatches& matches, const host::Progress& progress) {
  Parser(writer, target, base_size_bytes, matches).run(progress);
}

}  // namespace switchback::packer
