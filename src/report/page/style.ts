/** The style sheet of a report. Text has a contrast of at least 4.5 : 1 in both schemes; a test measures it in a browser. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #ffffff; --line: #e3e3df; --grid: #ececE8; --text: #1b1d20; --quiet: #5d6269;
  --link: #1f5fbf; --cost: #3a6fd0; --context: #7a52c7; --good: #17734a; --bad: #bf2331; --unsure: #8a5700; --wash: #f1f1ee; --guide: #c4c5bf; --warn: #fff6e0; --warn-line: #ecd9a5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111316; --card: #191c20; --line: #2c3036; --grid: #262a30; --text: #e8e9eb; --quiet: #a1a7b0;
    --link: #8fb8ff; --cost: #6f9dfb; --context: #b394f5; --good: #5ccd93; --bad: #ff8480; --unsure: #e6b450; --wash: #22262b; --guide: #4a515b; --warn: #2a2415; --warn-line: #4d4120;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem; }
main { padding-top: 2.5rem; }
footer { padding-top: .5rem; padding-bottom: 2.5rem; color: var(--quiet); font-size: .85rem; }
a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .18em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; padding: 0; }
h1 { font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
h3 { font-size: .95rem; font-weight: 650; }
code { font: .88em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.quiet, .lead { color: var(--quiet); font-weight: 400; }
.brand { color: var(--quiet); font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; margin-bottom: .35rem; }
h1 + .lead { margin-top: .35rem; }
.symbols { position: absolute; }

.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: .75rem; margin: 1.5rem 0 1rem; }
.tiles > div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem .7rem; }
.tiles dt { color: var(--quiet); font-size: .82rem; }
.tiles b { display: block; font-size: 1.45rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
.tiles small { font-size: .95rem; font-weight: 500; letter-spacing: 0; color: var(--quiet); white-space: nowrap; }
.tiles dd > span { display: block; color: var(--quiet); font-size: .82rem; }
.left-out { background: var(--warn); border: 1px solid var(--warn-line); border-radius: 10px; padding: .7rem 1rem; margin-bottom: 1rem; font-size: .9rem; }
.left-out ul { list-style: none; }
.left-out li::before { content: "! "; font-weight: 700; color: var(--unsure); }

section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem 1.4rem; margin-bottom: 1rem; }
section > h2 + .lead { margin-top: .1rem; font-size: .9rem; }
section > h3 { margin-top: 1.1rem; }
section > h3 + .lead { font-size: .85rem; }
.session { scroll-margin-top: .75rem; }
.note { margin-top: .5rem; padding-left: .75rem; border-left: 3px solid var(--line); white-space: pre-wrap; }
.empty { color: var(--quiet); }

.word, .whole { white-space: nowrap; }
.sign { display: inline-block; min-width: .9em; text-align: center; font-weight: 700; }
.good.word, .good > .word { color: var(--good); }
.bad.word, .bad > .word { color: var(--bad); }
.unsure.word, .unsure > .word { color: var(--unsure); }
.word.none { color: var(--quiet); }
.tiles dd .word { display: inline-block; margin-right: .5em; }
.tag, .badge { display: inline-block; font-size: .78rem; font-weight: 500; line-height: 1.35; letter-spacing: 0; padding: .05rem .45rem; border-radius: 99px; background: var(--wash); color: var(--quiet); vertical-align: .12em; max-width: 100%; }
.badge { border: 1px dashed var(--quiet); background: none; border-radius: 5px; }
.badge.damaged { color: var(--unsure); border-color: var(--unsure); }

.tree, .tree ul, .lanes { list-style: none; }
.tree { margin-top: .6rem; }
.tree li { position: relative; }
.tree ul { margin-left: .55rem; padding-left: 1.15rem; }
.tree ul > li::before { content: ""; position: absolute; left: -1.15rem; top: 0; bottom: 0; border-left: 1.5px solid var(--guide); }
.tree ul > li:last-child::before { bottom: auto; height: 1.2rem; }
.tree ul > li::after { content: ""; position: absolute; left: -1.15rem; top: .45rem; width: .85rem; height: .75rem; border: 1.5px solid var(--guide); border-width: 0 0 1.5px 1.5px; border-bottom-left-radius: 6px; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) 7.2rem 5.2rem 5.6rem 6.4rem 6.6rem; gap: 0 .9rem; align-items: baseline; padding: .42rem 0; border-bottom: 1px solid var(--grid); }
.who a, .who b { font-weight: 600; }
.num { text-align: right; white-space: nowrap; }
.row .last, .row .turns, .row .context { color: var(--quiet); }
.cost { position: relative; }
.share { position: absolute; right: 0; bottom: -3px; transform: scaleX(-1); }
.share rect { fill: var(--cost); opacity: .55; }

.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.25rem 2rem; margin-top: .9rem; }
.chart { min-width: 0; }
.chart figcaption { margin-bottom: .35rem; }
.chart figcaption p { color: var(--quiet); font-size: .85rem; }
.plot { display: grid; grid-template-columns: auto minmax(0, 1fr); }
svg { display: block; overflow: visible; }
svg text { fill: var(--quiet); font-size: 12px; font-family: inherit; }
.grid { stroke: var(--grid); }
.base { stroke: var(--quiet); stroke-opacity: .5; }
.grid, .base { shape-rendering: crispEdges; }
.bar { fill: var(--cost); }
.chart + .chart .bar { fill: var(--context); }
.hit { fill: transparent; }
g:hover > .hit { fill: var(--text); fill-opacity: .06; }
.line { fill: none; stroke: var(--context); stroke-width: 2; stroke-linejoin: round; }
.area { fill: var(--context); fill-opacity: .12; }
.dot { fill: var(--context); stroke: var(--card); stroke-width: 1; }

.lanes { margin-top: .5rem; }
.lane { display: grid; grid-template-columns: 7.4rem minmax(0, 1fr) 3rem; gap: .75rem; align-items: center; font-size: .9rem; }
.lane .count { text-align: right; color: var(--quiet); }
.lane use { fill: currentColor; stroke: none; fill-opacity: .85; }
.lane svg { color: var(--quiet); }
.lane.good svg { color: var(--good); }
.lane.bad svg { color: var(--bad); }
.lane.unsure svg { color: var(--unsure); }
.lane.bad use, .lane.unsure use { stroke: currentColor; }
.divider { color: var(--quiet); font-size: .85rem; padding: .5rem 0 .15rem; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .7rem 1.25rem; margin-top: .9rem; }
.facts dt { color: var(--quiet); font-size: .82rem; }
.facts > div:has(code) { grid-column: span 2; }

details { margin-top: 1rem; }
summary { color: var(--link); cursor: pointer; font-size: .9rem; width: fit-content; }
.scroll { overflow-x: auto; margin-top: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { color: var(--quiet); font-weight: 500; white-space: nowrap; }
th, td { text-align: left; padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
th.num, td.num { text-align: right; }
td time { white-space: nowrap; }
td { overflow-wrap: normal; }
.failures { list-style: none; margin: .5rem 0 0; padding: 0; font-size: .9rem; }
.failures li { display: grid; grid-template-columns: 9.2rem minmax(6rem, 12rem) 6.6rem 8.2rem minmax(0, 1fr); gap: 0 .9rem; align-items: baseline; padding: .38rem 0; border-bottom: 1px solid var(--grid); }
.failures time { color: var(--quiet); }
.failures b { font-weight: 600; }
.failures .quiet, .left-out .quiet { white-space: nowrap; }

@media screen and (max-width: 56rem) {
  .tiles { grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); }
  .row { grid-template-columns: minmax(0, 1fr) auto auto; gap: 0 .8rem; }
  .who { grid-column: 1 / -1; }
  .row .word { justify-self: start; }
  .row .context, .row .last { display: none; }
  .failures li { display: flex; flex-wrap: wrap; }
  .failures b { order: -2; flex: 1 1 calc(100% - 10.5rem); }
  .failures time { order: -1; }
  .failures .why { flex-basis: 100%; }
}
@media screen and (max-width: 40rem) {
  main, footer { padding-left: .75rem; padding-right: .75rem; }
  main { padding-top: 1.25rem; }
  header { padding: 0 .25rem; }
  h1 { font-size: 1.6rem; }
  section { padding: 1rem 1rem 1.1rem; }
  .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; }
  .tiles b { font-size: 1.25rem; }
  .tiles > :last-child:nth-child(odd) { grid-column: 1 / -1; }
  .wide { display: none; }
  .lane { grid-template-columns: 6.6rem minmax(0, 1fr) 2.2rem; gap: .5rem; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); }
  .tree ul { margin-left: .3rem; padding-left: .9rem; }
  .tree ul > li::before, .tree ul > li::after { left: -.9rem; }
  .tree ul > li::after { width: .65rem; }
  .tree ul ul ul ul ul { margin-left: 0; padding-left: .3rem; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --line: #d5d5d0; --grid: #e5e5e1; --text: #000; --quiet: #50555b;
    --link: #1a4f9f; --cost: #3a6fd0; --context: #7a52c7; --good: #17734a; --bad: #bf2331; --unsure: #8a5700; --wash: #f1f1ee; --guide: #b5b6b0; --warn: #fff; --warn-line: #d5d5d0;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 11px; }
  body { font-size: 11px; }
  svg text { font-size: 10px; }
  main, footer { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .8rem 0; }
  figure, .lane, .row, tr, .tiles > div, .facts { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
  summary { color: var(--quiet); list-style: none; }
  details::details-content { content-visibility: visible; height: auto; }
  .scroll { overflow: visible; }
}
`;
