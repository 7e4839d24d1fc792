import { Injectable } from '@nestjs/common';
import { refusalsOf } from '@sluis/errors';
import { todayInAmsterdam } from '@sluis/money';
import { queryRows, SecretBox, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from './look-ups.js';

const refused = refusalsOf('The file was not changed.');

/** Whether a partner has a licence of its own, acts as our agent (PSD2 art. 19), or does nothing that needs either. */
export const partnerStandings = ['licensed', 'agent', 'neither'] as const;

export interface PartnerReview {
  standing: (typeof partnerStandings)[number];
  registerNumber: string | null;
  authority: string | null;
  approvedPages: string[];
  /** A calendar day. */
  nextReviewOn: string;
  text: string;
}

/** A review of a partner's file; the one with the highest number holds. */
export interface PartnerReviewView {
  number: number;
  standing: string;
  register_number: string | null;
  authority: string | null;
  approved_pages: string[];
  next_review_on: string;
  is_overdue: boolean;
  text: string;
  reviewed_by: string;
  reviewed_at: string;
}

/** What is known of partners beside their settings: entered by people, never overwritten. */
@Injectable()
export class PartnerFiles {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: SecretBox,
    private readonly lookUps: LookUps,
  ) {}

  /** Newest first; on record each time. @returns undefined when there is no such partner */
  read(staff: StaffIdentity, partnerId: string): Promise<PartnerReviewView[] | undefined> {
    return this.transactions.run(async (tx) => {
      if (!(await exists(tx, partnerId))) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', {
        partnerId,
        subject: { type: 'partner_file', id: toPublicId('partner', partnerId) },
      });
      return this.reviewsOf(tx, partnerId);
    });
  }

  /**
   * @returns undefined when there is no such partner
   * @throws DomainError request_invalid  the register does not go with the standing, the next review is not in the future, or somebody else
   *   was faster
   */
  review(staff: StaffIdentity, partnerId: string, review: PartnerReview): Promise<PartnerReviewView[] | undefined> {
    return this.transactions.run(async (tx) => {
      if (!(await exists(tx, partnerId))) return undefined;
      const needsRegister = review.standing !== 'neither';
      if (needsRegister !== (review.registerNumber !== null))
        throw refused('/register_number', 'goes with a licence or an agent, and with these only');
      if (needsRegister !== (review.authority !== null))
        throw refused('/authority', 'goes with a licence or an agent, and with these only');
      if (review.nextReviewOn <= todayInAmsterdam()) throw refused('/next_review_on', 'must be in the future');
      const [last] = await queryRows<{ number: number }>(
        tx,
        `SELECT coalesce(max(number), 0)::integer AS number FROM partner_file_reviews WHERE partner_id = $1`,
        [partnerId],
      );
      const number = (last?.number ?? 0) + 1;
      const inserted = await queryRows(
        tx,
        `INSERT INTO partner_file_reviews (partner_id, number, standing, register_number, authority, approved_pages,
           next_review_on, text_sealed, staff_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING 1`,
        [
          partnerId,
          number,
          review.standing,
          review.registerNumber,
          review.authority,
          review.approvedPages,
          review.nextReviewOn,
          this.secrets.seal(review.text, textLocation(partnerId, number)),
          staff.id,
        ],
      );
      if (inserted.length === 0) throw refused('/standing', 'was reviewed by somebody else meanwhile');
      await this.lookUps.record(tx, staff, 'registered', {
        partnerId,
        subject: { type: 'partner_file', id: toPublicId('partner', partnerId) },
        details: { number, standing: review.standing, next_review_on: review.nextReviewOn },
      });
      return this.reviewsOf(tx, partnerId);
    });
  }

  private async reviewsOf(tx: Transaction, partnerId: string): Promise<PartnerReviewView[]> {
    const rows = await queryRows<
      Omit<PartnerReviewView, 'text' | 'reviewed_at' | 'is_overdue'> & { text_sealed: Buffer; reviewed_at: Date }
    >(
      tx,
      `SELECT f.number, f.standing, f.register_number, f.authority, f.approved_pages, f.text_sealed,
         to_char(f.next_review_on, 'YYYY-MM-DD') AS next_review_on, s.name AS reviewed_by, f.reviewed_at
       FROM partner_file_reviews f JOIN staff_members s ON s.id = f.staff_id
       WHERE f.partner_id = $1 ORDER BY f.number DESC LIMIT 200`,
      [partnerId],
    );
    return rows.map(({ text_sealed: sealed, reviewed_at: at, ...row }, place) => ({
      ...row,
      is_overdue: place === 0 && row.next_review_on < todayInAmsterdam(),
      text: this.secrets.open(sealed, textLocation(partnerId, row.number)),
      reviewed_at: at.toISOString(),
    }));
  }
}

async function exists(tx: Transaction, partnerId: string): Promise<boolean> {
  return (await queryRows(tx, `SELECT FROM partners WHERE id = $1`, [partnerId])).length > 0;
}

function textLocation(partnerId: string, number: number) {
  return { table: 'partner_file_reviews', column: 'text_sealed', rowId: `${partnerId} ${number}`, partnerId };
}
