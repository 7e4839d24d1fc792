export const componentStyles = `
h1 { font-size: 1rem; font-weight: 400; line-height: 1.25; }
.summary-label, .amount, .payee { display: block; }
.summary-label { color: var(--on-water-soft); }
.amount { white-space: nowrap; font-size: clamp(2.5rem, 11vw, 3.25rem); line-height: 1.15; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.amount-long { font-size: clamp(1.5rem, 8vw, 2.75rem); }
.payee { font-size: 1.25rem; }
.payee-name { font-weight: 600; }
.payee-account { color: var(--on-water-soft); font-variant-numeric: tabular-nums; }
.payee-check { color: var(--on-water-soft); font-size: .875rem; line-height: 1.3; }
@media (min-width: 60rem) { .payee-check { margin-top: .25rem; } }
.payee-check-match::before { content: "✓ " / ""; }
.request { font-size: clamp(1.375rem, 6vw, 1.75rem); font-weight: 650; letter-spacing: -.01em; text-wrap: pretty; }
.purpose { margin-top: .75rem; text-wrap: pretty; }
.asked-through { margin-top: .5rem; color: var(--on-water-soft); }

h2, .message-title { font-size: 1.375rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; text-wrap: balance; }
.stage-body { margin-top: .5rem; color: var(--ink-soft); text-wrap: pretty; }

.steps { display: grid; grid-template-columns: repeat(3, 1fr); gap: .375rem; margin-bottom: 1.5rem; }
.step { padding-top: .5rem; border-top: 4px solid var(--line); font-size: .875rem; line-height: 1.25; color: var(--ink-soft); }
.step-current, .step-done { border-color: var(--accent); }
.step-current { color: var(--ink); font-weight: 650; }
@media (max-width: 59.99rem) { .steps { margin-bottom: 1rem; } .summary:has(.payee-check) { padding-bottom: .875rem; } }
.step-done::before { content: "✓ " / ""; }

.sign { display: block; margin-bottom: .75rem; --sign: var(--accent); --sign-tint: var(--line); }
.sign-disc { fill: var(--sign-tint); }
.sign-stroke { stroke: var(--sign); stroke-width: 2.5; }
.sign-done { --sign: var(--good); --sign-tint: var(--good-tint); }
.sign-stopped { --sign: var(--ink-soft); }
.sign-failed { --sign: var(--bad); --sign-tint: var(--bad-tint); }
.sign-attention { --sign: var(--note); --sign-tint: var(--note-tint); }
.sign-done .sign-stroke { stroke-dasharray: 24; animation: draw .6s .2s ease-out backwards; }
.sign-waiting .sign-disc { animation: breathe 2.4s ease-in-out infinite; }
@keyframes draw { from { stroke-dashoffset: 24; } to { stroke-dashoffset: 0; } }
@keyframes breathe { 50% { opacity: .45; } }

.choices { display: grid; gap: .75rem; margin-top: 1.25rem; }
.form { display: grid; }
.button {
  display: flex; align-items: center; justify-content: center; width: 100%; min-height: 3.25rem; padding: .5rem 1rem;
  border: 2px solid var(--accent); border-radius: .75rem; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.button-primary { background: var(--accent); color: var(--on-accent); }
.button-primary:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
.button-secondary { background: transparent; border-color: var(--field-line); color: var(--ink); }
.button-secondary:hover { border-color: var(--ink); }
.button-quiet { width: auto; min-height: 2.75rem; padding: 0; border: 0; background: none; font-weight: 400; text-decoration: underline; text-underline-offset: .2em; }
.quiet-choices { display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: 1.5rem; }
.button:focus-visible { border-radius: .75rem; }
.return { margin-top: 1.25rem; }
.details .return { margin-top: .75rem; }
.link { display: inline-flex; align-items: center; min-height: 2.75rem; color: inherit; text-underline-offset: .2em; }
.live:not(:empty) { margin-top: 1rem; color: var(--ink-soft); }
.hint-box { margin-top: 1rem; padding: .75rem 1rem; border-left: 4px solid var(--note); border-radius: .25rem; background: var(--note-tint); }

.hint-before { margin: 0 0 1rem; }

.field { margin-bottom: .875rem; }
.field label { font-weight: 600; }
.field-label { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; column-gap: .75rem; }
.field-hint { color: var(--ink-soft); font-size: .875rem; }
.input {
  display: block; width: 100%; min-height: 3rem; margin-top: .375rem; padding: .5rem .75rem;
  background: var(--field); border: 1px solid var(--field-line); border-radius: .625rem;
}
.input-money { display: flex; align-items: center; gap: .625rem; margin-top: .375rem; font-size: 1.25rem; font-weight: 600; }
.input-money .input { margin-top: 0; font-weight: 400; font-variant-numeric: tabular-nums; }
.input-iban { font-variant-numeric: tabular-nums; text-transform: uppercase; }
.input:focus-visible { outline-offset: 1px; border-radius: .625rem; }
.field-wrong .input { border: 2px solid var(--bad); }
.field-error { display: flex; gap: .5rem; margin-top: .375rem; color: var(--bad); font-weight: 600; }
.field-error::before {
  content: "!" / ""; flex: none; width: 1.375rem; height: 1.375rem; margin-top: .0625rem; border-radius: 50%;
  background: var(--bad); color: var(--paper); font-size: .875rem; line-height: 1.375rem; text-align: center;
}

.tick { display: grid; grid-template-columns: auto 1fr; align-items: center; column-gap: .25rem; margin: .75rem 0 0 -.625rem; }
.tick input { appearance: none; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; margin: 0; cursor: pointer; }
.tick input::before {
  content: ""; display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border: 2px solid var(--field-line); border-radius: .375rem;
  background: var(--field); font-weight: 700; line-height: 1;
}
.tick input:checked::before { content: "✓" / ""; border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.tick label { font-weight: 600; }
.tick .field-hint { grid-column: 2; }
.pay-from { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem; font-variant-numeric: tabular-nums; }
.pay-from strong { white-space: nowrap; }

.scan { display: none; }
@media (min-width: 60rem) and (pointer: fine) {
  .scan { display: flex; align-items: center; gap: 1.25rem; margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--line); color: var(--ink-soft); }
}
.scan-code { flex: none; width: 9rem; height: 9rem; padding: .5rem; border-radius: .75rem; background: #ffffff; }
.scan-code svg { display: block; width: 100%; height: 100%; }
.scan-title { font-size: 1rem; font-weight: 600; color: var(--ink); }

.details-title { font-size: 1rem; letter-spacing: 0; }
.rows { margin-top: .25rem; }
.row { display: grid; grid-template-columns: minmax(6rem, 1fr) 1.75fr; gap: 1rem; padding: .625rem 0; }
.row + .row { border-top: 1px solid var(--line); }
@media (max-width: 23.99rem) { .row { grid-template-columns: 1fr; gap: 0; } }
dt { color: var(--ink-soft); }
.code { font-size: .8125rem; font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.account-iban { display: block; font-variant-numeric: tabular-nums; }
.accounts li + li { margin-top: .5rem; }

.permissions { margin-top: .75rem; }
.permissions li { position: relative; padding-left: 1.75rem; }
.permissions li + li { margin-top: .75rem; }
.permissions li::before { content: "•" / ""; position: absolute; left: .25rem; font-weight: 700; }
.permissions .permission-unknown::before { content: "?" / ""; color: var(--note); }
.permissions strong, .permissions span { display: block; }
.permissions strong { font-weight: 600; }
.terms { margin-top: 1rem; padding-block: .25rem; border-block: 1px solid var(--line); }
.terms + .stage-body { margin-top: 1rem; }
.not-allowed { position: relative; margin-top: .75rem; padding-left: 1.75rem; }
.not-allowed::before { content: "✕" / ""; position: absolute; left: 0; color: var(--bad); font-weight: 700; }

.cards { display: grid; gap: 1rem; margin-top: .75rem; }
.group + .group { margin-top: 2rem; }
.choices + .rows { margin-top: 1.25rem; }
.card { padding: 1rem 1.125rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--field); }
.card-ended { background: none; }
.card h3 { font-size: 1.125rem; line-height: 1.3; font-weight: 650; }
.card-type { color: var(--ink-soft); }
.card .rows { margin-top: .5rem; }
.card .row { padding: .4375rem 0; }
.card .row { grid-template-columns: minmax(5.75rem, 1fr) 2fr; gap: .75rem; }
.card .account-iban { font-size: .9375rem; }
.card .button { margin-top: .75rem; min-height: 2.75rem; }
.plain-list li + li { margin-top: .125rem; }
.notice { margin-bottom: 1rem; padding: .75rem 1rem; border-left: 4px solid var(--good); border-radius: .25rem; background: var(--good-tint); }
.notice-attention { border-color: var(--note); background: var(--note-tint); }
.log-out { margin-top: 2rem; }

/* Where all is in view at once. On a phone they would invite a yes before the rest was read; a consent's follow its terms everywhere. */
@media (min-width: 60rem) {
  .choices-sticky { position: sticky; bottom: 0; padding-block: .75rem; background: var(--paper); box-shadow: 0 -1px 0 var(--line); }
}

@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  .button { border-color: ButtonText; }
  .tick input { appearance: auto; }
  .tick input::before { display: none; }
  .step-current { border-color: Highlight; }
  .sign-stroke { stroke: CanvasText; }
  .sign-disc { fill: Canvas; stroke: CanvasText; }
}
@media print {
  .choices, .languages, .scan, .skip { display: none; }
}
`;
