import { platformSession } from '@sluis/persistence';
import { Pool } from 'pg';

type Parameter = string | number | boolean | Date | null;

/** The platform's database, for many runs at a time: for waiting, for accidents, and for what only rows can tell. */
export class Database {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 4, options: platformSession });
    // The database is dropped by force when its file is done.
    this.pool.on('error', () => undefined);
  }

  async rows<Row extends object = Record<string, unknown>>(sql: string, parameters: Parameter[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, parameters)).rows;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
