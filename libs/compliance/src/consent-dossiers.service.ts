import { Injectable } from '@nestjs/common';
import { ConsentPresentations, type Presentation } from '@sluis/consents';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import {
  type ConsentFilter,
  consentSummaryColumns,
  type ConsentSummary,
  type ConsentSummaryRow,
  listConsents,
  toConsentSummary,
} from './consent-summaries.js';
import { LookUps, type RevealReason } from './look-ups.js';
import { maskedIban, maskedName } from './masking.js';
import { auditEntries, callbackEntries, eventEntries, inOrder, type TimelineEntry, visitEntries } from './timeline.js';

export interface ConsentDossier extends ConsentSummary {
  version: number;
  purpose: string | null;
  ended_at: string | null;
  last_used_at: string | null;
  accounts: { id: string; iban: string | null; name: string | null; currency: string }[];
  /** What the payer was shown before deciding; the page itself is personal. */
  presentations: ShownPage[];
  timeline: TimelineEntry[];
}

export interface ShownPage {
  id: string;
  template_version: string;
  language: string;
  text_sha256: string;
  first_shown_at: string;
  times_shown: number;
  decision: string | null;
  decided_at: string | null;
}

/** Whose accounts they are, and the pages as the payer saw them. */
export interface ConsentParties {
  accounts: { id: string; iban: string; name: string }[];
  /** Without pages that were erased at the request of the person. */
  presentations: { id: string; html: string }[];
}

interface DossierRow extends ConsentSummaryRow {
  version: number;
  purpose: string | null;
  ended_at: Date | null;
  last_used_at: Date | null;
}

interface AccountRow {
  id: string;
  iban: string;
  holder_name: string;
  currency: string;
}

/** Everything that is known of a payer's permission. */
@Injectable()
export class ConsentDossiers {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
    private readonly presentations: ConsentPresentations,
  ) {}

  list(
    staff: StaffIdentity,
    filter: ConsentFilter,
    page: { before?: string | undefined; limit: number },
  ): Promise<{ items: ConsentSummary[]; hasMore: boolean; next: string | undefined }> {
    return this.transactions.run(async (tx) => {
      const rows = await listConsents(tx, filter, { before: page.before, limit: page.limit + 1 });
      const items = rows.slice(0, page.limit);
      await this.lookUps.record(tx, staff, 'listed', {
        subject: { type: 'list', id: 'consents' },
        details: { status: filter.status ?? null, rows: items.length },
      });
      return { items: items.map(toConsentSummary), hasMore: rows.length > page.limit, next: items.at(-1)?.id };
    });
  }

  /** @returns undefined when there is no such consent */
  read(staff: StaffIdentity, id: string): Promise<ConsentDossier | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await this.find(tx, id);
      if (!row) return undefined;
      const partnerId = row.partner_id;
      const publicId = toPublicId('consent', id);
      await this.lookUps.record(tx, staff, 'viewed', { partnerId, subject: { type: 'consent', id: publicId } });
      const shown = (await this.presentations.of(tx, { partnerId, id })).map(toShownPage);
      return {
        ...toConsentSummary(row),
        version: row.version,
        purpose: row.purpose,
        ended_at: row.ended_at?.toISOString() ?? null,
        last_used_at: row.last_used_at?.toISOString() ?? null,
        accounts: (await accountsOf(tx, row)).map((account) => ({
          id: toPublicId('account', account.id),
          iban: maskedIban(account.iban),
          name: maskedName(account.holder_name),
          currency: account.currency,
        })),
        presentations: shown,
        timeline: inOrder([
          ...(await auditEntries(tx, partnerId, { type: 'consent', ids: [publicId] })),
          ...(await eventEntries(tx, partnerId, { type: 'consent', id })),
          ...(await callbackEntries(tx, partnerId, [publicId])),
          ...(await visitEntries(tx, partnerId, { type: 'consent', id })),
          ...shown.flatMap(pageEntries),
        ]),
      };
    });
  }

  /** @returns undefined when there is no such consent */
  reveal(
    staff: StaffIdentity,
    id: string,
    { reason, caseReference }: { reason: RevealReason; caseReference: string },
  ): Promise<ConsentParties | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await this.find(tx, id);
      if (!row) return undefined;
      const partnerId = row.partner_id;
      await this.lookUps.record(tx, staff, 'revealed', {
        partnerId,
        subject: { type: 'consent', id: toPublicId('consent', id) },
        cause: reason,
        details: { case: caseReference },
      });
      return {
        accounts: (await accountsOf(tx, row)).map((account) => ({
          id: toPublicId('account', account.id),
          iban: account.iban,
          name: account.holder_name,
        })),
        presentations: (await this.presentations.of(tx, { partnerId, id })).flatMap(({ id: page, html }) =>
          html === null ? [] : [{ id: page, html }],
        ),
      };
    });
  }

  private async find(tx: Transaction, id: string): Promise<DossierRow | undefined> {
    const [row] = await queryRows<DossierRow>(
      tx,
      `SELECT ${consentSummaryColumns}, c.version, c.purpose, c.ended_at, u.last_used_at
       FROM consents c JOIN partners r ON r.id = c.partner_id
       LEFT JOIN consent_uses u ON u.partner_id = c.partner_id AND u.consent_id = c.id WHERE c.id = $1`,
      [id],
    );
    return row;
  }
}

function accountsOf(tx: Transaction, { partner_id: partnerId, id }: ConsentSummaryRow): Promise<AccountRow[]> {
  return queryRows<AccountRow>(
    tx,
    `SELECT a.id, a.iban, a.holder_name, a.currency FROM consent_accounts ca
     JOIN accounts a ON a.partner_id = ca.partner_id AND a.id = ca.account_id
     WHERE ca.partner_id = $1 AND ca.consent_id = $2 ORDER BY a.id`,
    [partnerId, id],
  );
}

function toShownPage(page: Presentation): ShownPage {
  return {
    id: page.id,
    template_version: page.templateVersion,
    language: page.language,
    text_sha256: page.textHash,
    first_shown_at: page.firstShownAt.toISOString(),
    times_shown: page.timesShown,
    decision: page.decision,
    decided_at: page.decidedAt?.toISOString() ?? null,
  };
}

function pageEntries(page: ShownPage): TimelineEntry[] {
  const details = { language: page.language, version: page.template_version, text_sha256: page.text_sha256 };
  const shown: TimelineEntry = { at: page.first_shown_at, source: 'page', who: 'psu', what: 'was_shown', details };
  if (page.decision === null || page.decided_at === null) return [shown];
  return [shown, { at: page.decided_at, source: 'page', who: 'psu', what: page.decision, details }];
}
