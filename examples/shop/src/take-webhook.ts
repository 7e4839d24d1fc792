import { type SluisEvent, verifyWebhook, WebhookVerificationError } from '@sluis/sdk';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './read-body.js';
import type { Store } from './store.js';
import type { Till } from './till.js';

interface WebhookTaker {
  store: Store;
  till: Till;
  /** Undefined until the endpoint is registered. */
  secret: string | undefined;
  onEvent(event: SluisEvent): void;
  onRefused(reason: string): void;
}

/**
 * Believes nothing before the signature was checked over the bytes as they came, and answers 2xx only to what was kept. What it
 * then says of an order goes by `resource_version`: deliveries overtake one another, and come twice.
 */
export async function takeWebhook(
  { store, till, secret, onEvent, onRefused }: WebhookTaker,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, 256 * 1024);
  // Delivered again later.
  if (secret === undefined) return void response.writeHead(503).end();
  if (body === undefined) return void response.writeHead(413).end();
  let event: SluisEvent;
  try {
    event = await verifyWebhook(body, request.headers, secret);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    onRefused(error.message);
    return void response.writeHead(400).end();
  }
  const { id, type, created_at: at, resource_version: version, data } = event;
  const status = 'status' in data ? data.status : null;
  if (store.keepEvent({ id, resourceId: data.id, type, at, version, status })) {
    till.hear(data.id);
    onEvent(event);
  }
  response.writeHead(204).end();
}
