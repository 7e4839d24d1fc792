import { html, type Html } from './html.js';

export function page(
  { shopName, title, isLive = false, basket }: { shopName: string; title: string; isLive?: boolean; basket?: number },
  content: Html,
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${shopName}</title>
        <link rel="stylesheet" href="/shop.css" />
        <link rel="icon" href="data:," />
        ${
          isLive
            ? html`<script src="/live.js" defer></script>
                ${
                  asksForTyping(content)
                    ? undefined
                    : html`<noscript><meta http-equiv="refresh" content="2" /></noscript>`
                }`
            : undefined
        }
      </head>
      <body>
        <header class="sign">
          <a class="name" href="/">${shopName}</a>
          ${basket === undefined ? undefined : html`<a class="basket" href="/basket">Basket${basket > 0 ? html` <b>${basket}</b>` : undefined}</a>`}
        </header>
        <main>${content}</main>
      </body>
    </html>`.markup.trimStart();
}

/** Such a page must not come anew by itself: what was typed would be gone, and the button would send what it began with. */
function asksForTyping({ markup }: Html): boolean {
  return /<input (?!type="hidden")/.test(markup);
}

export function euros(cents: number): string {
  return `€ ${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** The lines of a receipt with their sum. */
export function receipt(lines: readonly { name: string; quantity: number; cents: number }[]): Html {
  const total = lines.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0);
  return html`<dl class="lines">
    ${lines.map(
      ({ name, quantity, cents }) =>
        html`<div>
          <dt>${quantity} × ${name}</dt>
          <dd>${euros(quantity * cents)}</dd>
        </div>`,
    )}
    <div class="total">
      <dt>Total</dt>
      <dd>${euros(total)}</dd>
    </div>
  </dl>`;
}

export function complaint(wrong: string | undefined): Html | undefined {
  return wrong === undefined ? undefined : html`<p class="wrong" role="alert">${wrong}</p>`;
}
