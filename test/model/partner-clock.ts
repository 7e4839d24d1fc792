import type { Database } from './database.js';

/** What is compared with a clock, in the order in which it is moved: what work finds must be older before the work is due. */
const movedTables = ['consents', 'payments', 'order_attempts', 'webhook_deliveries', 'outbox'];

/**
 * Lets time pass for one partner: everything that is written of them becomes older, which is what a clock that moves on
 * amounts to. So many runs share one platform and none of them sees the time of another.
 */
export class PartnerClock {
  private constructor(
    private readonly database: Database,
    private readonly statements: readonly string[],
  ) {}

  static async of(database: Database): Promise<PartnerClock> {
    const columns = await database.rows<{ table_name: string; column_name: string }>(
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'`,
    );
    const statements = movedTables.flatMap((table) => {
      const moved = columns.filter(({ table_name }) => table_name === table).map(({ column_name }) => column_name);
      const sets = moved.map((column) => `${column} = ${column} - $2 * interval '1 second'`).join(', ');
      // Work under way has planned its next look by the old clock: asked for again, it looks once more.
      const again = table === 'outbox' ? ', generation = generation + 1' : '';
      return sets === '' ? [] : [`UPDATE ${table} SET ${sets}${again} WHERE partner_id = $1`];
    });
    return new PartnerClock(database, statements);
  }

  async advance(partnerId: string, seconds: number): Promise<void> {
    for (const statement of this.statements) await this.database.rows(statement, [partnerId, seconds]);
  }
}
