import { colourStyles } from './colours.css.js';
import { componentStyles } from './components.css.js';

/*
 * Deep canal water beside a quiet sheet of paper. On a phone the water is the band on top, on a wide screen the left
 * half. It grows lighter from below as the payment or consent gets on: the lock fills.
 */
const layoutStyles = `
${colourStyles}
*, *::before, *::after { box-sizing: border-box; }

html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-bottom: 10rem; }

body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  overflow-wrap: anywhere;
}

h1, h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
button, input { font: inherit; color: inherit; }

:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 4px; }
.top :focus-visible { outline-color: var(--focus-on-water); }
.content:focus { outline: none; }

.visually-hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0;
}

.skip {
  position: absolute; z-index: 2; inset: .5rem auto auto .5rem; padding: .75rem 1rem;
  background: var(--paper); color: var(--ink); border-radius: .5rem; transform: translateY(-200%);
}
.skip:focus { transform: none; }

.page { position: relative; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; }
.level-1 { --level: 32%; }
.level-2 { --level: 58%; }
.level-3 { --level: 88%; }

.test-mode { position: relative; padding: .375rem 1.25rem; background: var(--note-tint); color: var(--note); font-size: .875rem; font-weight: 600; text-align: center; }

.water { display: none; }
.top, .summary { background: var(--water-deep); color: var(--on-water); }

.top {
  display: flex; align-items: center; justify-content: space-between; gap: 1rem;
  padding: .5rem 1.25rem;
}
.brand { display: inline-flex; align-items: center; gap: .625rem; font-weight: 600; min-width: 0; }
.brand-name { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; line-height: 1.25; }
.mark { flex: none; }
.languages { flex: none; }
.languages a {
  display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0 .25rem;
  color: inherit; text-underline-offset: .2em;
}

.content { flex: 1; display: flex; flex-direction: column; }
.summary {
  padding: .25rem 1.25rem 1.25rem;
  border-bottom: 4px solid;
  border-image: linear-gradient(to right, var(--surface) var(--level), var(--water-high) var(--level)) 1;
}
.action { padding: 1.25rem; }
.details { padding: 1.25rem; border-top: 1px solid var(--line); }
.foot { padding: 1.25rem; border-top: 1px solid var(--line); color: var(--ink-soft); font-size: .875rem; }
.foot p + p { margin-top: .5rem; }

.action, .details, .summary, .foot { width: 100%; }
@media (min-width: 36rem) and (max-width: 59.99rem) {
  .top, .summary, .action, .details, .foot { padding-inline: max(1.25rem, calc(50% - 15rem)); }
}

@media (min-width: 60rem) {
  .water {
    display: block; position: absolute; inset: 0 50% 0 0;
    background: linear-gradient(to top, var(--water-high) calc(var(--level) - 14%), var(--water-deep) calc(var(--level) + 14%));
  }
  .top, .content, .foot { position: relative; }
  .brand { max-width: min(24rem, calc(50vw - 4rem)); }
  .top, .summary { background: none; border: 0; }
  .top { padding: 2rem max(2rem, calc(50% - 31rem)) 0; }
  .languages a { color: var(--ink); }
  .top .languages :focus-visible { outline-color: var(--focus); }
  .content { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); grid-template-rows: auto 1fr; align-items: start; }
  .summary, .details, .action, .foot { max-width: 33rem; }
  .summary { grid-column: 1; justify-self: end; padding: 8vh 5rem 0 2rem; }
  .details { grid-column: 1; justify-self: end; padding: 2.5rem 5rem 3rem 2rem; border: 0; color: var(--on-water); --ink-soft: var(--on-water-soft); --line: rgb(255 255 255 / .18); }
  .details :focus-visible { outline-color: var(--focus-on-water); }
  .action { grid-column: 2; grid-row: 1 / span 2; padding: 8vh 2rem 3rem 5rem; }
  .foot { margin-left: 50%; padding: 0 2rem 2rem 5rem; border: 0; }
}

`;

export const stylesheet = `${layoutStyles}${componentStyles}`;
