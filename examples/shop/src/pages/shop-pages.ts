import { products } from '../catalogue.js';
import type { Line } from '../order.js';
import { drawing } from './drawings.js';
import { html } from './html.js';
import { complaint, euros, page, receipt } from './page.js';
import { waysToPay } from './ways-to-pay.js';

export function frontPage(shopName: string, inBasket: number): string {
  return page(
    { shopName, title: 'Coffee and what goes with it', basket: inBasket },
    html`<h1>Coffee, and what goes with it</h1>
      <ul class="shelf">
        ${products.map(
          ({ id, name, about, cents, drawing: what }) =>
            html`<li>
              ${drawing(what)}
              <h2>${name}</h2>
              <p class="soft">${about}</p>
              <form method="post" action="/basket">
                <input type="hidden" name="product" value="${id}" />
                <span class="price">${euros(cents)}</span>
                <button class="small" aria-label="Add ${name} to the basket">Add</button>
              </form>
            </li>`,
        )}
      </ul>
      <p class="soft note">
        This is an example shop: its money is pretend. It shows what a partner application does with the platform.
        <a href="/merchant">The shop's own side</a>
      </p>`,
  );
}

interface Basket {
  lines: readonly Line[];
  /** Whose account pays with one tap; undefined where none does. */
  tapName: string | undefined;
  wrong: string | undefined;
}

export function basketPage(shopName: string, { lines, tapName, wrong }: Basket): string {
  if (lines.length === 0) return messagePage(shopName, 'Your basket is empty', 'Put something in it first.');
  return page(
    { shopName, title: 'Your basket' },
    html`<div class="counter">
      <section class="receipt" aria-labelledby="basket">
        <h1 id="basket">Your basket</h1>
        ${receipt(lines)}
        ${lines.map(
          ({ productId, name, quantity }) =>
            html`<form class="quantity" method="post" action="/basket">
              <input type="hidden" name="product" value="${productId}" />
              <input type="hidden" name="back" value="basket" />
              <label for="q-${productId}">${name}</label>
              <input id="q-${productId}" name="quantity" type="number" min="0" max="99" value="${quantity}" />
              <button class="quiet">Change</button>
            </form>`,
        )}
      </section>
      <section aria-labelledby="pay">
        <h2 id="pay">How do you want to pay?</h2>
        ${complaint(wrong)} ${waysToPay({ action: '/orders', tapName })}
      </section>
    </div>`,
  );
}

/** @param consent undefined where there is none; without an account while its payer has not decided */
export function tapPage(shopName: string, consent: { account: { name: string } | null } | undefined): string {
  const content = !consent
    ? html`<h1>Pay with one tap</h1>
        <p>
          Allow this shop once to send orders to your bunq app. From then on you only confirm there; every payment still
          needs your yes.
        </p>
        <form method="post" action="/tap"><button>Set it up at bunq</button></form>`
    : consent.account === null
      ? html`<h1 role="status">Waiting for your yes at bunq</h1>
          <p>This page goes on by itself.</p>`
      : html`<h1 role="status">One tap is set up</h1>
          <p>Orders go to the bunq app of <strong>${consent.account.name}</strong>, to be confirmed there.</p>
          <form method="post" action="/tap/forget"><button class="quiet">Forget it</button></form>`;
  return page(
    { shopName, title: 'Pay with one tap', isLive: consent?.account === null },
    html`<section class="receipt single" ${consent?.account === null ? html`data-live="poll"` : undefined}>
      ${content}
      <p class="back"><a href="/basket">Back to the basket</a></p>
    </section>`,
  );
}

export function messagePage(shopName: string, title: string, detail: string): string {
  return page(
    { shopName, title },
    html`<section class="receipt single">
      <h1>${title}</h1>
      <p>${detail}</p>
      <p class="back"><a href="/">Back to the shop</a></p>
    </section>`,
  );
}
