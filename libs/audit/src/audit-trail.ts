import { Injectable } from '@nestjs/common';
import { newId, type Transaction } from '@sluis/persistence';

export interface AuditActor {
  type: 'partner' | 'psu' | 'bank' | 'operator' | 'platform';
  /** The API key, staff member or process; never a name of a person. */
  id?: string;
}

export interface AuditEntry {
  partnerId: string | null;
  actor: AuditActor;
  /** What happened, as `<thing>.<verb>`: `payment.executed`, `bank.draft_created`, `callback.refused`. */
  action: string;
  subject: { type: string; id: string };
  outcome: 'done' | 'refused' | 'failed' | 'unknown' | 'alarm';
  /** Why, or what caused it: a request id, a rule, the bank's status. */
  cause?: string;
  /** Ids, hashes, codes and counts. Personal data and secrets stay out. */
  details?: Record<string, string | number | boolean | null>;
}

/** The entry as its table has it. */
export interface AuditRow {
  id: string;
  partner_id: string | null;
  actor_type: string;
  actor_id: string | null;
  action: string;
  subject_type: string;
  subject_id: string;
  outcome: string;
  cause: string | null;
  details: object;
}

/** The append-only record of everything that was decided, changed, asked of the bank, or refused. */
@Injectable()
export class AuditTrail {
  /** Writes in the caller's transaction, so that nothing happens without its record and no record without the thing. */
  async record(tx: Transaction, entry: AuditEntry): Promise<void> {
    const row = this.rowOf(entry);
    await tx.query(
      `INSERT INTO audit_records (id, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, cause, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        row.id,
        row.partner_id,
        row.actor_type,
        row.actor_id,
        row.action,
        row.subject_type,
        row.subject_id,
        row.outcome,
        row.cause,
        JSON.stringify(row.details),
      ],
    );
  }

  /** For whoever writes the record together with the thing, in one statement. */
  rowOf({ partnerId, actor, action, subject, outcome, cause, details }: AuditEntry): AuditRow {
    return {
      id: newId(),
      partner_id: partnerId,
      actor_type: actor.type,
      actor_id: actor.id ?? null,
      action,
      subject_type: subject.type,
      subject_id: subject.id,
      outcome,
      cause: cause ?? null,
      details: details ?? {},
    };
  }
}
