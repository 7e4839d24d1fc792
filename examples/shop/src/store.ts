import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Order, orderSchema } from './order.js';

const sessionSchema = z.object({
  id: z.string(),
  /** How many of what. */
  basket: z.record(z.string(), z.int().min(1).max(99)),
  /** The consent that lets this customer pay with one tap. */
  consent: z.object({ id: z.string(), state: z.string() }).nullable(),
});

const keptEventSchema = z.object({
  id: z.string(),
  resourceId: z.string(),
  type: z.string(),
  at: z.string(),
  version: z.int(),
  status: z.string().nullable(),
});

export type KeptEvent = z.output<typeof keptEventSchema>;
export type Session = z.output<typeof sessionSchema>;

/** Everything that must be there after a restart, in one file. Calls end before they return, so no change comes between two. */
export class Store {
  private readonly database: DatabaseSync;

  /** @param path a file; `:memory:` forgets all at the end */
  constructor(path: string) {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.database = new DatabaseSync(path);
    this.database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, content TEXT NOT NULL) STRICT;
      -- Which order a payment, a request or a refund belongs to.
      CREATE TABLE IF NOT EXISTS resources (id TEXT PRIMARY KEY, order_id TEXT NOT NULL) STRICT;
      -- What we were told, once each. A webhook can be here before the answer to the very request that it is about.
      CREATE TABLE IF NOT EXISTS events (
        id TEXT PRIMARY KEY, resource_id TEXT NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL, version INTEGER NOT NULL, status TEXT
      ) STRICT;
      CREATE INDEX IF NOT EXISTS events_of_resource ON events (resource_id, version);
    `);
  }

  session(id: string | undefined): Session {
    const row =
      id === undefined ? undefined : this.database.prepare('SELECT content FROM sessions WHERE id = ?').get(id);
    return row ? parsed(row, sessionSchema) : { id: newToken(), basket: {}, consent: null };
  }

  saveSession(session: Session): void {
    this.database
      .prepare('INSERT INTO sessions VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET content = excluded.content')
      .run(session.id, JSON.stringify(session));
  }

  createOrder(content: Pick<Order, 'lines' | 'cents'>): Order {
    const last = this.database.prepare('SELECT max(number) AS number FROM orders').get();
    const order: Order = {
      ...content,
      id: newToken(),
      number: Number(last?.['number'] ?? 1000) + 1,
      createdAt: new Date().toISOString(),
      attempts: [],
      refunds: [],
    };
    this.database.prepare('INSERT INTO orders VALUES (?, ?, ?)').run(order.number, order.id, JSON.stringify(order));
    return order;
  }

  order(id: string): Order | undefined {
    const row = this.database.prepare('SELECT content FROM orders WHERE id = ?').get(id);
    return row && parsed(row, orderSchema);
  }

  orderOf(resourceId: string): Order | undefined {
    const row = this.database.prepare('SELECT order_id FROM resources WHERE id = ?').get(resourceId);
    return row && this.order(String(row['order_id']));
  }

  latestOrders(limit: number): Order[] {
    const rows = this.database.prepare('SELECT content FROM orders ORDER BY number DESC LIMIT ?').all(limit);
    return rows.map((row) => parsed(row, orderSchema));
  }

  /** Reads, changes and writes an order, with nothing in between. */
  change(id: string, change: (order: Order) => void): Order {
    const order = this.order(id);
    if (!order) throw new Error('there is no such order');
    change(order);
    this.database.prepare('UPDATE orders SET content = ? WHERE id = ?').run(JSON.stringify(order), id);
    for (const { id: resource } of [...order.attempts, ...order.refunds]) {
      if (resource !== null) this.database.prepare('INSERT OR IGNORE INTO resources VALUES (?, ?)').run(resource, id);
    }
    return order;
  }

  /** @returns false for an event that was kept before */
  keepEvent({ id, resourceId, type, at, version, status }: KeptEvent): boolean {
    const insert = this.database.prepare('INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)');
    return insert.run(id, resourceId, type, at, version, status).changes > 0;
  }

  /** In the order of their versions, however they arrived. */
  eventsOf(resourceId: string): KeptEvent[] {
    const rows = this.database
      .prepare(
        'SELECT id, resource_id AS resourceId, type, at, version, status FROM events WHERE resource_id = ? ORDER BY version',
      )
      .all(resourceId);
    return z.array(keptEventSchema).parse(rows);
  }

  /** What we were told of an order's payments and refunds. */
  told({ attempts, refunds }: Order): KeptEvent[] {
    return [...attempts, ...refunds].flatMap(({ id }) => (id === null ? [] : this.eventsOf(id)));
  }

  close(): void {
    this.database.close();
  }
}

export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

function parsed<T extends z.ZodType>(row: Record<string, unknown>, schema: T): z.output<T> {
  return schema.parse(JSON.parse(String(row['content'])));
}
