import { Injectable } from '@nestjs/common';
import {
  type ConsentFilter,
  type ConsentSummary,
  consentSummaryColumns,
  type ConsentSummaryRow,
  eventEntries,
  inOrder,
  listConsents,
  maskedIban,
  maskedName,
  type TimelineEntry,
  toConsentSummary,
  visitEntries,
} from '@sluis/compliance';
import type { PersonIdentity } from '@sluis/partner-people';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { type Page, pageOf, type PageRequest } from './page.js';
import { PersonLookUps } from './person-look-ups.js';

export interface PartnerConsent extends ConsentSummary {
  purpose: string | null;
  ended_at: string | null;
  last_used_at: string | null;
  accounts: { id: string; name: string | null; iban: string | null; currency: string }[];
  timeline: TimelineEntry[];
}

interface ConsentRow extends ConsentSummaryRow {
  purpose: string | null;
  ended_at: Date | null;
  last_used_at: Date | null;
}

@Injectable()
export class PartnerConsents {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: PersonLookUps,
  ) {}

  list(
    person: PersonIdentity,
    filter: Omit<ConsentFilter, 'partnerId'>,
    { before, limit }: PageRequest,
  ): Promise<Page<ConsentSummary>> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const rows = await listConsents(tx, { ...filter, partnerId }, { before, limit: limit + 1 });
      const page = pageOf(rows, limit, toConsentSummary);
      await this.lookUps.record(
        tx,
        person,
        'listed',
        { type: 'list', id: 'consents' },
        { status: filter.status ?? null, rows: page.items.length },
      );
      return page;
    });
  }

  /** @returns undefined when the partner has no such consent */
  read(person: PersonIdentity, id: string): Promise<PartnerConsent | undefined> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const [row] = await queryRows<ConsentRow>(
        tx,
        `SELECT ${consentSummaryColumns}, c.purpose, c.ended_at, u.last_used_at
         FROM consents c JOIN partners r ON r.id = c.partner_id
         LEFT JOIN consent_uses u ON u.partner_id = c.partner_id AND u.consent_id = c.id
         WHERE c.partner_id = $1 AND c.id = $2`,
        [partnerId, id],
      );
      if (!row) return undefined;
      await this.lookUps.record(tx, person, 'viewed', { type: 'consent', id: toPublicId('consent', id) });
      return {
        ...toConsentSummary(row),
        purpose: row.purpose,
        ended_at: row.ended_at?.toISOString() ?? null,
        last_used_at: row.last_used_at?.toISOString() ?? null,
        accounts: await accountsOf(tx, row),
        timeline: inOrder([
          ...(await eventEntries(tx, partnerId, { type: 'consent', id })),
          ...(await visitEntries(tx, partnerId, { type: 'consent', id })),
        ]),
      };
    });
  }
}

/** Known by number and holder, masked, where this consent lets the partner read them. */
async function accountsOf(
  tx: Transaction,
  { partner_id: partnerId, id: consentId, status, permissions }: ConsentRow,
): Promise<PartnerConsent['accounts']> {
  const isShown = status === 'authorised' && permissions.includes('read_account_list');
  const rows = await queryRows<{ id: string; holder_name: string | null; iban: string | null; currency: string }>(
    tx,
    `SELECT a.id, a.holder_name, a.iban, a.currency FROM consent_accounts ca
     JOIN accounts a ON a.partner_id = ca.partner_id AND a.id = ca.account_id
     WHERE ca.partner_id = $1 AND ca.consent_id = $2 ORDER BY a.id`,
    [partnerId, consentId],
  );
  return rows.map(({ id, holder_name: name, iban, currency }) => ({
    id: toPublicId('account', id),
    name: isShown ? maskedName(name) : null,
    iban: isShown ? maskedIban(iban) : null,
    currency,
  }));
}
