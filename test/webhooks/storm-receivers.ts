import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export const tempers = ['healthy', 'failing', 'hanging', 'flapping'] as const;
export type Temper = (typeof tempers)[number];

/** A flapping receiver is well for so long, and then as long unwell. */
const flapMs = 3_000;

export interface StormReceiver {
  temper: Temper;
  url: string;
  /** Set once the endpoint is registered; before that nothing verifies. */
  secret: string;
  /** How often each event was accepted. */
  accepted: Map<string, number>;
  /** From the event to its first acceptance. */
  delaysMs: number[];
}

/** Many receivers of different tempers behind one port; each checks every signature with the official library. */
export class StormReceivers {
  readonly all: StormReceiver[] = [];
  /** Requests whose signature did not verify. */
  unverified = 0;
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const receiver = this.all[Number(request.url?.slice(1))];
      if (!receiver) return void response.writeHead(404).end();
      try {
        const event = new Webhook(receiver.secret).verify(Buffer.concat(chunks).toString(), headersOf(request.headers));
        answer(receiver, event, response);
      } catch {
        this.unverified += 1;
        response.writeHead(400).end();
      }
    });
    request.on('error', () => undefined);
    response.on('error', () => undefined);
  });

  static async start(of: readonly Temper[]): Promise<StormReceivers> {
    const receivers = new StormReceivers();
    receivers.server.listen(0, '127.0.0.1');
    await once(receivers.server, 'listening');
    const { port } = receivers.server.address() as AddressInfo;
    for (const [index, temper] of of.entries()) {
      const url = `http://127.0.0.1:${port}/${index}`;
      receivers.all.push({ temper, url, secret: '', accepted: new Map(), delaysMs: [] });
    }
    return receivers;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

function answer(receiver: StormReceiver, event: unknown, response: ServerResponse): void {
  const { temper, accepted, delaysMs } = receiver;
  if (temper === 'hanging') return;
  const isWell = temper === 'healthy' || (temper === 'flapping' && Math.floor(Date.now() / flapMs) % 2 === 0);
  if (!isWell) return void response.writeHead(503).end();
  const { id, created_at: createdAt } = event as { id: string; created_at: string };
  const times = accepted.get(id) ?? 0;
  if (times === 0) delaysMs.push(Date.now() - Date.parse(createdAt));
  accepted.set(id, times + 1);
  response.writeHead(204).end();
}

function headersOf(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
