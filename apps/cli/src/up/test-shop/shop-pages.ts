import { isFinal, type Payment } from '../../partner-side/partner-api.js';
import type { ReceivedEvent } from '../../partner-side/webhook-inbox.js';
import { html, type Html } from './html.js';

/** What the shop sells, and what the button costs. */
export const order = {
  amount: { value: '12.50', currency: 'EUR' },
  lines: [
    ['2 × flat white', '€ 7.60'],
    ['1 × apple pie', '€ 4.90'],
  ],
} as const;

const titles: Record<string, string> = {
  received: 'Waiting for you',
  submitting: 'On its way to the bank',
  outcome_unknown: 'Checking with the bank',
  awaiting_authorisation: 'Waiting for your yes at the bank',
  authorised: 'Authorised, nearly there',
  executed: 'Paid. Thank you!',
  partially_executed: 'Partly paid',
  in_review: 'Somebody is looking at it',
  rejected: 'Not paid: it was declined',
  cancelled: 'Cancelled',
  expired: 'Not paid: the time ran out',
  failed: 'Not paid: it failed',
};

export function frontPage(shopName: string, events: readonly ReceivedEvent[]): string {
  return page(
    `${shopName} · test shop`,
    html`<header>
        <h1>${shopName}</h1>
        <p>
          This is a test shop that comes with your local Sluis: a partner application with its own API key, return
          address and webhook endpoint. Press the button to pay with pretend money at the emulated bank, and watch the
          events come in.
        </p>
      </header>
      <div class="counter">
        <section class="receipt" aria-labelledby="order">
          <h2 id="order">Your order</h2>
          <dl class="lines">
            ${order.lines.map(
              ([what, price]) =>
                html`<div>
                  <dt>${what}</dt>
                  <dd>${price}</dd>
                </div>`,
            )}
            <div class="total">
              <dt>Total</dt>
              <dd>€ ${order.amount.value}</dd>
            </div>
          </dl>
          <form method="post" action="/pay"><button>Pay € ${order.amount.value}</button></form>
        </section>
        ${eventList('Last webhooks, all verified', events, 'None yet. They appear here once a payment moves; reload to see them.')}
      </div>`,
  );
}

/** @param events those of this payment */
export function returnPage(shopName: string, payment: Payment, events: readonly ReceivedEvent[]): string {
  const { id, status, iso_status: isoStatus, bank_status: bankStatus, amount, rail } = payment;
  const mood = status === 'executed' ? 'good' : isFinal(payment) || status === 'in_review' ? 'bad' : '';
  return page(
    `${titles[status] ?? status} · ${shopName}`,
    html`<div class="counter">
      <section class="receipt" aria-labelledby="status">
        <p class="soft">${shopName}</p>
        <h1 id="status" class="status ${mood}">${titles[status] ?? status}</h1>
        <dl class="facts">
          <dt>Amount</dt>
          <dd>${amount.currency} ${amount.value}</dd>
          <dt>Payment</dt>
          <dd><code>${id}</code></dd>
          <dt>Status</dt>
          <dd><code>${status}</code> (ISO 20022 <code>${isoStatus}</code>)</dd>
          <dt>At the bank</dt>
          <dd><code>${bankStatus ?? 'nothing yet'}</code></dd>
          <dt>Rail</dt>
          <dd><code>${rail}</code></dd>
        </dl>
        <p class="back"><a href="/">Back to the shop</a></p>
      </section>
      ${eventList('Webhooks of this payment, verified', events, 'None since the shop opened.')}
    </div>`,
    // Without a script: it asks again until there is nothing left to wait for.
    isFinal(payment) ? undefined : html`<meta http-equiv="refresh" content="1" />`,
  );
}

export function messagePage(shopName: string, title: string, detail: string): string {
  return page(
    `${title} · ${shopName}`,
    html`<header>
        <h1>${title}</h1>
        <p>${detail}</p>
      </header>
      <p><a href="/">Back to the shop</a></p>`,
  );
}

function eventList(title: string, events: readonly ReceivedEvent[], none: string): Html {
  const rows = events.map(
    ({ type, resourceId, at }) =>
      html`<li>
        <time datetime="${at.toISOString()}">${at.toTimeString().slice(0, 8)}</time><strong>${type}</strong>
        <code>${resourceId}</code>
      </li>`,
  );
  return html`<section>
    <h2>${title}</h2>
    ${
      rows.length > 0
        ? html`<ol class="events">
            ${rows}
          </ol>`
        : html`<p class="soft">${none}</p>`
    }
  </section>`;
}

function page(title: string, content: Html, head?: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/shop.css" />
        <link rel="icon" href="data:," />
        ${head}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`.markup.trimStart();
}
