import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../partner-side/loopback-server.js';
import { ApiRefusedError, PartnerApi, paymentSchema, type Payment } from '../../partner-side/partner-api.js';
import { type ReceivedEvent, WebhookInbox } from '../../partner-side/webhook-inbox.js';
import type { Customer } from '../steps/prepare-customers.js';
import { frontPage, messagePage, order, returnPage } from './shop-pages.js';
import { shopStyles } from './shop-styles.js';

const shownEvents = 12;
const keptEvents = 500;

export interface TestShopOptions {
  url: string;
  host: string;
  port: number;
  apiUrl: string;
  apiKey: string;
  /** Who is paid. */
  shop: Customer;
  /** Who pays: the shop knows its customer, so the payer needs to type nothing. */
  payer: Customer;
  onEvent(event: ReceivedEvent): void;
  onRefusedWebhook(reason: string): void;
  onError(error: unknown): void;
}

/**
 * The local test partner: creates payments, takes payers back and receives webhooks, through nothing but the public
 * API. What it shows of a payment it asks the API for; the return address proves nothing.
 */
export class TestShop {
  private readonly api: PartnerApi;
  private readonly events: ReceivedEvent[] = [];
  private readonly inbox: WebhookInbox;
  private readonly contentSecurityPolicy: string;
  private server: { stop(): Promise<void> } | undefined;

  private constructor(private readonly options: TestShopOptions) {
    this.api = new PartnerApi(options.apiUrl, options.apiKey);
    this.inbox = new WebhookInbox({
      onVerified: (event) => {
        this.events.push(event);
        // Deliveries overtake one another; ids are in order of time.
        this.events.sort((left, right) => (left.id < right.id ? 1 : -1)).splice(keptEvents);
        options.onEvent(event);
      },
      onRefused: options.onRefusedWebhook,
    });
    this.contentSecurityPolicy = [
      "default-src 'none'",
      "style-src 'self'",
      'img-src data:',
      // The button ends in a redirect to the payer's page, which counts as a form sent there.
      `form-action 'self' ${new URL(options.apiUrl).origin}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; ');
  }

  static async open(options: TestShopOptions): Promise<TestShop> {
    const shop = new TestShop(options);
    shop.server = await listen(
      options,
      (request, response) => shop.answer(request, response),
      (error) => options.onError(error),
    );
    return shop;
  }

  useWebhookSecret(secret: string): void {
    this.inbox.useSecret(secret);
  }

  createPayment(): Promise<Payment> {
    const { shop, payer, url } = this.options;
    return this.api.post('/payments', paymentSchema, {
      amount: order.amount,
      creditor: { name: shop.name, iban: shop.iban },
      debtor: { name: payer.name, iban: payer.iban },
      remittance_information: 'Two flat whites and an apple pie',
      redirect_uri: `${url}/return`,
    });
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.options.url);
    const route = `${request.method} ${pathname}`;
    if (route === 'POST /webhooks') return this.inbox.take(request, response);
    if (route === 'GET /') return this.send(response, frontPage(this.name, this.events.slice(0, shownEvents)));
    if (route === 'GET /shop.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(shopStyles);
      return;
    }
    if (route === 'POST /pay') return this.pay(request, response);
    if (route === 'GET /return') return this.showReturn(searchParams.get('payment_id') ?? '', response);
    this.send(response, messagePage(this.name, 'Nothing here', 'This shop has one counter.'), 404);
  }

  private async pay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Other sites may not press our button.
    if (!['same-origin', 'none', undefined].includes(headerOf(request, 'sec-fetch-site'))) {
      this.send(response, messagePage(this.name, 'Not from here', 'Press the button in the shop itself.'), 403);
      return;
    }
    const { authorisation_url: link } = await this.createPayment();
    response.writeHead(303, { location: link ?? '/' }).end();
  }

  private async showReturn(paymentId: string, response: ServerResponse): Promise<void> {
    const payment = await this.findPayment(paymentId);
    if (!payment) {
      this.send(response, messagePage(this.name, 'No such payment', 'This link names no payment of this shop.'), 404);
      return;
    }
    const events = this.events.filter(({ resourceId }) => resourceId === payment.id);
    this.send(response, returnPage(this.name, payment, events));
  }

  private async findPayment(id: string): Promise<Payment | undefined> {
    // Only what looks like an id becomes part of an address.
    if (!/^pay_[0-9a-z]{26}$/.test(id)) return undefined;
    try {
      return await this.api.get(`/payments/${id}`, paymentSchema);
    } catch (error) {
      if (error instanceof ApiRefusedError && error.status === 404) return undefined;
      throw error;
    }
  }

  private get name(): string {
    return this.options.shop.name;
  }

  private send(response: ServerResponse, page: string, status = 200): void {
    response
      .writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': this.contentSecurityPolicy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .end(page);
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
