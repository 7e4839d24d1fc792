import { createHash } from 'node:crypto';

/** The look of the bank's pages: inline, because the pages load nothing from anywhere. */
export const styles = `
:root {
  --ink: #16302c; --soft: #51655f; --paper: #f5f2ea; --card: #ffffff; --line: #ddd8ca;
  --accent: #17614f; --accent-ink: #ffffff; --wash: #e4efe9; --alarm: #9c2a1c; --alarm-wash: #fbeae6;
  --label: #f4c95d; --radius: 14px;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 "Avenir Next", Avenir, "Segoe UI", system-ui, "Liberation Sans", sans-serif; }
.label { margin: 0; background: var(--label); color: #2b2205; font-size: 14px; font-weight: 600; text-align: center; padding: 6px 16px; }
.top { display: flex; align-items: center; justify-content: space-between; gap: 16px; max-width: 1040px; margin: 0 auto; padding: 18px 20px 6px; }
.brand { display: inline-flex; align-items: center; gap: 10px; color: var(--ink); text-decoration: none; font-weight: 700; font-size: 18px; letter-spacing: -0.01em; }
.brand svg { width: 30px; height: 30px; display: block; }
.top nav a { color: var(--accent); font-weight: 600; }
main { max-width: 1040px; margin: 0 auto; padding: 14px 20px 56px; }
main.narrow { max-width: 600px; }
h1 { font-size: clamp(26px, 5vw, 36px); line-height: 1.15; letter-spacing: -0.02em; margin: 14px 0 10px; overflow-wrap: anywhere; }
h2 { font-size: 19px; line-height: 1.3; letter-spacing: -0.01em; margin: 0 0 12px; }
h3 { font-size: 16px; margin: 0; }
p { margin: 0 0 12px; }
.lead { color: var(--soft); font-size: 17px; max-width: 60ch; margin-bottom: 22px; }
.muted { color: var(--soft); }
.small { font-size: 14px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 20px; margin: 0 0 20px; min-width: 0; }
.columns { display: grid; gap: 20px; align-items: start; }
@media (min-width: 860px) { .columns { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
ul.plain { list-style: none; margin: 0; padding: 0; }
ul.rows > li { border-top: 1px solid var(--line); padding: 14px 0; }
ul.rows > li:first-child { border-top: 0; padding-top: 0; }
ul.rows > li:last-child { padding-bottom: 0; }
@media (max-width: 859px) { .columns > .side { order: -1; } }
.columns > div > .card:last-child { margin-bottom: 0; }
.row { display: flex; justify-content: space-between; align-items: baseline; gap: 16px; }
.row > :first-child { min-width: 0; overflow-wrap: anywhere; }
.amount { font-variant-numeric: tabular-nums; font-weight: 650; white-space: nowrap; }
.amount.big { font-size: 26px; letter-spacing: -0.02em; }
.amount.in { color: var(--accent); }
.iban { font-family: ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; font-size: 13.5px; color: var(--soft); overflow-wrap: anywhere; }
.person { display: flex; align-items: center; gap: 14px; width: 100%; text-align: left; background: none; border: 0; padding: 10px; margin: -4px -10px; width: calc(100% + 20px); border-radius: 10px; color: inherit; font: inherit; cursor: pointer; text-decoration: none; }
.person:hover { background: var(--wash); }
.person .who { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.person b { display: block; }
.initials { flex: none; width: 44px; height: 44px; border-radius: 50%; background: var(--wash); color: var(--accent); display: grid; place-items: center; font-weight: 700; }
fieldset { border: 0; margin: 0 0 4px; padding: 0; min-width: 0; }
legend { font-weight: 700; font-size: 19px; letter-spacing: -0.01em; padding: 0; margin: 0 0 8px; }
label.choice { display: flex; gap: 12px; align-items: flex-start; padding: 12px 14px; border: 1px solid var(--line); border-radius: 10px; margin-top: 8px; cursor: pointer; }
label.choice:hover { background: var(--wash); }
label.choice:has(input:checked) { border-color: var(--accent); background: var(--wash); }
label.choice input { accent-color: var(--accent); width: 20px; height: 20px; margin: 2px 0 0; flex: none; }
label.choice > span { flex: 1; min-width: 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
.pair label.choice { align-items: center; }
.pair label.choice input { margin: 0; }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 18px; }
.buttons.slim { margin-top: 12px; }
button.do { font: inherit; font-weight: 650; border-radius: 10px; padding: 12px 20px; min-height: 46px; cursor: pointer; border: 1px solid var(--accent); background: var(--accent); color: var(--accent-ink); }
button.do:hover { background: #0f4a3c; }
button.do.second { background: var(--card); color: var(--ink); border-color: #8a958f; }
button.do.second:hover { background: var(--paper); }
button.do.stop { background: var(--card); color: var(--alarm); border-color: var(--alarm); }
button.do.stop:hover { background: var(--alarm-wash); }
.notice { border-radius: 10px; padding: 12px 16px; margin: 0 0 18px; background: var(--wash); border: 1px solid #9dc0b2; }
.notice.problem { background: var(--alarm-wash); border-color: #dfa599; color: #7d1f13; }
.qr { display: block; width: 190px; height: 190px; margin: 0 auto 12px; }
.qr svg { width: 100%; height: 100%; display: block; }
.center { text-align: center; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 8px 18px; margin: 12px 0 0; }
.order .pair { margin-top: 14px; }
h1 + .card, h1 + .columns { margin-top: 18px; }
legend.small { font-size: 15px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 3px; }
:focus-visible { outline: 3px solid #0b6bcb; outline-offset: 2px; }
nav.tabs { margin: -6px 0 4px; overflow-x: auto; }
nav.tabs ul { display: flex; gap: 4px; border-bottom: 1px solid var(--line); min-width: max-content; }
nav.tabs a { display: block; padding: 10px 14px; color: var(--soft); text-decoration: none; font-weight: 600; border-bottom: 3px solid transparent; margin-bottom: -1px; }
nav.tabs a:hover { color: var(--ink); background: var(--wash); border-radius: 8px 8px 0 0; }
nav.tabs a[aria-current] { color: var(--accent); border-bottom-color: var(--accent); }
ul.tiles { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr)); margin: 0 0 22px; }
.row > a { white-space: nowrap; }
.tile { background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--accent); border-radius: var(--radius); padding: 16px 18px; display: grid; gap: 2px; }
.tile a { color: var(--ink); font-weight: 700; text-decoration: none; }
.tile a:hover { text-decoration: underline; }
.waiting { border-color: var(--label); border-left: 5px solid var(--label); }
.day + .day { margin-top: 18px; }
.day > h3 { margin: 0 0 8px; padding-bottom: 6px; border-bottom: 1px solid var(--line); font-weight: 600; }
.day ul.rows > li { border-top: 0; padding: 8px 0; }
.booking { display: flex; align-items: center; gap: 14px; }
.booking .who { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.booking .who b, .booking .who span { display: block; }
.tag { font-size: 13px; font-weight: 600; border-radius: 999px; padding: 1px 10px; background: #ebe7db; color: #4d5753; white-space: nowrap; }
.tag.pending, .tag.active { background: #fbeec6; color: #5d4700; }
.tag.accepted, .tag.finished { background: var(--wash); color: var(--accent); }
.search { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin-bottom: 20px; }
.search > label { flex: 1 1 200px; }
.fields > label, .search > label { display: block; font-weight: 600; font-size: 14px; }
.fields > label { margin-top: 12px; }
.fields > p { margin: 4px 0 0; }
input:not([type="radio"]), select { display: block; width: 100%; font: inherit; font-weight: 400; color: var(--ink); background: #fff; border: 1px solid #8a958f; border-radius: 10px; padding: 10px 12px; margin-top: 4px; min-height: 46px; }
input::placeholder { color: #66756f; opacity: 1; }
a.do { display: inline-block; font-weight: 650; border-radius: 10px; padding: 11px 20px; background: var(--accent); color: var(--accent-ink); text-decoration: none; }
a.do:hover { background: #0f4a3c; }
button.do.slim { padding: 6px 14px; min-height: 40px; margin-top: 8px; font-size: 15px; }
@media (min-width: 860px) { .columns.even { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
@media (max-width: 859px) { .columns > div > .card:last-child { margin-bottom: 0; } }
footer { max-width: 1040px; margin: 0 auto; padding: 0 20px 40px; color: var(--soft); font-size: 14px; }
@media (max-width: 480px) { nav.tabs ul { flex-wrap: wrap; min-width: 0; } nav.tabs a { padding: 9px 11px; } .card { padding: 16px; } .buttons button.do { flex: 1 1 auto; } }
`;

export const styleHash = `sha256-${createHash('sha256').update(styles).digest('base64')}`;
