import { platformSession } from '@sluis/persistence';
import { Client } from 'pg';

type Parameter = string | number | boolean | Date | null;

/** The database itself: what is really stored, and what only a clock or an accident would change. */
export class Sql {
  private constructor(private readonly client: Client) {}

  static async open(databaseUrl: string): Promise<Sql> {
    const client = new Client({ connectionString: databaseUrl, options: platformSession });
    // The database is dropped by force when its file is done.
    client.on('error', () => undefined);
    await client.connect();
    return new Sql(client);
  }

  async rows<Row extends object = Record<string, unknown>>(sql: string, parameters: Parameter[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, parameters)).rows;
  }

  /** The first column of the first row. */
  async value<T = unknown>(sql: string, parameters: Parameter[] = []): Promise<T | undefined> {
    const answer = await this.client.query<T[]>({ text: sql, values: parameters, rowMode: 'array' });
    return answer.rows[0]?.[0];
  }

  /** How many rows each table holds. */
  async counts(tables: readonly string[]): Promise<Record<string, number>> {
    const columns = tables.map((table) => `(SELECT count(*)::integer FROM ${table}) AS ${table}`);
    const [row] = await this.rows<Record<string, number>>(`SELECT ${columns.join(', ')}`);
    return row ?? {};
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

/** Everything that a request may leave behind. */
export const storedThings = [
  'payments',
  'payment_transitions',
  'payouts',
  'payout_transitions',
  'bank_connections',
  'consents',
  'authorisations',
  'events',
  'audit_records',
  'idempotency_keys',
  'payment_requests',
  'payment_request_batches',
  'incoming_request_answers',
  'attachments',
  'webhook_endpoints',
  'webhook_deliveries',
  'outbox',
] as const;
