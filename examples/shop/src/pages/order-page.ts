import { openAttempt, refundedCents, stateOf, type Attempt, type Order, type OrderState } from '../order.js';
import { html, type Html } from './html.js';
import { complaint, euros, page, receipt } from './page.js';
import { waysToPay } from './ways-to-pay.js';

const titles: Record<OrderState, string> = {
  new: 'Not paid yet',
  waiting: 'Waiting for your payment',
  paid: 'Paid. Thank you!',
  partly_refunded: 'Paid, and partly refunded',
  refunded: 'Refunded',
  not_paid: 'Not paid',
};

/** What the open try waits for. */
function waitsFor({ way, status, id }: Attempt): string {
  if (id === null)
    return 'We could not reach the payment platform. Press the button to try again; you pay once at most.';
  if (status === 'in_review') return 'Somebody looks at this payment. You need to do nothing.';
  if (status === 'outcome_unknown') return 'We are asking the bank what became of it. Please do not pay again.';
  if (status === 'authorised') return 'You said yes; the bank is carrying it out.';
  if (way === 'page') return 'Confirm the payment at bunq.';
  return way === 'push' ? 'Confirm the payment in your bunq app.' : 'Accept the request in your bunq app.';
}

const endings: Record<string, string> = {
  rejected: 'It was declined.',
  cancelled: 'It was cancelled.',
  revoked: 'The request was taken back.',
  expired: 'The time ran out.',
  failed: 'The bank did not take it.',
};

export function orderPage(shopName: string, order: Order, wrong?: string): string {
  const state = stateOf(order);
  const mood = state === 'paid' ? 'good' : state === 'not_paid' ? 'bad' : '';
  return page(
    { shopName, title: titles[state], isLive: true },
    html`<div class="counter" data-live="/orders/${order.id}/live" data-page="/orders/${order.id}">
      <section class="receipt" aria-labelledby="status">
        <p class="soft">Order ${order.number}</p>
        <h1 id="status" class="${mood}" role="status">${titles[state]}</h1>
        ${receipt(order.lines)}
        ${
          refundedCents(order) > 0
            ? html`<p class="refunded">Back on your account: ${euros(refundedCents(order))}</p>`
            : undefined
        }
        <p class="back"><a href="/">Back to the shop</a></p>
      </section>
      <section>${complaint(wrong)} ${nextSteps(order)}</section>
    </div>`,
  );
}

function nextSteps(order: Order): Html | undefined {
  const state = stateOf(order);
  const open = openAttempt(order);
  if (open) {
    return html`<h2>${waitsFor(open)}</h2>
      ${
        open.way === 'page' && open.url !== null
          ? html`<p><a class="button" href="${open.url}">Go on to bunq</a></p>`
          : open.id === null
            ? html`<form method="post" action="/orders/${order.id}/pay">
                <input type="hidden" name="way" value="page" /><button>Try again</button>
              </form>`
            : undefined
      }
      <form method="post" action="/orders/${order.id}/give-up"><button class="quiet">Pay another way</button></form>
      <p class="soft">This page changes by itself.</p>`;
  }
  if (state !== 'not_paid' && state !== 'new') return undefined;
  const last = order.attempts.at(-1);
  return html`<h2>${last ? (endings[last.status] ?? 'It was not paid.') : 'Choose how to pay'}</h2>
    <p class="soft">Nothing was taken from your account. You can choose again.</p>
    ${waysToPay({ action: `/orders/${order.id}/pay`, tapName: undefined })}`;
}
