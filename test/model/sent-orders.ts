import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

const orderPath =
  /\/(payment-service-provider-draft-payment|payment-service-provider-issuer-transaction|draft-payment)$/;

/** Under which request ids each order reached the bank, read off the wire: whatever came of it there. */
export class SentOrders {
  private readonly requestIds = new Map<string, Set<string>>();

  constructor() {
    subscribe('http.server.request.start', this.listen);
  }

  of(description: string): number {
    return this.requestIds.get(description)?.size ?? 0;
  }

  stop(): void {
    unsubscribe('http.server.request.start', this.listen);
  }

  private readonly listen = (message: unknown): void => {
    const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : null;
    if (!(request instanceof IncomingMessage) || request.method !== 'POST') return;
    const requestId = request.headers['x-bunq-client-request-id'];
    if (typeof requestId !== 'string' || !orderPath.test(request.url ?? '')) return;
    const chunks: Buffer[] = [];
    // Listened to on its way in: a listener for `data` would take the body from the bank.
    const push = request.push.bind(request);
    request.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      else if (chunk === null) this.note(requestId, Buffer.concat(chunks).toString('utf8'));
      return push(chunk, encoding);
    };
  };

  private note(requestId: string, body: string): void {
    const description = /"description":\s*"([^"]+)"/.exec(body)?.[1];
    if (description === undefined) return;
    this.requestIds.set(description, (this.requestIds.get(description) ?? new Set()).add(requestId));
  }
}
