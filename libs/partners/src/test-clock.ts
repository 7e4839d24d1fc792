import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Config } from '@sluis/config';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';

/** What lapses, is counted by time, or tells a partner when something was. Due work comes last. */
export const movedTables = [
  'account_feeds',
  'attachments',
  'authorisations',
  'bank_connections',
  'client_tokens',
  'consent_grants',
  'consent_renewals',
  'consent_uses',
  'consents',
  'funds_confirmation_batches',
  'funds_confirmations',
  'incoming_payment_requests',
  'incoming_request_answers',
  'order_attempts',
  'payment_links',
  'payment_request_batches',
  'payment_requests',
  'payment_transitions',
  'payments',
  'payout_transitions',
  'payouts',
  'unattended_reads',
  'webhook_deliveries',
  'webhook_delivery_attempts',
  'webhook_endpoints',
  'outbox',
] as const;

/** The bank's own times, and the lease by which a worker holds what it is doing right now. */
const keptColumns = ['bank_expires_at', 'history_from', 'history_wanted_from', 'lease_until'];

/**
 * Lets time pass for one partner of a test platform: every stored time of its resources becomes earlier by as much, which is
 * what a clock that moved on amounts to. Nobody else's clock is touched, nor the bank's.
 */
@Injectable()
export class TestClock {
  private columns: Promise<Map<string, string[]>> | undefined;

  constructor(
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /**
   * All of it in the given transaction, which is of this partner and runs alone: the rows are locked in no order that others
   * keep.
   */
  async advance(tx: Transaction, partnerId: string, seconds: number, actor: AuditActor): Promise<void> {
    if (this.config.env.PLATFORM_MODE !== 'test') throw new Error('time passes by itself in live mode');
    this.columns ??= movedColumns(tx).catch((error: unknown) => {
      this.columns = undefined;
      throw error;
    });
    const columns = await this.columns;
    for (const table of movedTables) {
      const sets = (columns.get(table) ?? []).map((column) => `${column} = ${column} - $2 * interval '1 second'`);
      // Work under way has planned its next look by the old clock: asked for again, it looks once more.
      if (table === 'outbox') sets.push('generation = generation + 1');
      await tx.query(`UPDATE ${table} SET ${sets.join(', ')} WHERE partner_id = $1`, [partnerId, seconds]);
    }
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'test_clock.advanced',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
      details: { seconds },
    });
  }
}

async function movedColumns(tx: Transaction): Promise<Map<string, string[]>> {
  const rows = await queryRows<{ table: string; column: string }>(
    tx,
    `SELECT attrelid::regclass::text AS "table", attname AS "column" FROM pg_attribute
     WHERE attrelid = ANY ($1::text[]::regclass[]) AND atttypid = 'timestamptz'::regtype AND NOT attisdropped
       AND attname <> ALL ($2)`,
    [movedTables, keptColumns],
  );
  const columns = Map.groupBy(rows, ({ table }) => table);
  return new Map([...columns].map(([table, of]) => [table, of.map(({ column }) => column)]));
}
