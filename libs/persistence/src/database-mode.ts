import { ConfigError, type PlatformMode } from '@sluis/config';
import { queryRows, type Transactions } from './transactions.js';

/**
 * A database belongs to the mode of the first process that worked with it, for good: live and test data never meet in it,
 * not even by a wrong setting or a restored backup.
 *
 * @throws ConfigError when it belongs to the other mode
 */
export async function requireDatabaseOfMode(transactions: Transactions, mode: PlatformMode): Promise<void> {
  const recorded = await transactions.run(async (tx) => {
    const read = () => queryRows<{ mode: PlatformMode }>(tx, `SELECT mode FROM database_mode`);
    const [known] = await read();
    if (known) return known.mode;
    // Of two that start at once the second waits here for the first, and reads what it wrote.
    await tx.query(`INSERT INTO database_mode (mode) VALUES ($1) ON CONFLICT DO NOTHING`, [mode]);
    return (await read())[0]?.mode;
  });
  if (recorded !== mode)
    throw new ConfigError(`PLATFORM_MODE: is "${mode}", and the database of DATABASE_URL is of ${recorded} mode`);
}
