import { Injectable } from '@nestjs/common';
import { afterCommit, queryRows, type Statement, type Transaction } from '@sluis/persistence';
import { Doorbell } from './doorbell.js';
import type { WorkKind } from './work-kind.js';

export interface DueWork {
  kind: WorkKind;
  /** What the work is about: an id, or the name of a list at the bank. Never a secret, never a name. */
  subject: string;
  partnerId: string | null;
  /** Milliseconds from now; due at once when left out. */
  inMs?: number;
}

/** How much of the bank one partner may take up. */
export interface TurnBounds {
  /** A partner of whose work so many pieces are held already is passed over. */
  mostPerPartner: number;
  /** How many orders the bank takes in a window; 0 when it has no such limit. */
  places: number;
  windowMs: number;
}

/** A worker's hold on one piece of due work, until the lease ends. */
export interface Claim {
  kind: WorkKind;
  subject: string;
  partnerId: string | null;
  /** How often this work was claimed since it last finished; 1 the first time. */
  tries: number;
  generation: string;
  /** End of the lease as the database wrote it: it tells this hold from the one of whoever took over. */
  leaseUntil: string;
}

export interface ClaimRow {
  partner_id: string | null;
  generation: string;
  tries: number;
  lease_until: string;
}

const held = `kind = $1 AND subject = $2 AND lease_until = $4::timestamptz`;
/**
 * Nobody waits until a claim is on the disk: one that a crash of the database takes is as one whose holder died, and what
 * its work commits takes it along.
 */
const claimText = `
  UPDATE outbox SET lease_until = clock_timestamp() + $3 * interval '1 millisecond', tries = tries + 1
  WHERE kind = $1 AND subject = $2 AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
    AND set_config('synchronous_commit', 'off', true) = 'off'
  RETURNING partner_id, generation, tries, lease_until::text`;
/** With `endValues`: completes work unless it was asked for again, or is in other hands. */
export const endText = `DELETE FROM outbox WHERE ${held} AND generation = $3`;
const putOffText = `
  UPDATE outbox SET due_at = now() + $5 * interval '1 millisecond', lease_until = NULL,
    tries = CASE WHEN $6 THEN tries ELSE 0 END
  WHERE ${held} AND generation = $3 RETURNING 1`;

/** The first four parameters of a statement that completes work together with something else. */
export function endValues({ kind, subject, generation, leaseUntil }: Claim): unknown[] {
  return [kind, subject, generation, leaseUntil];
}

export function claimOf(kind: WorkKind, subject: string, row: ClaimRow): Claim {
  const { partner_id: partnerId, generation, tries, lease_until: leaseUntil } = row;
  return { kind, subject, partnerId, generation, tries, leaseUntil };
}

/**
 * Work that is due, kept in Postgres and written in the transaction that made it due.
 *
 * Queues only say *look now*: whatever Redis lost is found again by the sweep, and a job that is old, doubled or forged
 * claims nothing.
 */
@Injectable()
export class Outbox {
  constructor(private readonly doorbell: Doorbell) {}

  /** Makes `work` due. Asking again for the same subject keeps one row and the earlier time. */
  async schedule(tx: Transaction, work: DueWork): Promise<void> {
    const { kind, subject, inMs = 0 } = work;
    await scheduleUnrung(tx, work);
    afterCommit(tx, () => this.doorbell.ring(kind, subject, inMs));
  }

  /** @returns undefined when nothing is due for the subject or somebody else holds it */
  async claim(tx: Transaction, kind: WorkKind, subject: string, leaseMs: number): Promise<Claim | undefined> {
    const { text, values } = this.claimStatement(kind, subject, leaseMs);
    const [row] = await queryRows<ClaimRow>(tx, text, values);
    return row && claimOf(kind, subject, row);
  }

  /** `claim` as a statement that is a transaction of its own; its row is read by `claimOf`. */
  claimStatement(kind: WorkKind, subject: string, leaseMs: number): Statement {
    return { name: 'outbox_claim', text: claimText, values: [kind, subject, leaseMs] };
  }

  /**
   * Claims the due work of the partner whose turn it is: partners are served in turn, by their share, however much each
   * has waiting.
   *
   * @param bounds of what one partner may take up
   * @returns undefined when nothing is due, or only work of partners that hold as much as they may; `againInMs` when what is
   *   due would take up places that are left free for others, and how long that holds at least
   */
  async claimInTurn(
    tx: Transaction,
    kind: WorkKind,
    leaseMs: number,
    { mostPerPartner, places, windowMs }: TurnBounds,
  ): Promise<Claim | { againInMs: number } | undefined> {
    const [row] = await queryRows<{
      subject: string | null;
      partner_id: string;
      generation: string;
      tries: number;
      lease_until: string;
      again_in_ms: string | null;
    }>(
      tx,
      `SELECT subject, partner_id, generation, tries, lease_until, again_in_ms FROM claim_in_turn($1, $2, $3, $4, $5)`,
      [kind, leaseMs, mostPerPartner, places, windowMs],
    );
    if (!row) return undefined;
    const { subject, partner_id: partnerId, generation, tries, lease_until: leaseUntil, again_in_ms: againInMs } = row;
    if (againInMs !== null) return { againInMs: Number(againInMs) };
    return subject === null ? undefined : { kind, subject, partnerId, generation, tries, leaseUntil };
  }

  /** Has turns of a kind looked at again, after `inMs`. */
  lookAgain(kind: WorkKind, inMs: number): void {
    this.doorbell.ringForTurn(kind, inMs);
  }

  /**
   * Keeps a claim for `leaseMs` from now.
   *
   * @returns false when somebody else holds the work by now
   */
  async extend(tx: Transaction, claim: Claim, leaseMs: number): Promise<boolean> {
    const [row] = await queryRows<{ lease_until: string }>(
      tx,
      `UPDATE outbox SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE kind = $1 AND subject = $2 AND lease_until = $3::timestamptz RETURNING lease_until::text`,
      [claim.kind, claim.subject, claim.leaseUntil, leaseMs],
    );
    if (row) claim.leaseUntil = row.lease_until;
    return row !== undefined;
  }

  /**
   * Ends a claim. Work asked for again while it was being done stays due at once, whatever `againInMs` says. A worker
   * that slept past its lease ends nothing: the work is in the hands of whoever took over.
   *
   * @param againInMs undefined when the work is complete
   */
  async finish(tx: Transaction, claim: Claim, againInMs?: number, { keepTries = false } = {}): Promise<void> {
    const { text, values } = this.finishStatement(claim, againInMs, { keepTries });
    const ended = await queryRows(tx, text, values);
    if (ended.length > 0) {
      afterCommit(tx, () => this.ringAgain(claim, againInMs));
      return;
    }
    const { kind, subject, generation, leaseUntil } = claim;
    // Asked for again meanwhile: release the lease and leave the newer due time alone.
    const askedAgain = await queryRows(
      tx,
      `UPDATE outbox SET lease_until = NULL, tries = 0 WHERE ${held} AND generation > $3 RETURNING kind`,
      [kind, subject, generation, leaseUntil],
    );
    if (askedAgain.length > 0) afterCommit(tx, () => this.doorbell.ring(kind, subject));
  }

  /** After work was put off. */
  ringAgain({ kind, subject }: Claim, againInMs: number | undefined): void {
    if (againInMs !== undefined) this.doorbell.ring(kind, subject, againInMs);
  }

  /** What `finish` tries first; it returns no row where the work was asked for again, or is in other hands. */
  finishStatement(claim: Claim, againInMs?: number, { keepTries = false } = {}): Statement {
    const { kind, subject, generation, leaseUntil } = claim;
    if (againInMs === undefined)
      return { name: 'outbox_end', text: `${endText} RETURNING 1`, values: endValues(claim) };
    const values = [kind, subject, generation, leaseUntil, againInMs, keepTries];
    return { name: 'outbox_put_off', text: putOffText, values };
  }

  /** What a sweep finds: due, and held by nobody. Oldest first. */
  due(tx: Transaction, limit: number): Promise<{ kind: WorkKind; subject: string }[]> {
    return queryRows(
      tx,
      `SELECT kind, subject FROM outbox
       WHERE due_at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY due_at LIMIT $1`,
      [limit],
    );
  }
}

/** As `schedule`, without a ring, for processes that know no queues: the next sweep finds it. */
export async function scheduleUnrung(tx: Transaction, { kind, subject, partnerId, inMs = 0 }: DueWork): Promise<void> {
  await tx.query(
    `INSERT INTO outbox AS existing (kind, subject, partner_id, due_at)
     VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')
     ON CONFLICT (kind, subject) DO UPDATE
       SET due_at = least(existing.due_at, excluded.due_at), generation = existing.generation + 1`,
    [kind, subject, partnerId, inMs],
  );
}
