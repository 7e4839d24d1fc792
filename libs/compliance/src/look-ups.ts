import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { DerivedTokens, fromPublicId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { staffActor, type StaffIdentity } from '@sluis/staff';

export type LookUpAction =
  | 'searched'
  | 'listed'
  | 'viewed'
  | 'revealed'
  | 'export_begun'
  | 'exported'
  | 'fetched'
  | 'marked'
  | 'reported'
  | 'registered';
export type LookUpDetails = Record<string, string | number | boolean | null>;

/** Why somebody may see personal data. A code and a case, never a sentence: the audit trail holds nothing personal. */
export const revealReasons = ['complaint', 'fraud', 'supervisor', 'data_subject', 'support', 'incident'] as const;
export type RevealReason = (typeof revealReasons)[number];

/** The number of a file at the desk, not its story: without a digit it would be a name. */
export const caseReferencePattern = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9 #/_.,:()-]{2,59}$/;

export interface LookUp {
  id: string;
  at: string;
  staff: { id: string; name: string | null };
  action: string;
  subject: { type: string; id: string };
  outcome: string;
  reason: string | null;
  details: Record<string, unknown>;
}

/** What staff looked at: written in the transaction that reads it, so that nothing is shown without its record. */
@Injectable()
export class LookUps {
  constructor(
    private readonly audit: AuditTrail,
    private readonly hashes: DerivedTokens,
  ) {}

  record(
    tx: Transaction,
    staff: StaffIdentity,
    action: LookUpAction,
    {
      partnerId = null,
      subject,
      outcome = 'done',
      cause,
      details,
    }: {
      partnerId?: string | null;
      subject: { type: string; id: string };
      outcome?: 'done' | 'failed';
      cause?: string | undefined;
      details?: LookUpDetails;
    },
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor: staffActor(staff),
      action: `staff.${action}`,
      subject,
      outcome,
      cause,
      details,
    });
  }

  /** What was searched for, as a keyed hash: whether two searched for the same can be told, what it was cannot. */
  hashOf(term: string): string {
    return this.hashes.derive('staff search', term).slice(0, 22);
  }

  /** Newest first. @param staffId only this person's */
  async list(
    tx: Transaction,
    { staffId, before, limit }: { staffId: string | undefined; before: string | undefined; limit: number },
  ): Promise<{ items: LookUp[]; hasMore: boolean; next: string | undefined }> {
    const rows = await queryRows<AuditRow>(
      tx,
      `SELECT id, recorded_at, actor_id, action, subject_type, subject_id, outcome, cause, details
       FROM audit_records
       WHERE action LIKE 'staff.%' AND ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR actor_id = $2)
       ORDER BY id DESC LIMIT $3`,
      [before ?? null, staffId === undefined ? null : toPublicId('staffMember', staffId), limit + 1],
    );
    const page = rows.slice(0, limit);
    const names = await staffNames(
      tx,
      page.map(({ actor_id: actor }) => actor),
    );
    return {
      items: page.map((row) => ({
        id: row.id,
        at: row.recorded_at.toISOString(),
        staff: { id: row.actor_id ?? 'unknown', name: names.get(row.actor_id ?? '') ?? null },
        action: row.action.slice('staff.'.length),
        subject: { type: row.subject_type, id: row.subject_id },
        outcome: row.outcome,
        reason: row.cause,
        details: row.details,
      })),
      hasMore: rows.length > limit,
      next: page.at(-1)?.id,
    };
  }
}

interface AuditRow {
  id: string;
  recorded_at: Date;
  actor_id: string | null;
  action: string;
  subject_type: string;
  subject_id: string;
  outcome: string;
  cause: string | null;
  details: Record<string, unknown>;
}

/** Names beside the ids by which the audit trail knows people. */
export async function staffNames(tx: Transaction, actorIds: (string | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(actorIds)].flatMap((id) => (id && fromPublicId('staffMember', id)) || []);
  if (ids.length === 0) return new Map();
  const rows = await queryRows<{ id: string; name: string }>(
    tx,
    `SELECT id, name FROM staff_members WHERE id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [toPublicId('staffMember', id), name]));
}
