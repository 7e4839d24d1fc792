/** Delft tiles and a till receipt; one column on a phone. */
export const shopStyles = `
:root {
  color-scheme: light dark;
  --wall: #e9eef6; --joint: #dbe4f1; --paper: #ffffff; --ink: #13213c; --ink-soft: #4c5a75; --line: #b9c6dc;
  --delft: #1f4796; --delft-deep: #163573; --on-delft: #ffffff; --good: #17663b; --bad: #a1301c; --field: #6b7a96;
}
@media (prefers-color-scheme: dark) {
  :root {
    --wall: #0d1526; --joint: #131e35; --paper: #182440; --ink: #e8eefa; --ink-soft: #a9b7d1; --line: #38486a;
    --delft: #9dbcf5; --delft-deep: #c2d6fb; --on-delft: #0d1526; --good: #86d3a5; --bad: #f3a593; --field: #8495b5;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; color: var(--ink); background-color: var(--wall);
  background-image: linear-gradient(var(--joint) 1px, transparent 1px), linear-gradient(90deg, var(--joint) 1px, transparent 1px);
  background-size: 48px 48px;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
h1, h2, h3, p, ol, ul, dl, dd { margin: 0; padding: 0; }
a { color: var(--delft); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--delft); outline-offset: 3px; }
.sign {
  display: flex; justify-content: space-between; align-items: center; gap: 1rem;
  padding: .9rem clamp(1rem, 4vw, 2.5rem); background: var(--paper); border-bottom: 1px solid var(--line);
}
.sign .name { font-size: 1.25rem; font-weight: 750; letter-spacing: -.02em; color: var(--ink); text-decoration: none; }
.sign .basket { padding: .4rem 0; }
.sign b { padding: .05rem .5rem; border-radius: 1rem; background: var(--delft); color: var(--on-delft); font-size: .875rem; }
main { max-width: 66rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 3.5rem) clamp(1rem, 4vw, 2.5rem) 4rem; }
h1 { font-size: clamp(1.75rem, 5vw, 2.75rem); line-height: 1.1; letter-spacing: -.025em; text-wrap: balance; }
h2 { font-size: 1.125rem; line-height: 1.35; }
h3 { font-size: 1rem; }
.soft { color: var(--ink-soft); }
.note { margin-top: 2.5rem; max-width: 44rem; }
.shelf { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: 1.25rem; margin-top: 2rem; list-style: none; }
.shelf li { display: flex; flex-direction: column; gap: .35rem; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); }
.shelf form { display: flex; justify-content: space-between; align-items: center; margin-top: auto; padding-top: .75rem; }
.tile { width: 9rem; margin: 0 auto .75rem; fill: none; stroke: var(--delft); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.price { font-weight: 700; font-variant-numeric: tabular-nums; }
.counter { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem; align-items: start; }
@media (min-width: 60rem) { .counter { grid-template-columns: 26rem minmax(0, 1fr); gap: 4rem; } }
.receipt {
  --tooth: 12px; padding: 1.75rem 1.5rem calc(1.75rem + var(--tooth)); background: var(--paper);
  -webkit-mask: conic-gradient(from -45deg at bottom, #0000, #000 1deg 89deg, #0000 90deg) 50% / var(--tooth) 100%;
  mask: conic-gradient(from -45deg at bottom, #0000, #000 1deg 89deg, #0000 90deg) 50% / var(--tooth) 100%;
}
.receipt.single { max-width: 34rem; }
.receipt.single p { margin-top: .75rem; }
.receipt h1 { font-size: clamp(1.5rem, 4vw, 2.125rem); }
.lines { margin-top: 1rem; }
.lines div { display: flex; justify-content: space-between; gap: 1rem; padding: .55rem 0; border-bottom: 1px dashed var(--line); }
.lines dd { font-variant-numeric: tabular-nums; white-space: nowrap; }
.lines .total { border: 0; padding-top: .9rem; font-weight: 700; font-size: 1.25rem; }
.refunded { margin-top: .5rem; }
.quantity { display: grid; grid-template-columns: minmax(0, 1fr) 4.5rem auto; gap: .75rem; align-items: center; margin-top: .75rem; }
label { display: block; }
input:not([type=hidden]) {
  width: 100%; padding: .65rem .75rem; border: 1px solid var(--field); border-radius: .375rem;
  background: var(--paper); color: var(--ink); font: inherit;
}
button, .button {
  display: inline-block; width: 100%; margin-top: .75rem; padding: .8rem 1rem; border: 1px solid var(--delft); border-radius: .375rem; cursor: pointer;
  background: var(--delft); color: var(--on-delft); font: inherit; font-weight: 650; text-align: center; text-decoration: none;
}
button:hover, .button:hover { background: var(--delft-deep); }
button.small { width: auto; margin: 0; padding: .55rem 1.25rem; }
button.quiet { background: transparent; color: var(--delft); }
.quantity button { width: auto; margin: 0; padding: .6rem .9rem; }
.ways { display: grid; gap: 1.25rem; margin-top: 1rem; max-width: 34rem; }
.ways form, form.ways { padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); }
form.ways { gap: .5rem; margin: 0 0 2rem; }
.ways label { margin: .25rem 0 .35rem; }
.wrong { margin: .75rem 0; padding: .75rem 1rem; border-left: 4px solid var(--bad); background: var(--paper); color: var(--bad); max-width: 34rem; }
section > h2 + p { margin-top: .5rem; }
section > form { max-width: 34rem; }
section > .soft { margin-top: 1rem; }
.receipt > .soft { margin-top: 0; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.scroll { overflow-x: auto; margin-top: 1.5rem; background: var(--paper); border: 1px solid var(--line); }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .65rem 1rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
code, .events time { font: .875em/1.5 ui-monospace, "Cascadia Mono", Menlo, "Liberation Mono", monospace; }
.events { list-style: none; margin-top: .75rem; }
.events li { display: grid; grid-template-columns: 4.75rem minmax(0, 1fr); gap: 0 1rem; padding: .6rem 0; border-top: 1px solid var(--line); }
.events strong { font-weight: 600; overflow-wrap: anywhere; }
.events code { grid-column: 2; color: var(--ink-soft); overflow-wrap: anywhere; }
.back { margin-top: 1.75rem; }
`.trimStart();
