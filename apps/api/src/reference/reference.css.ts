import { colourStyles } from '../hosted-pages/views/index.js';

/* The water stands on top here, and the paper is for reading. */
export const referenceStyles = `
${colourStyles}
:root { --code-paper: #0c2f34; --code-ink: #e4f1f0; --code-soft: #a9cfcf; }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
a { color: var(--accent); text-underline-offset: .2em; }
a:hover { color: var(--accent-hover); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 4px; }
.top { background: var(--water-deep); color: var(--on-water); border-bottom: 4px solid var(--surface); }
.top :focus-visible { outline-color: var(--focus-on-water); }
.top-inner { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; max-width: 76rem; margin: 0 auto; padding: .5rem 1.25rem; }
.brand { display: inline-flex; align-items: center; gap: .625rem; min-height: 2.75rem; font-weight: 650; color: inherit; text-decoration: none; }
.top-link { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--on-water-soft); }
.top a:hover { color: var(--on-water); }
.skip { position: absolute; z-index: 2; inset: .5rem auto auto .5rem; padding: .75rem 1rem; background: var(--paper); color: var(--ink); border-radius: .5rem; transform: translateY(-200%); }
.skip:focus { transform: none; }
.page { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
.index { padding: 1rem 0; border-bottom: 1px solid var(--line); }
.index summary { min-height: 2.75rem; display: flex; align-items: center; font-weight: 650; cursor: pointer; }
.index summary::after { content: "▾" / ""; margin-left: .5rem; color: var(--ink-soft); }
.index h2 { margin: 1rem 0 .25rem; font-size: .875rem; font-weight: 650; color: var(--ink-soft); }
.index ul { margin: 0; padding: 0; list-style: none; }
.index a { display: flex; align-items: center; min-height: 2.25rem; color: var(--ink); text-decoration: none; }
.index a:hover { text-decoration: underline; }
.index [aria-current] { font-weight: 650; color: var(--accent); }
.index-wide { display: none; }
.content:focus { outline: none; }
.content { min-width: 0; padding-top: 1.5rem; }
h1 { margin: 0 0 .5rem; font-size: clamp(1.75rem, 6vw, 2.25rem); line-height: 1.2; letter-spacing: -.02em; font-weight: 650; text-wrap: balance; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; font-weight: 650; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 650; }
p { margin: 0 0 1rem; max-width: 42rem; text-wrap: pretty; }
.content > ul, .content > ol { max-width: 42rem; padding-left: 1.25rem; }
.lead { color: var(--ink-soft); font-size: 1.125rem; }
code { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
p code, li code, td code, dd code { padding: .1em .3em; border-radius: .25rem; background: var(--field); box-shadow: inset 0 0 0 1px var(--line); }
pre { max-width: 100%; margin: 0 0 1.25rem; padding: 1rem 1.125rem; overflow-x: auto; border-radius: .75rem; background: var(--code-paper); color: var(--code-ink); overflow-wrap: normal; tab-size: 2; }
pre:focus-visible { outline-offset: 2px; border-radius: .75rem; }
pre code { display: block; font-size: .8125rem; line-height: 1.55; white-space: pre; }
.scroll { overflow-x: auto; margin-bottom: 1.25rem; overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
td { min-width: 7rem; }
.parts { display: grid; gap: .75rem; margin: 0 0 1rem; padding: 0; list-style: none; }
.content > .parts { max-width: 52rem; padding: 0; }
.part { display: block; height: 100%; padding: .875rem 1.125rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--field); color: var(--ink); text-decoration: none; }
.part:hover { border-color: var(--accent); color: var(--ink); }
.part strong { display: block; color: var(--accent); }
.part span { color: var(--ink-soft); font-size: .9375rem; }
.operation { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.operation h2 { margin: 0 0 .5rem; }
.call { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .625rem; margin-bottom: .75rem; font-weight: 600; }
.method { padding: .05rem .5rem; border-radius: .375rem; background: var(--accent); color: var(--on-accent); font-size: .8125rem; font-weight: 700; }
.method-get { background: var(--good); color: var(--paper); }
.method-delete { background: var(--bad); color: var(--paper); }
.note { color: var(--ink-soft); font-size: .9375rem; }
.fields { margin: 0 0 1rem; max-width: 46rem; }
.field { padding: .5rem 0; border-top: 1px solid var(--line); }
.field dt { display: flex; flex-wrap: wrap; align-items: baseline; gap: .125rem .625rem; }
.field dt code { font-weight: 650; }
.field dd { margin: 0; color: var(--ink-soft); font-size: .9375rem; }
.type { color: var(--ink-soft); font-size: .875rem; }
.required { color: var(--bad); font-size: .8125rem; font-weight: 600; }
.nested { margin: .25rem 0 0; padding-left: 1rem; border-left: 3px solid var(--line); }
details > summary { cursor: pointer; min-height: 2rem; }
.answer { max-width: 46rem; margin-bottom: .5rem; padding: .25rem 1rem; border: 1px solid var(--line); border-radius: .75rem; }
.answer > summary { display: flex; align-items: center; min-height: 2.75rem; gap: .75rem; font-weight: 600; }
.answer > summary::before { content: "+" / ""; width: 1rem; color: var(--ink-soft); }
.answer[open] > summary::before { content: "−" / ""; }
.status-bad { color: var(--bad); }
.status-good { color: var(--good); }
.foot { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--ink-soft); font-size: .875rem; }
@media (min-width: 40rem) { .parts { grid-template-columns: 1fr 1fr; } }
@media (min-width: 60rem) {
  .page { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 3.5rem; }
  .index-narrow { display: none; }
  .index-wide { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; border: 0; }
  .content { padding-top: 2rem; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
@media print { .index, .top-link, .skip { display: none; } }
`;
