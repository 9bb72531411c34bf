// switchback rig stories: lists a board's stories.
#include <fmt/format.h>

#include <algorithm>

#include "cli/rig/bench.h"
#include "cli/rig/rig.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string profile;
  FirmwareOptions firmware;
};

Json story_json(const rig::Story& story) {
  Json json = {{"name", story.name}, {"made_with", story.firmware.front().name}, {"offers", Json::array()}};
  for (const rig::Offer& offer : story.offers) json["offers"].push_back(offer.installs);
  json["ends_with"] = story.ends_with;
  return json;
}

std::string line(const rig::Story& story, std::size_t width) {
  std::string offers;
  for (const rig::Offer& offer : story.offers) offers += (offers.empty() ? "" : ", then ") + offer.installs;
  return fmt::format("{:<{}}  made with {}, offered {}; ends with {}\n", story.name, width, story.firmware.front().name,
                     offers.empty() ? "nothing" : offers, story.ends_with);
}

Outcome run(const Options& options, Session& /*session*/) {
  const auto benches = load_benches({options.profile}, options.firmware, {});
  if (!benches) return failed(benches.error());
  const Bench& bench = benches->front();
  std::size_t width = 0;
  for (const rig::Story& story : bench.stories) width = std::max(width, story.name.size());
  Report report;
  report.is_product = true;
  report.json["board"] = bench.board->name();
  report.json["stories"] = Json::array();
  for (const rig::Story& story : bench.stories) {
    report.json["stories"].push_back(story_json(story));
    report.text += line(story, width);
  }
  return report;
}

}  // namespace

void add_rig_stories(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("stories", "List the stories that fit a board");
  command.option("PROFILE", options->profile, "the board").required();
  add_firmware_options(command, options->firmware);
  command.runs(run, options);
}

}  // namespace switchback::cli
