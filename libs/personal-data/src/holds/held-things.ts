import { Injectable } from '@nestjs/common';
import { queryRows, type Transaction } from '@sluis/persistence';
import { DataSubjects, type SubjectKeys } from '../requests/data-subjects.js';
import { subjectPayments, withSubject } from '../requests/subject-sql.js';

export const holdKinds = ['payment', 'consent', 'partner', 'person'] as const;
export type HoldKind = (typeof holdKinds)[number];

/** What the holds in force come to: the rows that `is_held` asks for. */
@Injectable()
export class HeldThings {
  constructor(private readonly subjects: DataSubjects) {}

  /** Whoever deletes asks for this first: a person may have given a consent since the hold was placed. */
  async refreshAll(tx: Transaction): Promise<void> {
    const holds = await queryRows<{ id: string; kind: HoldKind; subjectId: string }>(
      tx,
      `SELECT id, kind, subject_id AS "subjectId" FROM legal_holds
       WHERE released_at IS NULL AND kind IN ('consent', 'person') ORDER BY id`,
    );
    for (const hold of holds) await this.refresh(tx, hold, await this.subjects.keysOf(tx, hold.subjectId));
  }

  /** @param keys of the person, where a person is held */
  async refresh(
    tx: Transaction,
    { id, kind, subjectId }: { id: string; kind: HoldKind; subjectId: string },
    keys: SubjectKeys | undefined,
  ): Promise<void> {
    if (kind === 'person') {
      if (!keys) return;
      const { text, values } = withSubject(
        keys,
        `INSERT INTO held_things (partner_id, kind, thing_id, hold_id)
         SELECT partner_id, 'payment', id, $7::uuid FROM (${subjectPayments}) paid
         UNION SELECT partner_id, 'consent', id, $7::uuid FROM consents WHERE id = ANY ((SELECT consents FROM s)::uuid[])
         ON CONFLICT DO NOTHING`,
      );
      await tx.query(text, [...values, id]);
      return;
    }
    await tx.query(`${heldBy[kind]} ON CONFLICT DO NOTHING`, [subjectId, id]);
  }

  /** @returns the accounts, by partner, that nothing may be left to keep */
  async free(tx: Transaction, holdId: string): Promise<{ partnerId: string; accountIds: string[] }[]> {
    const freed = await queryRows<{ partnerId: string; accountIds: string[] }>(
      tx,
      `SELECT given.partner_id AS "partnerId", array_agg(DISTINCT given.account_id) AS "accountIds"
       FROM held_things held JOIN consent_accounts given ON given.partner_id = held.partner_id
         AND (held.kind = 'partner' OR (held.kind = 'consent' AND given.consent_id = held.thing_id))
       WHERE held.hold_id = $1 GROUP BY given.partner_id`,
      [holdId],
    );
    await tx.query(`DELETE FROM held_things WHERE hold_id = $1`, [holdId]);
    return freed;
  }

  /** Whether anything of this person is kept by a hold, on whatever it was placed. */
  async isHeld(tx: Transaction, subjectId: string, keys: SubjectKeys): Promise<boolean> {
    const { text, values } = withSubject(
      keys,
      `SELECT EXISTS (SELECT FROM legal_holds WHERE kind = 'person' AND subject_id = $7::uuid AND released_at IS NULL)
         OR EXISTS (SELECT FROM (${subjectPayments}) paid WHERE is_held(paid.partner_id, 'payment', paid.id))
         OR EXISTS (SELECT FROM consents c WHERE c.id = ANY ((SELECT consents FROM s)::uuid[]) AND is_held(c.partner_id, 'consent', c.id))
         AS held`,
    );
    const [row] = await queryRows<{ held: boolean }>(tx, text, [...values, subjectId]);
    return row?.held === true;
  }
}

/** A payment with its consent, and a consent with its payments: each is evidence of the other. */
const heldBy: Record<Exclude<HoldKind, 'person'>, string> = {
  payment: `INSERT INTO held_things (partner_id, kind, thing_id, hold_id)
    SELECT partner_id, 'payment', id, $2::uuid FROM payments WHERE id = $1
    UNION SELECT partner_id, 'consent', consent_id, $2 FROM payments WHERE id = $1 AND consent_id IS NOT NULL`,
  consent: `INSERT INTO held_things (partner_id, kind, thing_id, hold_id)
    SELECT partner_id, 'consent', id, $2::uuid FROM consents WHERE id = $1
    UNION SELECT c.partner_id, 'payment', p.id, $2 FROM consents c
      JOIN payments p ON p.partner_id = c.partner_id AND p.consent_id = c.id WHERE c.id = $1`,
  partner: `INSERT INTO held_things (partner_id, kind, thing_id, hold_id) VALUES ($1::uuid, 'partner', $1, $2)`,
};
