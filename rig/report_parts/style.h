// The style of the HTML reports. Colours differ in lightness, so that everybody can tell them
// apart, in print as well.
#pragma once

namespace switchback::rig {

constexpr const char* kReportStyle = R"css(
:root { color-scheme: light; --page:#f6f7f9; --card:#fff; --ink:#1b2430; --soft:#5b6675; --line:#d9dee5;
  --old:#8fc1e3; --new:#0b4f8a; --mixed:#e8a317; --failed:#c4161c;
  --back:#3f8ac9; --bricked:#5a0a10; --who:#8b95a3; --program:#45a596; --erase:#3b2a6b;
  --good:#0b6e4f; --track:#eef1f5; }
* { box-sizing:border-box; }
body { margin:0; background:var(--page); color:var(--ink); font:15px/1.45 system-ui,"Segoe UI",Roboto,sans-serif; }
main { max-width:1320px; margin:0 auto; padding:28px 24px 60px; }
h1 { font-size:20px; font-weight:600; margin:0 0 14px; color:var(--soft); }
h2 { font-size:20px; margin:0 0 6px; overflow-wrap:anywhere; }
h2.bad { color:var(--failed); }
summary h2 { display:inline; }
h3 { font-size:15px; margin:0; }
code { font:12px/1.5 ui-monospace,"DejaVu Sans Mono",Consolas,monospace; overflow-wrap:anywhere; }
.card { background:var(--card); border:1px solid var(--line); border-radius:10px; padding:20px 24px; margin:0 0 20px; }
.verdict { border-left:10px solid var(--good); }
.verdict.bad { border-left-color:var(--failed); }
.verdict .big { font-size:44px; line-height:1.1; font-weight:700; color:var(--good); margin:0; }
.verdict .big.bad, .verdict .next.bad { color:var(--failed); }
.verdict .next { font-size:18px; margin:6px 0 0; } .verdict .tiles { margin-top:18px; }
.tiles { display:flex; flex-wrap:wrap; gap:10px 36px; margin:0 0 14px; }
.tiles div { min-width:84px; }
.tiles b { display:block; font-size:24px; font-variant-numeric:tabular-nums; }
.tiles span, .facts, .note { color:var(--soft); font-size:13px; }
.note { margin:0 0 10px; }
.facts { margin:4px 0 14px; }
table { border-collapse:collapse; font-variant-numeric:tabular-nums; margin:0 0 18px; }
th, td { padding:4px 10px; text-align:right; border-bottom:1px solid var(--line); vertical-align:top; }
th { font-weight:600; color:var(--soft); font-size:13px; vertical-align:bottom; }
th:first-child, td:first-child { text-align:left; padding-left:0; min-width:120px; overflow-wrap:anywhere; }
tr.sum td { font-weight:700; border-bottom:0; }
td.zero { color:var(--soft); }
td.bad { color:var(--failed); font-weight:700; }
.wide { overflow-x:auto; }
.legend { display:flex; flex-wrap:wrap; gap:6px 22px; font-size:13px; }
.legend span { display:inline-flex; align-items:center; gap:7px; }
.legend svg { width:22px; height:22px; flex:none; }
summary { cursor:pointer; margin-bottom:6px; }
summary .tag { margin-left:12px; display:inline-block; white-space:nowrap;
  font-size:13px; font-weight:600; color:var(--good); }
summary .tag.bad { color:var(--failed); }
.story { border-top:1px solid var(--line); padding:12px 0 10px; break-inside:avoid; }
.story .note { margin:0 0 8px; }
.time { display:grid; grid-template-columns:78px minmax(0,1fr); }
.time svg { display:block; width:100%; background:var(--track); shape-rendering:crispEdges; }
.labels span { display:block; font-size:11px; color:var(--soft); overflow:hidden; white-space:nowrap; }
.labels .tall { height:20px; line-height:20px; font-size:12px; color:var(--ink); }
.labels .lane { height:14px; line-height:14px; }
.labels .gap { height:6px; }
.axis { display:flex; justify-content:space-between; font-size:11px; color:var(--soft); }
.o { fill:var(--old); } .n { fill:var(--new); } .m { fill:var(--mixed); } .x { fill:var(--failed); }
.who { fill:var(--who); } .p { fill:var(--program); } .e { fill:var(--erase); } .bar { fill:var(--erase); }
.erases { display:flex; flex-wrap:wrap; gap:4px 26px; align-items:flex-end; margin:8px 0 0 78px; font-size:12px;
  color:var(--soft); }
.erases .region { display:inline-flex; align-items:flex-end; gap:6px; }
.erases b { font-weight:600; color:var(--ink); }
.bars { height:24px; border-bottom:1px solid var(--soft); }
.rows { display:grid; grid-template-columns:repeat(auto-fill,minmax(205px,1fr)); gap:3px 18px; font-size:13px;
  margin:0 0 16px; }
.rows span { display:flex; justify-content:space-between; border-bottom:1px solid var(--line); padding:2px 6px; }
.rows b { font-weight:600; font-variant-numeric:tabular-nums; }
.rows .unhit { background:#fbe7bd; font-weight:600; border-radius:3px; }
h4 { font-size:13px; margin:0 0 6px; color:var(--soft); }
table.last { margin:0; }
.failures { margin:10px 0 0 78px; } .failures summary { color:var(--failed); font-weight:600; font-size:13px; }
.failure { border-left:4px solid var(--failed); padding:4px 0 4px 12px; margin:8px 0; }
.failure p { margin:2px 0; font-size:13px; } .failure b { font-size:13px; }
.fates { display:grid; grid-template-columns:minmax(90px,200px) minmax(0,1fr) auto; gap:5px 14px; align-items:center;
  font-size:13px; font-variant-numeric:tabular-nums; margin:12px 0 16px; }
.fates .name { overflow-wrap:anywhere; line-height:1.2; } .fates .count { text-align:right; }
.fates .scale { display:flex; justify-content:space-between; color:var(--soft); font-size:11px; }
.fates i { font-style:normal; }
.fates svg { display:block; width:100%; background:var(--track); }
.fates .tall { height:44px; } .fates .flat { height:16px; }
.ends { display:grid; grid-template-columns:16px auto auto minmax(0,1fr); gap:4px 12px; align-items:center;
  font-size:14px;
  font-variant-numeric:tabular-nums; }
.ends svg { width:16px; height:16px; } .ends b, .ends b + span { text-align:right; }
.installed { fill:var(--new); } .back { fill:var(--back); } .still { fill:var(--old); } .lost { fill:var(--mixed); }
.failed { fill:var(--failed); } .bricked { fill:var(--bricked); }
.reason { border-top:1px solid var(--line); padding:8px 0 0; }
.reason summary { font-weight:600; overflow-wrap:anywhere; }
.command { background:var(--track); border-radius:6px; padding:10px 14px; margin:0 0 10px; }
.command code { font-size:13px; }
@media (max-width:1000px) { main { padding:16px 12px 40px; } .card { padding:16px 18px; }
  .verdict .big { font-size:34px; }
  th, td { padding:4px 6px; font-size:13px; } th { font-size:12px; } }
@media print { body { background:#fff; } main { max-width:none; padding:0; } .card { border:0; padding:0; }
  svg { print-color-adjust:exact; -webkit-print-color-adjust:exact; } .board { break-before:page; } }
)css";

}  // namespace switchback::rig
