import { inEuros } from '../catalogue.js';
import { type Order, refundableCents, stateOf } from '../order.js';
import type { KeptEvent } from '../store.js';
import { html } from './html.js';
import { complaint, euros, page, receipt } from './page.js';

const ways = { page: 'at bunq', request: 'payment request', push: 'one tap' } as const;

export function merchantPage(shopName: string, orders: readonly Order[]): string {
  return page(
    { shopName, title: 'Orders' },
    html`<h1>Orders</h1>
      ${
        orders.length === 0
          ? html`<p class="soft">There are none yet.</p>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="Orders">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Order</th>
                    <th scope="col">Time</th>
                    <th scope="col">Total</th>
                    <th scope="col">State</th>
                    <th scope="col">Paid by</th>
                  </tr>
                </thead>
                <tbody>
                  ${orders.map(
                    (order) =>
                      html`<tr>
                        <td><a href="/merchant/${order.id}">${order.number}</a></td>
                        <td>${timeOf(order.createdAt)}</td>
                        <td>${euros(order.cents)}</td>
                        <td>${stateOf(order).replace('_', ' ')}</td>
                        <td>${wayOf(order)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }`,
  );
}

export function merchantOrderPage(shopName: string, order: Order, told: readonly KeptEvent[], wrong?: string): string {
  const left = refundableCents(order);
  const byRequest = order.attempts.some(({ way, status }) => way === 'request' && status === 'accepted');
  return page(
    { shopName, title: `Order ${order.number}`, isLive: true },
    html`<div class="counter" data-live="/orders/${order.id}/live" data-page="/merchant/${order.id}">
      <section class="receipt" aria-labelledby="order">
        <p class="soft"><a href="/merchant">Orders</a></p>
        <h1 id="order">Order ${order.number}</h1>
        <p role="status">${stateOf(order).replace('_', ' ')}, ${wayOf(order)}</p>
        ${receipt(order.lines)}
        ${order.refunds.map(
          ({ cents, status }) => html`<p class="refunded">Refund of ${euros(cents)}: <strong>${status}</strong></p>`,
        )}
      </section>
      <section>
        ${complaint(wrong)}
        ${
          left > 0
            ? html`<form class="ways" method="post" action="/merchant/${order.id}/refund">
                <h2>Refund</h2>
                <label for="amount">Amount in euros; ${euros(left)} is left</label>
                <input id="amount" name="amount" inputmode="decimal" value="${inEuros(left)}" required />
                <button>Refund</button>
              </form>`
            : byRequest
              ? html`<p class="soft">A payment request is refunded in the bank's own app.</p>`
              : undefined
        }
        <h2>What we were told</h2>
        ${
          told.length === 0
            ? html`<p class="soft">Nothing yet.</p>`
            : html`<ol class="events">
                ${told.map(
                  ({ id, type, at }) =>
                    html`<li>
                      <time datetime="${at}">${at.slice(11, 19)}</time><strong>${type}</strong><code>${id}</code>
                    </li>`,
                )}
              </ol>`
        }
      </section>
    </div>`,
  );
}

function wayOf({ attempts }: Order): string {
  const last = attempts.at(-1);
  return last ? ways[last.way] : 'not chosen';
}

function timeOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
