import { queryRows, type Transaction } from '@sluis/persistence';

/** What the bank called about. Its own words for it stay outside: a callback is signed by nobody. */
export type BankCallbackKind = 'draft_payment' | 'account_movement' | 'connection_ended' | 'payment_request';

export interface BankCallback {
  partnerId: string;
  /** Public id of what it is about. */
  subject: string;
  kind: BankCallbackKind;
  /** What was done with the hint. */
  effect: 'read_is_due' | 'nothing_to_read';
}

export interface RecordedCallback {
  kind: string;
  effect: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
}

/** Whoever knows the address can call without end; what comes after these is not recorded. */
const mostPerSubject = 500;
/** An account in use has news all day: one row a day says as much. */
const slots: Record<BankCallbackKind, string> = {
  account_movement: `date_trunc('day', now(), 'UTC')`,
  draft_payment: 'now()',
  connection_ended: 'now()',
  payment_request: 'now()',
};

/** In the transaction that makes the read due. */
export async function recordCallback(
  tx: Transaction,
  { partnerId, subject, kind, effect }: BankCallback,
): Promise<void> {
  await tx.query(
    `INSERT INTO bank_callbacks AS known (partner_id, subject, kind, effect, slot)
     SELECT $1, $2, $3, $4, ${slots[kind]}
     WHERE (SELECT count(*) FROM bank_callbacks WHERE partner_id = $1 AND subject = $2) < ${mostPerSubject}
     ON CONFLICT (partner_id, subject, slot, kind, effect)
       DO UPDATE SET times = known.times + 1, last_at = excluded.last_at`,
    [partnerId, subject, kind, effect],
  );
}

/** The latest first. */
export function callbacksAbout(tx: Transaction, partnerId: string, subjects: string[]): Promise<RecordedCallback[]> {
  return queryRows<RecordedCallback>(
    tx,
    `SELECT kind, effect, first_at AS "firstAt", last_at AS "lastAt", times FROM bank_callbacks
     WHERE partner_id = $1 AND subject = ANY ($2) ORDER BY first_at DESC LIMIT ${mostPerSubject}`,
    [partnerId, subjects],
  );
}
