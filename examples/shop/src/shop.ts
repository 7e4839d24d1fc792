import { timingSafeEqual } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type SluisEvent, Sluis } from '@sluis/sdk';
import { inEuros, productOf, toCents } from './catalogue.js';
import { contactIn } from './contact.js';
import { type Line, openAttempt, type Order, stateOf } from './order.js';
import { basketPage, frontPage, messagePage, tapPage } from './pages/shop-pages.js';
import { merchantOrderPage, merchantPage } from './pages/merchant-pages.js';
import { orderPage } from './pages/order-page.js';
import { liveScript } from './pages/live-script.js';
import { shopStyles } from './pages/styles.js';
import { readBody } from './read-body.js';
import { type Session, Store } from './store.js';
import { takeWebhook } from './take-webhook.js';
import { Till, TillError, type Shopkeeper, type Way } from './till.js';

export interface ShopOptions {
  /** Where browsers reach the shop. */
  url: string;
  host: string;
  port: number;
  /** A file, or `:memory:`. */
  storePath: string;
  apiUrl: string;
  apiKey: string;
  shop: Shopkeeper;
  /** Opens the pages of the merchant; without one nobody does. */
  merchantPassword: string | undefined;
  onEvent?(event: SluisEvent): void;
  onRefusedWebhook?(reason: string): void;
  onError?(error: unknown): void;
}

const cookieName = 'shop_session';

/** How long a shop that closes waits for the answers it has begun. */
const lastAnswersMs = 5_000;

/** A small shop: pages that work without scripts, orders that survive a restart, money by the platform. */
export class Shop {
  private readonly store: Store;
  private readonly till: Till;
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly server: Server;
  private readonly answers = new Set<Promise<void>>();
  private webhookSecret: string | undefined;

  private constructor(private readonly options: ShopOptions) {
    const { apiKey, apiUrl, url, shop, storePath } = options;
    this.store = new Store(storePath);
    this.till = new Till({
      sluis: new Sluis({ apiKey, baseUrl: apiUrl }),
      store: this.store,
      shop,
      redirectUri: `${url}/return`,
      onChange: (orderId) => this.changes.emit(orderId),
    });
    this.server = createServer((request, response) => {
      const answer = this.answer(request, response).catch((error: unknown) => this.apologise(error, response));
      this.answers.add(answer);
      void answer.finally(() => this.answers.delete(answer));
    });
  }

  static async open(options: ShopOptions): Promise<Shop> {
    const shop = new Shop(options);
    shop.server.listen(options.port, options.host);
    await once(shop.server, 'listening');
    return shop;
  }

  /** From now on webhooks are taken; before that they are answered 503, and delivered again. */
  useWebhookSecret(secret: string): void {
    this.webhookSecret = secret;
  }

  /** An order that somebody could have placed. @returns where it is paid */
  async sampleOrder(): Promise<string> {
    const lines = linesOf({ basket: { beans: 1, pie: 2 } });
    const order = this.store.createOrder({ lines, cents: sumOf(lines) });
    return openAttempt(await this.till.pay(order.id, { way: 'page' }))?.url ?? `${this.options.url}/orders/${order.id}`;
  }

  /** Lets nobody in any more, and ends what it has begun to answer, before the store is closed. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    await Promise.race([Promise.all(this.answers), wait(lastAnswersMs, undefined, { ref: false })]);
    this.server.closeAllConnections();
    await closed;
    this.store.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.options.url);
    const route = `${request.method} ${pathname.replace(/^\/(orders|merchant)\/[\w-]+/, '/$1/:id')}`;
    const id = pathname.split('/')[2] ?? '';
    if (route === 'POST /webhooks') return this.takeWebhook(request, response);
    if (route === 'GET /shop.css') return this.sendText(response, 'text/css', shopStyles);
    if (route === 'GET /live.js') return this.sendText(response, 'text/javascript', liveScript);
    if (pathname.startsWith('/merchant')) return this.answerMerchant(route, id, request, response);
    const session = this.store.session(cookieIn(request));
    switch (route) {
      case 'GET /':
        return this.send(response, frontPage(this.options.shop.name, count(session)));
      case 'GET /basket':
        return this.showBasket(session, response);
      case 'GET /tap':
        return this.send(response, tapPage(this.options.shop.name, await this.till.consentOf(session)));
      case 'GET /return':
        return this.welcomeBack(session, searchParams, response);
      case 'GET /orders/:id':
        return this.showOrder(id, response);
      case 'GET /orders/:id/live':
        return this.followOrder(id, response);
    }
    if (request.method !== 'POST') return this.notFound(response);
    const form = await this.formIn(request, response);
    if (!form) return;
    switch (route) {
      case 'POST /basket':
        return this.changeBasket(session, form, response);
      case 'POST /orders':
        return this.order(session, form, response);
      case 'POST /orders/:id/pay':
        return this.pay(session, id, form, response);
      case 'POST /orders/:id/give-up':
        await this.till.giveUp(id);
        return redirect(response, `/orders/${id}`);
      case 'POST /tap':
        return redirect(response, await this.till.askConsent(this.keep(session, response)));
      case 'POST /tap/forget':
        await this.till.forget(session);
        return redirect(response, '/tap');
      default:
        return this.notFound(response);
    }
  }

  private takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { onEvent = () => undefined, onRefusedWebhook: onRefused = () => undefined } = this.options;
    const { store, till, webhookSecret: secret } = this;
    return takeWebhook({ store, till, secret, onEvent, onRefused }, request, response);
  }

  private async showBasket(session: Session, response: ServerResponse, wrong?: string): Promise<void> {
    const lines = linesOf(session);
    const consent = lines.length > 0 ? await this.till.consentOf(session) : undefined;
    const page = basketPage(this.options.shop.name, { lines, tapName: consent?.account?.name, wrong });
    this.send(response, page, wrong === undefined ? 200 : 422);
  }

  private changeBasket(session: Session, form: URLSearchParams, response: ServerResponse): void {
    const product = productOf(form.get('product') ?? '');
    if (!product) return this.notFound(response);
    const had = session.basket[product.id] ?? 0;
    const wanted = Math.min(99, form.has('quantity') ? Number(form.get('quantity')) : had + 1);
    const { [product.id]: _, ...others } = session.basket;
    const isKept = Number.isInteger(wanted) && wanted > 0;
    this.keep({ ...session, basket: isKept ? { ...others, [product.id]: wanted } : others }, response);
    redirect(response, form.get('back') === 'basket' ? '/basket' : '/');
  }

  /** An order is written down first; then it is paid as the customer chose. */
  private async order(session: Session, form: URLSearchParams, response: ServerResponse): Promise<void> {
    const lines = linesOf(session);
    if (lines.length === 0) return redirect(response, '/basket');
    const chosen = await this.wayIn(form, session);
    if (typeof chosen === 'string') return this.showBasket(session, response, chosen);
    const order = this.store.createOrder({ lines, cents: sumOf(lines) });
    this.keep({ ...session, basket: {} }, response);
    return this.begin(order.id, chosen, response);
  }

  private async pay(session: Session, id: string, form: URLSearchParams, response: ServerResponse): Promise<void> {
    const order = this.store.order(id);
    if (!order) return this.notFound(response);
    const chosen = await this.wayIn(form, session);
    if (typeof chosen === 'string') return this.showOrder(id, response, chosen);
    return this.begin(id, chosen, response);
  }

  private async begin(orderId: string, chosen: Way, response: ServerResponse): Promise<void> {
    try {
      const attempt = openAttempt(await this.till.pay(orderId, chosen));
      redirect(response, attempt?.way === 'page' && attempt.url !== null ? attempt.url : `/orders/${orderId}`);
    } catch (error) {
      if (!(error instanceof TillError)) throw error;
      return this.showOrder(orderId, response, error.message);
    }
  }

  /** @returns a sentence where it cannot be paid that way */
  private async wayIn(form: URLSearchParams, session: Session): Promise<Way | string> {
    if (form.get('way') === 'request') {
      const alias = contactIn(form.get('contact') ?? '');
      return alias ? { way: 'request', alias } : 'Type an e-mail address or a phone number, such as 06 12345678.';
    }
    if (form.get('way') !== 'push') return { way: 'page' };
    const consent = await this.till.consentOf(session);
    if (!consent?.account) return 'Paying with one tap is not set up any more. Choose another way.';
    return { way: 'push', consent: { id: consent.id, accountId: consent.account.id } };
  }

  /** The payer is back. That proves nothing: what became of it is asked, and webhooks tell the rest. */
  private async welcomeBack(session: Session, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const { consent } = session;
    if (query.has('consent_id')) {
      const isOurs = consent?.id === query.get('consent_id') && consent?.state === query.get('state');
      return isOurs ? redirect(response, '/tap') : this.notFound(response);
    }
    const paymentId = query.get('payment_id') ?? '';
    const order = this.store.orderOf(paymentId);
    if (!order) return this.showForeign(paymentId, response);
    await this.till.look(order.id).catch((error: unknown) => this.options.onError?.(error));
    redirect(response, `/orders/${order.id}`);
  }

  /** A payment that was made by hand with this shop's key and return address, as when trying out the API. */
  private async showForeign(paymentId: string, response: ServerResponse): Promise<void> {
    const status = await this.till.statusOf(paymentId);
    if (status === undefined) return this.notFound(response);
    const detail = `It is ${status}. It belongs to no order here: somebody made it with the key of this shop.`;
    this.send(response, messagePage(this.options.shop.name, `Payment ${paymentId}`, detail));
  }

  private showOrder(id: string, response: ServerResponse, wrong?: string): void {
    const order = this.store.order(id);
    if (!order) return this.notFound(response);
    this.send(response, orderPage(this.options.shop.name, order, wrong), wrong === undefined ? 200 : 422);
  }

  /** Tells the page that something changed, by server-sent events. */
  private followOrder(id: string, response: ServerResponse): void {
    const order = this.store.order(id);
    if (!order) return this.notFound(response);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = () => response.write(`data: ${stateOf(this.store.order(id) ?? order)}\n\n`);
    tell();
    const beat = setInterval(() => response.write(':\n\n'), 15_000);
    this.changes.on(id, tell);
    response.on('close', () => {
      clearInterval(beat);
      this.changes.off(id, tell);
    });
  }

  private async answerMerchant(
    route: string,
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { name } = this.options.shop;
    if (!isMerchant(request, this.options.merchantPassword)) {
      response.setHeader('www-authenticate', 'Basic realm="merchant", charset="UTF-8"');
      return this.send(response, messagePage(name, 'For the shop itself', 'Sign in as "shop".'), 401);
    }
    if (route === 'GET /merchant') return this.send(response, merchantPage(name, this.store.latestOrders(100)));
    const order = this.store.order(id);
    if (!order) return this.notFound(response);
    if (route === 'GET /merchant/:id')
      return this.send(response, merchantOrderPage(name, order, this.store.told(order)));
    if (route !== 'POST /merchant/:id/refund') return this.notFound(response);
    const form = await this.formIn(request, response);
    if (!form) return;
    const wrong = await this.refund(order, form.get('amount') ?? '');
    if (wrong === undefined) return redirect(response, `/merchant/${id}`);
    this.send(response, merchantOrderPage(name, this.store.order(id) ?? order, this.store.told(order), wrong), 422);
  }

  /** @returns a sentence where it was not done */
  private async refund(order: Order, typed: string): Promise<string | undefined> {
    const cents = toCents(typed);
    if (cents === undefined) return `Type an amount such as ${inEuros(order.cents)}.`;
    try {
      await this.till.refund(order.id, cents);
      return undefined;
    } catch (error) {
      if (error instanceof TillError) return error.message;
      throw error;
    }
  }

  /** @returns undefined after it has answered: other sites may not press our buttons */
  private async formIn(request: IncomingMessage, response: ServerResponse): Promise<URLSearchParams | undefined> {
    const body = await readBody(request, 16 * 1024);
    const from = request.headers['sec-fetch-site'];
    const { origin } = request.headers;
    const isOurs = (from === undefined || from === 'same-origin') && (origin === undefined || origin === this.origin);
    if (isOurs && body) return new URLSearchParams(body.toString('utf8'));
    this.send(
      response,
      messagePage(this.options.shop.name, 'Not from here', 'Press the button in the shop itself.'),
      403,
    );
    return undefined;
  }

  private get origin(): string {
    return new URL(this.options.url).origin;
  }

  /** From now on this browser is known. */
  private keep(session: Session, response: ServerResponse): Session {
    this.store.saveSession(session);
    const secure = this.options.url.startsWith('https:') ? '; Secure' : '';
    const attributes = `Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax${secure}`;
    response.setHeader('set-cookie', `${cookieName}=${session.id}; ${attributes}`);
    return session;
  }

  private notFound(response: ServerResponse): void {
    this.send(
      response,
      messagePage(this.options.shop.name, 'Nothing here', 'This address leads to nothing of ours.'),
      404,
    );
  }

  private apologise(error: unknown, response: ServerResponse): void {
    const isRefused = error instanceof TillError;
    if (!isRefused) this.options.onError?.(error);
    if (response.headersSent) return void response.destroy();
    const { name } = this.options.shop;
    if (isRefused) return this.send(response, messagePage(name, 'That did not work', error.message), 409);
    this.send(response, messagePage(name, 'Just a moment', 'We cannot do that now. Nothing is lost: try again.'), 503);
  }

  private send(response: ServerResponse, page: string, status = 200): void {
    const policy = [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "connect-src 'self'",
      'img-src data:',
      // Buttons end in a redirect to the payer's page, which counts as a form sent there.
      `form-action 'self' ${new URL(this.options.apiUrl).origin}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ];
    response
      .writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy.join('; '),
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .end(page);
  }

  private sendText(response: ServerResponse, type: string, text: string): void {
    response
      .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'x-content-type-options': 'nosniff' })
      .end(text);
  }
}

function sumOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0);
}

function linesOf({ basket }: Pick<Session, 'basket'>): Line[] {
  return Object.entries(basket).flatMap(([id, quantity]) => {
    const product = productOf(id);
    return product ? [{ productId: id, name: product.name, quantity, cents: product.cents }] : [];
  });
}

function count({ basket }: Session): number {
  return Object.values(basket).reduce((sum, quantity) => sum + quantity, 0);
}

function cookieIn(request: IncomingMessage): string | undefined {
  return new RegExp(`(?:^|; )${cookieName}=([\\w-]{22})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1];
}

function isMerchant({ headers: { authorization = '' } }: IncomingMessage, password: string | undefined): boolean {
  if (password === undefined) return false;
  const given = Buffer.from(authorization);
  const right = Buffer.from(`Basic ${Buffer.from(`shop:${password}`).toString('base64')}`);
  return given.length === right.length && timingSafeEqual(given, right);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}
