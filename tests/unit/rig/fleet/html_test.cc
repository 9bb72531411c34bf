// A fleet's report as HTML for people and as JUnit XML for CI systems.
#include <doctest/doctest.h>

#include "tests/unit/rig/fleet/reports.h"
#include "tests/unit/rig/report_parts/report_checks.h"

namespace switchback::rig {
namespace {

using testing::count;
using testing::half;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// `half(0)` without its bricked device.
FleetReport make_good() {
  FleetReport report = half(0);
  report.boards[0].stories[1].tally.ends[static_cast<std::size_t>(End::kBricked)] = 0;
  report.failures.clear();
  return report;
}

// As many devices that failed, each for one of two reasons.
FleetReport make_failed(std::uint32_t failures) {
  FleetReport report = make_good();
  report.boards[0].stories[1].tally.ends[static_cast<std::size_t>(End::kFailed)] = failures;
  for (std::uint32_t i = 0; i < failures; ++i) {
    report.failures.push_back({i,
                               End::kFailed,
                               "v1:board=board-1,scenario=second,seed=" + std::to_string(i),
                               {i % 10 == 0 ? "a <rare> one" : "a common one", "and more", "and more"}});
  }
  return report;
}

TEST_CASE("FleetPage: where nothing failed it says so first, with the bound on the rate") {
  const std::string page = to_html(make_good());
  CHECK(testing::is_sound_page(page));
  CHECK(has(page, "<p class=\"big\">Bricked: 0 of 3 devices</p>"));
  CHECK(has(page, "at most <b>63.2 %</b>, with 95 % confidence"));
  CHECK(has(page, "a whole, verified image, the old or the new one.<"));
  CHECK(has(page, "Only 1 of 2 shards of a fleet of 7 devices."));
  CHECK_FALSE(has(page, "rig replay"));
}

TEST_CASE("FleetPage: devices that were bricked come first, with the command that replays each") {
  const std::string page = to_html(half(0));
  CHECK(testing::is_sound_page(page));
  CHECK(has(page, "<p class=\"big bad\">Failed: 1 of 4 devices, 1 bricked</p>"));
  CHECK(has(page, "1 device: nothing boots: &quot;kFlashRead&quot;"));
  CHECK(
      has(page, "<b>device 6, bricked:</b> <code>switchback rig replay &#39;v1:board=board-1,scenario=second,seed=1"));
}

TEST_CASE("FleetPage: a hundred failures are listed by what was wrong, the most frequent first") {
  const std::string page = to_html(make_failed(100));
  CHECK(testing::is_sound_page(page));
  CHECK(page.find("90 devices: a common one") < page.find("10 devices: a &lt;rare&gt; one"));
  CHECK(count(page, "rig replay") == 100);
  CHECK(count(page, "<p>and more (2 times)</p>") == 100);
  CHECK(has(page, "<details class=\"reason\"><summary>"));
  CHECK(has(to_html(make_failed(3)), "<details class=\"reason\" open><summary>"));
}

TEST_CASE("FleetPage: of thousands of failures it shows as many as a browser takes, and says how many more there are") {
  const std::string page = to_html(make_failed(5000));
  CHECK(testing::is_sound_page(page));
  CHECK(count(page, "rig replay") == 200);
  CHECK(has(page, "and 4,400 more in fleet.json"));
  CHECK(has(page, "Failed: 5,000 of 5,003 devices, 0 bricked"));
}

TEST_CASE("FleetPage: a bar is as wide as its share of the devices, and never too thin to be seen") {
  FleetReport report = make_good();
  CHECK(has(to_html(report), "<rect class=\"installed\" x=\"0.00\" width=\"1000.00\""));
  report.boards[0].stories[0].tally.ends[static_cast<std::size_t>(End::kStillOld)] = 3;
  CHECK(has(to_html(report), "<rect class=\"still\" x=\"500.00\" width=\"500.00\""));
  report.boards[0].stories[0].tally.ends[static_cast<std::size_t>(End::kInstalled)] = 10'000'000;
  CHECK(has(to_html(report), "<rect class=\"still\" x=\"996.02\" width=\"3.98\""));
  CHECK(has(to_html(report), "3 of 10,000,004 devices (&lt; 0.1 %)"));
}

TEST_CASE("FleetPage: faults have the probability that was asked for, and how often they struck") {
  const std::string page = to_html(half(0));
  CHECK(has(page, "<td>power losses</td><td>0.1 for each flash operation</td><td>4</td><td>1</td>"));
  CHECK(has(page, "<td>flipped bits</td><td>1e-07 each time that power comes on</td><td>6</td><td>1.5</td>"));
  CHECK(has(page, "<td>write units that cannot be read</td><td>none</td>"));
}

TEST_CASE("FleetPage: the rows of the state tables of its boards' strategies are counted") {
  const std::string page = to_html(half(0));
  CHECK(has(page, "<span>confirm<b>10</b></span>"));
  CHECK(has(page, "<span class=\"unhit\">ab-heal<b>not hit</b></span>"));
  CHECK_FALSE(has(page, "swap-save"));
}

TEST_CASE("FleetPage: names are shown as they are, and boards beside one another") {
  FleetReport report = half(0);
  report.boards.push_back(report.boards[0]);
  report.boards[1].name = "board-2";
  report.boards[1].stories[0].name = "image<&\"'>";
  const std::string page = to_html(report);
  CHECK(testing::is_sound_page(page));
  CHECK(has(page, "image&lt;&amp;&quot;&#39;&gt;"));
  CHECK(has(page, "<span class=\"name\">board-2</span>"));
}

TEST_CASE("FleetReport: JUnit XML has a suite for each board, a case for each story, and the failures in theirs") {
  const std::string xml = to_junit(half(0));
  CHECK(testing::elements(xml) ==
        std::vector<std::string>{"testsuites", "testsuite", "testcase", "testcase", "failure"});
  CHECK(has(xml, "<testsuite name=\"board-1\" tests=\"2\" failures=\"1\""));
  CHECK(has(xml, "<testcase classname=\"board-1\" name=\"first\"/>"));
  CHECK(has(xml, "message=\"1 of 2 devices failed, 1 of them bricked\">device 6 bricked: switchback rig replay "));
  CHECK(has(xml, "    nothing boots: &quot;kFlashRead&quot;\n</failure>"));
}

}  // namespace
}  // namespace switchback::rig
