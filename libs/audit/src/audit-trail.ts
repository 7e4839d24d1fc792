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

/** The append-only record of everything that was decided, changed, asked of the bank, or refused. */
@Injectable()
export class AuditTrail {
  /** Writes in the caller's transaction, so that nothing happens without its record and no record without the thing. */
  async record(tx: Transaction, entry: AuditEntry): Promise<void> {
    await tx.query(
      `INSERT INTO audit_records (id, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, cause, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        entry.partnerId,
        entry.actor.type,
        entry.actor.id ?? null,
        entry.action,
        entry.subject.type,
        entry.subject.id,
        entry.outcome,
        entry.cause ?? null,
        JSON.stringify(entry.details ?? {}),
      ],
    );
  }
}
