import { Injectable } from '@nestjs/common';
import { mostUnattendedReads } from '@sluis/accounts';
import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from './look-ups.js';

export interface Access {
  id: string;
  at: string;
  who: string;
  what: string;
  account_id: string | null;
  outcome: string;
  cause: string | null;
  psu_present: boolean;
  rows: number | null;
  operation: string | null;
}

export interface UnattendedCount {
  account_id: string;
  /** Over all consents of the partner on the account: the law counts the account. */
  used_in_24_hours: number;
  most_in_24_hours: number;
}

/** Who read a payer's accounts under a consent, when, and how often without the payer. */
@Injectable()
export class ConsentAccesses {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
  ) {}

  /** Newest first. @returns undefined when there is no such consent */
  read(
    staff: StaffIdentity,
    consentId: string,
    { before, limit }: { before?: string | undefined; limit: number },
  ): Promise<
    { unattended: UnattendedCount[]; items: Access[]; hasMore: boolean; next: string | undefined } | undefined
  > {
    return this.transactions.run(async (tx) => {
      const [consent] = await queryRows<{ partner_id: string }>(tx, `SELECT partner_id FROM consents WHERE id = $1`, [
        consentId,
      ]);
      if (!consent) return undefined;
      const { partner_id: partnerId } = consent;
      const publicId = toPublicId('consent', consentId);
      await this.lookUps.record(tx, staff, 'viewed', {
        partnerId,
        subject: { type: 'consent', id: publicId },
        details: { part: 'accesses' },
      });
      const counts = await queryRows<{ account_id: string; used: number }>(
        tx,
        `SELECT ca.account_id, (
           SELECT count(*)::integer FROM account_feeds f
           JOIN unattended_reads u ON u.partner_id = f.partner_id AND u.feed_id = f.id
           WHERE f.partner_id = ca.partner_id AND f.account_id = ca.account_id
             AND u.granted_at >= now() - interval '24 hours') AS used
         FROM consent_accounts ca WHERE ca.partner_id = $1 AND ca.consent_id = $2 ORDER BY ca.account_id`,
        [partnerId, consentId],
      );
      const rows = await queryRows<AccessRow>(
        tx,
        `SELECT id, recorded_at, actor_type, actor_id, action, subject_type, subject_id, outcome, cause, details
         FROM audit_records
         WHERE partner_id = $1 AND details->>'consent' = $2 AND ($3::uuid IS NULL OR id < $3)
           AND action IN ('account_information.read', 'account_information.read_at_bank')
         ORDER BY id DESC LIMIT $4`,
        [partnerId, publicId, before ?? null, limit + 1],
      );
      const page = rows.slice(0, limit);
      return {
        unattended: counts.map(({ account_id: account, used }) => ({
          account_id: toPublicId('account', account),
          used_in_24_hours: used,
          most_in_24_hours: mostUnattendedReads,
        })),
        items: page.map(toAccess),
        hasMore: rows.length > limit,
        next: page.at(-1)?.id,
      };
    });
  }
}

interface AccessRow {
  id: string;
  recorded_at: Date;
  actor_type: string;
  actor_id: string | null;
  action: string;
  subject_type: string;
  subject_id: string;
  outcome: string;
  cause: string | null;
  details: Record<string, unknown>;
}

function toAccess({ id, details, ...row }: AccessRow): Access {
  const { rows, operation } = details;
  return {
    id,
    at: row.recorded_at.toISOString(),
    who: [row.actor_type, row.actor_id].filter(Boolean).join(' '),
    what: row.action,
    account_id: row.subject_type === 'account' ? row.subject_id : null,
    outcome: row.outcome,
    cause: row.cause,
    psu_present: details['psu_present'] === true,
    rows: typeof rows === 'number' ? rows : null,
    operation: typeof operation === 'string' ? operation : null,
  };
}
