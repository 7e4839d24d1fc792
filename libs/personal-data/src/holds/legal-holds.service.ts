import { Injectable } from '@nestjs/common';
import { LookUps, type RevealReason } from '@sluis/compliance';
import { KnownAccounts } from '@sluis/consents';
import { refusalsOf } from '@sluis/errors';
import { newId, queryRows, toPublicId, Transactions, type IdKind, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { DataSubjects } from '../requests/data-subjects.js';
import { HeldThings, type HoldKind } from './held-things.js';

const refused = refusalsOf('Nothing was put on hold.');

export interface LegalHold {
  id: string;
  kind: HoldKind;
  /** `pay_…`, `con_…`, `par_…` or `dsu_…` */
  subject: string;
  reason: string;
  case_reference: string;
  placed_by: string;
  placed_at: string;
  released_by: string | null;
  released_at: string | null;
  /** Payments and consents that it keeps, as of now; of a partner it keeps all. */
  things: number;
}

const idKinds = {
  payment: 'payment',
  consent: 'consent',
  partner: 'partner',
  person: 'dataSubject',
} as const satisfies Record<HoldKind, IdKind>;
const tables: Record<HoldKind, string> = {
  payment: 'payments',
  consent: 'consents',
  partner: 'partners',
  person: 'data_subjects',
};
const mostListed = 200;

/** What must not be deleted, whatever else says that it may: for a court, a supervisor, an investigation. */
@Injectable()
export class LegalHolds {
  constructor(
    private readonly transactions: Transactions,
    private readonly subjects: DataSubjects,
    private readonly held: HeldThings,
    private readonly accounts: KnownAccounts,
    private readonly lookUps: LookUps,
  ) {}

  list(staff: StaffIdentity): Promise<LegalHold[]> {
    return this.transactions.run(async (tx) => {
      const holds = await queryRows<HoldRow>(
        tx,
        `${holdText} ORDER BY h.released_at IS NOT NULL, h.id DESC LIMIT ${mostListed}`,
      );
      const details = { rows: holds.length };
      await this.lookUps.record(tx, staff, 'listed', { subject: { type: 'list', id: 'legal_holds' }, details });
      return holds.map(toHold);
    });
  }

  /** @throws DomainError request_invalid  there is nothing of this id, or it is held for this case already */
  place(
    staff: StaffIdentity,
    { kind, id: subjectId }: { kind: HoldKind; id: string },
    { reason, caseReference }: { reason: RevealReason; caseReference: string },
  ): Promise<LegalHold> {
    return this.transactions.run(async (tx) => {
      const condition = kind === 'person' ? 'id = $1 AND erased_at IS NULL' : 'id = $1';
      const [there] = await queryRows(tx, `SELECT 1 FROM ${tables[kind]} WHERE ${condition}`, [subjectId]);
      if (!there) throw refused('/subject', 'is not there');
      const id = newId();
      const placed = await queryRows(
        tx,
        `INSERT INTO legal_holds (id, kind, subject_id, reason, case_reference, placed_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, subject_id, case_reference) WHERE released_at IS NULL DO NOTHING RETURNING id`,
        [id, kind, subjectId, reason, caseReference, staff.id],
      );
      if (placed.length === 0) throw refused('/subject', 'is held for this case already');
      await this.held.refresh(tx, { id, kind, subjectId }, await this.subjects.keysOf(tx, subjectId));
      await this.record(tx, staff, 'placed', { id, kind, subjectId, reason, caseReference });
      return this.show(tx, id);
    });
  }

  /** From now on time does its work again. @returns undefined when there is no such hold in force */
  release(staff: StaffIdentity, id: string): Promise<LegalHold | undefined> {
    return this.transactions.run(async (tx) => {
      const [hold] = await queryRows<{
        kind: HoldKind;
        subjectId: string;
        reason: RevealReason;
        caseReference: string;
      }>(
        tx,
        `UPDATE legal_holds SET released_by = $2, released_at = now() WHERE id = $1 AND released_at IS NULL
         RETURNING kind, subject_id AS "subjectId", reason, case_reference AS "caseReference"`,
        [id, staff.id],
      );
      if (!hold) return undefined;
      const freed = await this.held.free(tx, id);
      // Blanked when its consent ended, had it not been held.
      for (const { partnerId, accountIds } of freed) await this.accounts.forgetUncovered(tx, partnerId, accountIds);
      await this.record(tx, staff, 'released', { id, ...hold });
      return this.show(tx, id);
    });
  }

  private record(
    tx: Transaction,
    staff: StaffIdentity,
    step: 'placed' | 'released',
    hold: { id: string; kind: HoldKind; subjectId: string; reason: RevealReason; caseReference: string },
  ): Promise<void> {
    return this.lookUps.record(tx, staff, 'registered', {
      subject: { type: 'legal_hold', id: toPublicId('legalHold', hold.id) },
      cause: hold.reason,
      details: { step, case: hold.caseReference, on: toPublicId(idKinds[hold.kind], hold.subjectId) },
    });
  }

  private async show(tx: Transaction, id: string): Promise<LegalHold> {
    const [hold] = await queryRows<HoldRow>(tx, `${holdText} WHERE h.id = $1`, [id]);
    if (!hold) throw new RangeError('a hold that was just written is not there');
    return toHold(hold);
  }
}

interface HoldRow extends Omit<LegalHold, 'subject' | 'placed_at' | 'released_at'> {
  subject_id: string;
  placed_at: Date;
  released_at: Date | null;
}

const holdText = `SELECT h.id, h.kind, h.subject_id, h.reason, h.case_reference, p.name AS placed_by, h.placed_at,
  r.name AS released_by, h.released_at,
  (SELECT count(*)::integer FROM held_things t WHERE t.hold_id = h.id AND t.kind <> 'partner') AS things
  FROM legal_holds h JOIN staff_members p ON p.id = h.placed_by LEFT JOIN staff_members r ON r.id = h.released_by`;

function toHold({ subject_id: subjectId, ...hold }: HoldRow): LegalHold {
  return {
    ...hold,
    id: toPublicId('legalHold', hold.id),
    subject: toPublicId(idKinds[hold.kind], subjectId),
    placed_at: hold.placed_at.toISOString(),
    released_at: hold.released_at?.toISOString() ?? null,
  };
}
