import type { IncomingMessage, ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { readBody } from './read-body.js';

const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  created_at: z.string(),
  resource_version: z.int(),
  data: z.looseObject({ id: z.string() }),
});

/** Redeliveries of older events than these are shown again; a shop with orders would keep their ids beside the orders. */
const remembered = 1_000;

/** An event whose signature was right. */
export interface ReceivedEvent {
  id: string;
  type: string;
  resourceId: string;
  resourceVersion: number;
  at: Date;
}

interface InboxListener {
  /** Once per event, however often it is delivered. */
  onVerified(event: ReceivedEvent): void;
  onRefused(reason: string): void;
}

/** The receiving end of webhooks: verifies before it believes, and answers 2xx to what it has taken. */
export class WebhookInbox {
  private readonly known = new Set<string>();
  private secret: string | undefined;

  constructor(private readonly listener: InboxListener) {}

  /** Until then everything is answered 503, and delivered again later. */
  useSecret(secret: string): void {
    this.secret = secret;
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (this.secret === undefined || body === undefined) {
      response.writeHead(body === undefined ? 413 : 503).end();
      return;
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    let event: z.output<typeof eventSchema>;
    try {
      event = eventSchema.parse(new Webhook(this.secret).verify(body, headers));
    } catch (error) {
      response.writeHead(401).end();
      this.listener.onRefused(error instanceof z.ZodError ? 'it holds no event' : 'its signature is not right');
      return;
    }
    response.writeHead(204).end();
    if (this.known.has(event.id)) return;
    this.known.add(event.id);
    for (const oldest of this.known) {
      if (this.known.size <= remembered) break;
      this.known.delete(oldest);
    }
    this.listener.onVerified({
      id: event.id,
      type: event.type,
      resourceId: event.data.id,
      resourceVersion: event.resource_version,
      at: new Date(event.created_at),
    });
  }
}
