import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const eventSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  resource_type: z.string(),
  resource_version: z.number(),
  data: z.looseObject({ id: z.string(), status: z.string() }),
});

export type ToldEvent = z.output<typeof eventSchema>;

/** What one partner was told, in the order in which it came. */
export interface Inbox {
  url: string;
  events: ToldEvent[];
  /** How many of the next deliveries are turned away. */
  toTurnAway: number;
}

/** The receivers of all partners, behind one address. */
export class WebhookInboxes {
  private readonly inboxes = new Map<string, Inbox>();
  private readonly server = createServer((request, response) => {
    const inbox = this.inboxes.get(request.url ?? '');
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!inbox) return response.writeHead(404).end();
      if (inbox.toTurnAway > 0) {
        inbox.toTurnAway -= 1;
        return response.writeHead(500).end();
      }
      inbox.events.push(eventSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      return response.writeHead(204).end();
    });
  });

  static async start(): Promise<WebhookInboxes> {
    const inboxes = new WebhookInboxes();
    inboxes.server.listen(0, '127.0.0.1');
    await once(inboxes.server, 'listening');
    return inboxes;
  }

  open(name: string): Inbox {
    const path = `/${name}`;
    const inbox = { url: `http://127.0.0.1:${this.port}${path}`, events: [], toTurnAway: 0 };
    this.inboxes.set(path, inbox);
    return inbox;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
}
