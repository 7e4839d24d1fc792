import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Lists of events show what every older transaction of the server has let go of, so that no event is ever skipped. Other
 * test files work on the same server: this waits until theirs no longer hide what is committed here.
 */
export async function untilEventsShow(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    const now = await client.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
    for (;;) {
      const { rows } = await client.query<{ shown: boolean }>(
        'SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS shown',
        [now.rows[0]?.id],
      );
      if (rows[0]?.shown) return;
      await wait(20);
    }
  } finally {
    await client.end();
  }
}
