// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/page_style.hpp"

namespace regimes {

std::string_view page_style() {
    return R"(
:root {
  --page: #fbfaf8; --surface: #ffffff; --ink: #1d2126; --soft: #5b6470; --rule: #dcdfe3;
  --grid: #eceef0; --accent: #0b5fa5; --warn: #a33b00; --positive: #d55e00; --negative: #0072b2;
  --s0: #0b5fa5; --s1: #c2540a; --s2: #18794e; --s3: #8a3ffc; --s4: #a06a00; --s5: #5b6470;
  --s6: #00838f; --s7: #b0307a; --s8: #7a3b1e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --surface: #1b1f24; --ink: #e6e8ea; --soft: #a0a9b3; --rule: #343a41;
    --grid: #282d33; --accent: #6cb4ee; --warn: #ff9e64; --positive: #ff8a3d; --negative: #56b4e9;
    --s0: #6cb4ee; --s1: #f2914a; --s2: #5cc795; --s3: #b69cff; --s4: #dcb347; --s5: #a0a9b3;
    --s6: #4dd0e1; --s7: #f48fb8; --s8: #c9a08a;
  }
  .picture img { filter: brightness(1.4); }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.25rem 3rem; background: var(--page);
  color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.6rem; letter-spacing: -0.01em; }
h2 { font-size: 1.2rem; margin: 0 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.4rem; }
p, ul { max-width: 46rem; margin: 0 0 0.8rem; }
ul { padding-left: 1.2rem; }
a { color: var(--accent); }
section {
  background: var(--surface); border: 1px solid var(--rule); border-radius: 8px;
  padding: 1.25rem 1.4rem 1.1rem; margin-top: 1.25rem;
}
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.85rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.warn { color: var(--warn); font-weight: 600; }
.finding { border-left: 3px solid var(--accent); padding-left: 0.8rem; }
.data { display: flex; flex-wrap: wrap; gap: 0.4rem 1.8rem; margin: 0 0 1rem; }
.data div { display: flex; gap: 0.45rem; }
.data dt { color: var(--soft); }
.data dd { margin: 0; font-weight: 600; }

.strip {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(3.4rem, 1fr)); gap: 0.35rem;
}
.cell { margin: 0; cursor: pointer; text-align: center; }
.cell figcaption {
  font-size: 0.72rem; color: var(--soft); line-height: 1.25; margin-top: 0.2rem;
  font-variant-numeric: tabular-nums;
}
.picture {
  background: var(--surface); border: 1px solid var(--rule); border-radius: 3px; overflow: hidden;
}
.cell.current .picture { outline: 2px solid var(--accent); outline-offset: 1px; }
.cell.current figcaption { color: var(--accent); font-weight: 600; }
.picture img, .picture svg { display: block; width: 100%; }
.picture img { height: auto; image-rendering: pixelated; }
.picture svg { height: auto; aspect-ratio: 1; }
.profile path { fill: none; stroke-width: 1.6; vector-effect: non-scaling-stroke; }
.cell .profile path { stroke-width: 1; }
.profile .axis { stroke: var(--rule); stroke-width: 1; }
.profile .up { stroke: var(--positive); }
.profile .down { stroke: var(--negative); }
.common .picture img { opacity: var(--fade); }
.common .picture svg { transform: scaleY(var(--share)); }

.controls {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.2rem; margin: 0.4rem 0 1rem;
}
.controls input[type=range] { flex: 1 1 16rem; accent-color: var(--accent); }
.controls output { font-weight: 700; font-variant-numeric: tabular-nums; min-width: 8.5rem; }
.stages {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1.2rem 2rem;
}
.stage {
  display: grid; grid-template-columns: minmax(8rem, 15rem) 1fr; gap: 0.3rem 1.1rem;
  align-items: start;
}
.stage h3 { grid-column: 1 / -1; margin: 0; }
.facts { margin: 0; font-size: 0.9rem; max-width: 26rem; }
.facts div {
  display: flex; justify-content: space-between; gap: 0.8rem; border-bottom: 1px solid var(--grid);
  padding: 0.14rem 0;
}
.facts dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }

.charts {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr));
  gap: 1rem 1.4rem;
}
.chart { width: 100%; height: auto; font-size: 13px; }
.chart text { fill: var(--soft); }
.chart .title { fill: var(--ink); font-size: 15px; font-weight: 600; }
.chart .key { fill: var(--ink); }
.chart .tick { font-variant-numeric: tabular-nums; }
.chart path { fill: none; stroke-width: 1.5; }
.chart .grid { stroke: var(--grid); stroke-width: 1; }
.chart .axis { stroke: var(--soft); stroke-width: 1; }
.chart path.level { stroke: var(--soft); stroke-dasharray: 5 4; stroke-width: 1.2; }
.chart text.level {
  font-size: 12px; paint-order: stroke; stroke: var(--surface); stroke-width: 4px;
}
.chart .cursor { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 2 3; }
.chart .s0 { stroke: var(--s0); fill: var(--s0); }
.chart .s1 { stroke: var(--s1); fill: var(--s1); }
.chart .s2 { stroke: var(--s2); fill: var(--s2); }
.chart .s3 { stroke: var(--s3); fill: var(--s3); }
.chart .s4 { stroke: var(--s4); fill: var(--s4); }
.chart .s5 { stroke: var(--s5); fill: var(--s5); }
.chart .cursor[hidden] { display: none; }
.chart g path { stroke-width: 2; stroke-linejoin: round; }

.scroll { overflow-x: auto; }
.scroll + .scroll { margin-top: 1.2rem; }
table {
  border-collapse: collapse; font-size: 0.82rem; font-variant-numeric: tabular-nums; width: 100%;
}
th { color: var(--soft); font-weight: 600; text-align: right; vertical-align: bottom; }
th, td {
  padding: 0.28rem 0.45rem; border-bottom: 1px solid var(--grid); text-align: right;
  white-space: nowrap;
}
th:last-child, td:last-child { text-align: left; }
tr.end td { font-weight: 600; }

.contents { columns: 2 24rem; list-style: none; padding: 0; max-width: none; }
.contents li { break-inside: avoid; margin-bottom: 0.2rem; }
.figure h3 { margin-top: 1.1rem; }
.chart-holder { width: 100%; min-height: 4rem; }
.chart-holder .vega-actions a { color: #1d2126; }
span.holds { color: var(--s2); font-weight: 600; }
span.miss { color: var(--warn); font-weight: 700; }
.claims td, .claims th { text-align: left; white-space: normal; vertical-align: top; }
.claims td:nth-child(2) { min-width: 16rem; }
.claims tr.miss td:first-child { box-shadow: inset 3px 0 var(--warn); }
.claims tr.holds td:first-child { box-shadow: inset 3px 0 var(--s2); }
.claims td:first-child, .claims th:first-child { padding-left: 0.8rem; }
.claims .explanation { color: var(--soft); margin: 0.2rem 0 0; }
.rows th, .rows td:nth-child(-n+2), .rows th:nth-child(-n+2) { text-align: left; }
.tall { max-height: 24rem; overflow-y: auto; }
details { margin-top: 0.9rem; }
summary { cursor: pointer; color: var(--accent); }
@media (max-width: 52rem) {
  .claims thead { display: none; }
  .claims tr, .claims td { display: block; }
  .claims tr { border-left: 3px solid var(--s2); padding-left: 0.7rem; margin-bottom: 1rem; }
  .claims tr.miss { border-left-color: var(--warn); }
  .claims td { border: 0; padding: 0.1rem 0; overflow-wrap: anywhere; }
  .claims tr td:first-child { box-shadow: none; padding-left: 0; }
  .claims td:nth-child(n+3)::before { content: attr(data-label) ": "; color: var(--soft); }
}
@media (max-width: 40rem) {
  body { padding: 1.4rem 0.8rem 2rem; }
  section { padding: 1rem 0.9rem; }
  h1 { font-size: 1.5rem; }
  .stage { grid-template-columns: 1fr; }
  .stage .picture { max-width: 15rem; }
}
)";
}

}  // namespace regimes
