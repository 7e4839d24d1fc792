/** A till receipt on a counter of Delft tiles; in one column on a phone. */
export const shopStyles = `
:root {
  color-scheme: light dark;
  --counter: #e9eef6; --tile: #dbe4f1; --paper: #ffffff; --ink: #13213c; --ink-soft: #4c5a75; --line: #b9c6dc;
  --delft: #1f4796; --delft-deep: #163573; --on-delft: #ffffff; --good: #17663b; --bad: #a1301c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --counter: #0d1526; --tile: #131e35; --paper: #182440; --ink: #e8eefa; --ink-soft: #a9b7d1; --line: #38486a;
    --delft: #9dbcf5; --delft-deep: #c2d6fb; --on-delft: #0d1526; --good: #86d3a5; --bad: #f3a593;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; color: var(--ink);
  background-color: var(--counter);
  background-image: linear-gradient(var(--tile) 1px, transparent 1px), linear-gradient(90deg, var(--tile) 1px, transparent 1px);
  background-size: 48px 48px;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
h1, h2, p, ol, dl, dd { margin: 0; padding: 0; }
a { color: var(--delft); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--delft); outline-offset: 3px; }
main { max-width: 66rem; margin: 0 auto; padding: clamp(1.25rem, 5vw, 4rem) clamp(1rem, 4vw, 2.5rem) 4rem; }
header { max-width: 44rem; margin-bottom: clamp(1.5rem, 4vw, 3rem); }
h1 { font-size: clamp(2rem, 6vw, 3.25rem); line-height: 1.05; letter-spacing: -.025em; text-wrap: balance; }
header p { margin-top: .9rem; font-size: 1.0625rem; color: var(--ink-soft); text-wrap: pretty; }
h2 { font-size: 1.0625rem; }
.counter { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.5rem; align-items: start; }
@media (min-width: 60rem) { .counter { grid-template-columns: 24rem minmax(0, 1fr); gap: 4rem; } }
.receipt {
  --tooth: 12px; padding: 1.75rem 1.5rem calc(1.75rem + var(--tooth)); background: var(--paper);
  -webkit-mask: conic-gradient(from -45deg at bottom, #0000, #000 1deg 89deg, #0000 90deg) 50% / var(--tooth) 100%;
  mask: conic-gradient(from -45deg at bottom, #0000, #000 1deg 89deg, #0000 90deg) 50% / var(--tooth) 100%;
}
.lines { margin-top: 1rem; }
.lines div { display: flex; justify-content: space-between; gap: 1rem; padding: .55rem 0; border-bottom: 1px dashed var(--line); }
.lines dd { font-variant-numeric: tabular-nums; white-space: nowrap; }
.lines .total { border: 0; padding-top: .9rem; font-weight: 700; font-size: 1.25rem; }
button {
  width: 100%; margin-top: 1rem; padding: .9rem 1rem; border: 0; border-radius: .375rem; cursor: pointer;
  background: var(--delft); color: var(--on-delft); font: inherit; font-size: 1.125rem; font-weight: 650;
}
button:hover { background: var(--delft-deep); }
.status { margin-top: .25rem; font-size: clamp(1.75rem, 5vw, 2.5rem); font-weight: 700; letter-spacing: -.02em; line-height: 1.15; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.soft, .facts dt { color: var(--ink-soft); }
.facts { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1.25rem; margin-top: 1.25rem; }
.facts dd { overflow-wrap: anywhere; }
code, .events time { font: .875em/1.5 ui-monospace, "Cascadia Mono", Menlo, "Liberation Mono", monospace; }
.events { list-style: none; margin-top: .75rem; }
.events li { display: grid; grid-template-columns: 4.75rem minmax(0, 1fr); gap: 0 1rem; padding: .6rem 0; border-top: 1px solid var(--line); }
.events strong { font-weight: 600; overflow-wrap: anywhere; }
.events code { grid-column: 2; color: var(--ink-soft); overflow-wrap: anywhere; }
.back { margin-top: 1.75rem; }
`;
