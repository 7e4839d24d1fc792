import { Injectable } from '@nestjs/common';
import { ContentSeals } from '@sluis/audit';
import { ConsentPresentations, Consents, contentOfConsent, type Presentation } from '@sluis/consents';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { inOrder, type Dossier, type TimelineLine } from './dossier.js';

interface GrantRow {
  consentVersion: number;
  permissions: string[];
  accountIds: string[];
  validUntil: Date;
  grantedAt: Date;
}

interface AccessRow {
  at: Date;
  action: string;
  outcome: string;
  cause: string | null;
  details: unknown;
}

/** What is known of a consent: what the payer was shown and answered, what was granted, and every access under it. */
@Injectable()
export class ConsentDossiers {
  constructor(
    private readonly consents: Consents,
    private readonly presentations: ConsentPresentations,
    private readonly seals: ContentSeals,
  ) {}

  async find(tx: Transaction, id: string): Promise<Dossier | undefined> {
    const consent = await this.consents.findOfAnyPartner(tx, id);
    if (!consent) return undefined;
    const { partnerId } = consent;
    const subject = toPublicId('consent', id);
    const accounts = await this.consents.accountsOf(tx, consent);
    const shown = await this.presentations.of(tx, { partnerId, id });
    const grants = await queryRows<GrantRow>(
      tx,
      `SELECT consent_version AS "consentVersion", permissions, account_ids AS "accountIds", valid_until AS "validUntil",
              granted_at AS "grantedAt"
       FROM consent_grants WHERE partner_id = $1 AND consent_id = $2 ORDER BY granted_at`,
      [partnerId, id],
    );
    const events = await queryRows<{ at: Date; type: string; body: unknown }>(
      tx,
      `SELECT created_at AS at, type, body FROM events
       WHERE partner_id = $1 AND resource_type = 'consent' AND resource_id = $2 ORDER BY resource_version, id`,
      [partnerId, id],
    );
    const accesses = await queryRows<AccessRow>(
      tx,
      `SELECT recorded_at AS at, action, outcome, cause, details FROM audit_records
       WHERE partner_id = $1 AND details->>'consent' = $2 ORDER BY recorded_at`,
      [partnerId, subject],
    );
    return {
      subject,
      state: `${consent.version}`,
      title: `Consent ${subject}`,
      facts: [
        ['Partner', toPublicId('partner', partnerId)],
        ['Type', consent.type],
        ['Permissions', consent.permissions.join(', ')],
        ['Status', [consent.status, consent.statusReason].filter(Boolean).join(': ')],
        ['Purpose', consent.purpose ?? ''],
        ['Asked', consent.createdAt.toISOString()],
        ['Given', consent.authorisedAt?.toISOString() ?? ''],
        ['Valid until', consent.validUntil.toISOString()],
        ['Ended', consent.endedAt?.toISOString() ?? ''],
        ['Accounts', accounts.map((account) => toPublicId('account', account.id)).join(', ')],
      ],
      timeline: inOrder([
        ...events.map(({ at, type }) => ({ at, what: type, who: 'platform', detail: '' })),
        ...shown.flatMap(linesOf),
        ...accesses.map(({ at, action, outcome, cause }) => ({
          at,
          what: action,
          who: 'partner',
          detail: [outcome, cause].filter(Boolean).join(', '),
        })),
      ]),
      data: {
        consent: contentOfConsent(consent, accounts),
        content_key: this.seals.keyOf({ type: 'consent', id }),
        // In the order of the consent's own.
        grants: grants.map(({ accountIds, ...grant }) => ({
          ...grant,
          accounts: accountIds.map((account) => toPublicId('account', account)).toSorted(),
        })),
        shown: shown.map(({ html, ...facts }, index) => ({
          ...facts,
          // Null for a page that was erased at the request of the person.
          file: html === null ? null : fileOf(index),
          characters: html?.length ?? null,
        })),
        events: events.map(({ body }) => body),
        accesses,
      },
      shown: Object.fromEntries(shown.flatMap(({ html }, index) => (html === null ? [] : [[fileOf(index), html]]))),
      partnerId,
      records: { subjectType: 'consent', namedAs: 'consent', bankCalls: [] },
    };
  }

  /** All that is shown of it changes with its version. */
  async stateNow(tx: Transaction, id: string): Promise<string | undefined> {
    const consent = await this.consents.findOfAnyPartner(tx, id);
    return consent && `${consent.version}`;
  }
}

const fileOf = (index: number) => `shown/${String(index + 1).padStart(3, '0')}.html`;

function linesOf({
  firstShownAt,
  language,
  templateVersion,
  decision,
  decidedAt,
  timesShown,
}: Presentation): TimelineLine[] {
  const detail = `${language}, template ${templateVersion}, ${timesShown} times`;
  const seen = { at: firstShownAt, what: 'shown to the payer', who: 'psu', detail };
  return decision && decidedAt ? [seen, { at: decidedAt, what: decision, who: 'psu', detail: '' }] : [seen];
}
