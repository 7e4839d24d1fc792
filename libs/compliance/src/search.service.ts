import { Injectable } from '@nestjs/common';
import { bankRails } from '@sluis/bank-orders';
import { type IdKind, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { type ConsentSummary, consentsByKeys, listConsents, toConsentSummary } from './consent-summaries.js';
import { LookUps } from './look-ups.js';
import { listPayments, paymentsByKeys, type PaymentSummary, toPaymentSummary } from './payment-summaries.js';
import { type SearchTerm, understand } from './search-term.js';

/** Something with an id that has no page of its own, and what it leads to. */
export interface FoundThing {
  kind: IdKind;
  id: string;
  status: string | null;
  partner: { id: string; name: string };
}

export interface SearchResult {
  understood_as: SearchTerm['kind'];
  payments: PaymentSummary[];
  consents: ConsentSummary[];
  partners: { id: string; name: string }[];
  things: FoundThing[];
  /** Whether there are older payments and consents, and other partners, than these. */
  has_more: { payments: boolean; consents: boolean; partners: boolean };
}

/** From where the answer goes on: below these ids. */
export interface SearchFrom {
  payment?: string | undefined;
  consent?: string | undefined;
}

type Found = Partial<Omit<SearchResult, 'understood_as' | 'has_more'>>;

const most = 25;
/** One more than is shown tells whether there are more. */
const read = most + 1;
/** Every id is below it. */
const aboveAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Tables of what has a public id and belongs to a partner; `payment` and `consent` name the dossier that each leads to. */
const things: Partial<Record<IdKind, { table: string; status?: string; payment?: string; consent?: string }>> = {
  apiKey: { table: 'api_keys' },
  beneficiary: { table: 'partner_beneficiaries' },
  paymentLink: { table: 'payment_links', status: 'status' },
  spendingRule: { table: 'spending_rules' },
  paymentInstance: { table: 'payment_instances', status: 'status', payment: 'payment_id' },
  bankConnection: { table: 'bank_connections', status: 'status' },
  payout: { table: 'payouts', status: 'status', payment: 'payment_id' },
  payoutBatch: { table: 'payouts', status: 'status' },
  payoutInstance: { table: 'payout_instances', status: 'status' },
  refund: { table: 'payouts', status: 'status', payment: 'payment_id' },
  paymentRequest: { table: 'payment_requests', status: 'status' },
  paymentRequestBatch: { table: 'payment_request_batches' },
  incomingPaymentRequest: { table: 'incoming_payment_requests', status: 'status' },
  attachment: { table: 'attachments', status: 'status' },
  fundsConfirmation: { table: 'funds_confirmations', status: 'status', consent: 'consent_id' },
  fundsConfirmationBatch: { table: 'funds_confirmation_batches' },
  webhookEndpoint: { table: 'webhook_endpoints', status: 'status' },
  webhookDelivery: { table: 'webhook_deliveries', status: 'status' },
};

/** The one box: finds by whatever a caller, a letter or a log line holds. */
@Injectable()
export class StaffSearch {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
  ) {}

  /** Audited with the kind of what was typed, a keyed hash of it, and how much was found. */
  run(staff: StaffIdentity, typed: string, from: SearchFrom = {}): Promise<SearchResult> {
    const term = understand(typed);
    return this.transactions.run(async (tx) => {
      const { payments = [], consents = [], partners = [], things = [] } = await this.find(tx, term, from);
      const result: SearchResult = {
        understood_as: term.kind,
        payments: payments.slice(0, most),
        consents: consents.slice(0, most),
        partners: partners.slice(0, most),
        things,
        has_more: {
          payments: payments.length > most,
          consents: consents.length > most,
          partners: partners.length > most,
        },
      };
      await this.lookUps.record(tx, staff, 'searched', {
        subject: { type: 'search', id: this.lookUps.hashOf(JSON.stringify(term)) },
        details: { kind: term.kind, payments: result.payments.length, consents: result.consents.length },
      });
      return result;
    });
  }

  private async find(tx: Transaction, term: SearchTerm, from: SearchFrom): Promise<Found> {
    if (term.kind === 'id') return this.byId(tx, term.of, term.id, from);
    if (term.kind === 'iban') return this.byIban(tx, term.iban, from);
    if (term.kind === 'day') return this.ofPeriod(tx, term, from);
    return this.byText(tx, term.text, from);
  }

  private async byIban(tx: Transaction, iban: string, from: SearchFrom): Promise<Found> {
    return {
      // Each arm ends by itself: a shop's IBAN is on a million payments.
      payments: await this.payments(
        tx,
        `(SELECT partner_id, id FROM payments WHERE creditor_iban = $1 AND id < $2 ORDER BY id DESC LIMIT ${read})
         UNION (SELECT partner_id, id FROM payments WHERE debtor_iban = $1 AND id < $2 ORDER BY id DESC LIMIT ${read})
         UNION (SELECT p.partner_id, p.id FROM accounts a
           JOIN consent_accounts ca ON ca.partner_id = a.partner_id AND ca.account_id = a.id
           JOIN payments p ON p.partner_id = ca.partner_id AND p.consent_id = ca.consent_id AND p.account_id = a.id
           WHERE a.iban = $1 AND p.id < $2 ORDER BY p.id DESC LIMIT ${read})`,
        [iban, from.payment ?? aboveAll],
      ),
      consents: await this.consents(
        tx,
        `SELECT DISTINCT ca.partner_id, ca.consent_id AS id FROM accounts a
         JOIN consent_accounts ca ON ca.partner_id = a.partner_id AND ca.account_id = a.id
         WHERE a.iban = $1 AND ca.consent_id < $2 ORDER BY ca.consent_id DESC LIMIT ${read}`,
        [iban, from.consent ?? aboveAll],
      ),
    };
  }

  private async ofPeriod(tx: Transaction, period: { from: Date; until: Date }, from: SearchFrom): Promise<Found> {
    return {
      payments: (await listPayments(tx, period, { before: from.payment, limit: read })).map(toPaymentSummary),
      consents: (await listConsents(tx, period, { before: from.consent, limit: read })).map(toConsentSummary),
    };
  }

  private async byText(tx: Transaction, text: string, from: SearchFrom): Promise<Found> {
    const partners = await queryRows<{ id: string; name: string }>(
      tx,
      `SELECT id, name FROM partners WHERE strpos(lower(name), lower($1)) > 0 ORDER BY name LIMIT ${read}`,
      [text],
    );
    return {
      payments: await this.payments(
        tx,
        `(SELECT partner_id, id FROM payments WHERE reference = $1 AND id < $4 ORDER BY id DESC LIMIT ${read})
         UNION (SELECT p.partner_id, p.id FROM consents c
           JOIN payments p ON p.partner_id = c.partner_id AND p.consent_id = c.id
           WHERE c.psu_reference = $1 AND p.id < $4 ORDER BY p.id DESC LIMIT ${read})
         UNION SELECT partner_id, id FROM payments WHERE rail = ANY ($2) AND bunq_object_id = $3 AND id < $4`,
        [text, bankRails, /^\d{1,18}$/.test(text) ? text : null, from.payment ?? aboveAll],
      ),
      consents: await this.consents(
        tx,
        `SELECT partner_id, id FROM consents WHERE psu_reference = $1 AND id < $2 ORDER BY id DESC LIMIT ${read}`,
        [text, from.consent ?? aboveAll],
      ),
      partners: partners.map(({ id, name }) => ({ id: toPublicId('partner', id), name })),
    };
  }

  private async byId(tx: Transaction, kind: IdKind, id: string, from: SearchFrom): Promise<Found> {
    switch (kind) {
      case 'payment':
        return { payments: await this.payments(tx, `SELECT partner_id, id FROM payments WHERE id = $1`, [id]) };
      case 'consent':
        return {
          consents: await this.consents(tx, `SELECT partner_id, id FROM consents WHERE id = $1`, [id]),
          payments: await this.payments(
            tx,
            `SELECT p.partner_id, p.id FROM consents c JOIN payments p ON p.partner_id = c.partner_id AND p.consent_id = c.id
             WHERE c.id = $1 AND p.id < $2 ORDER BY p.id DESC LIMIT ${read}`,
            [id, from.payment ?? aboveAll],
          ),
        };
      case 'partner':
        return this.ofPartner(tx, id, from);
      case 'account':
        return {
          consents: await this.consents(
            tx,
            `SELECT partner_id, consent_id AS id FROM consent_accounts WHERE account_id = $1 AND consent_id < $2
             ORDER BY consent_id DESC LIMIT ${read}`,
            [id, from.consent ?? aboveAll],
          ),
        };
      case 'event':
        return this.ofEvent(tx, id);
      default:
        return this.ofThing(tx, kind, id);
    }
  }

  private async ofPartner(tx: Transaction, id: string, from: SearchFrom): Promise<Found> {
    const partners = await queryRows<{ id: string; name: string }>(tx, `SELECT id, name FROM partners WHERE id = $1`, [
      id,
    ]);
    return {
      partners: partners.map((partner) => ({ ...partner, id: toPublicId('partner', partner.id) })),
      payments: (await listPayments(tx, { partnerId: id }, { before: from.payment, limit: read })).map(
        toPaymentSummary,
      ),
      consents: (await listConsents(tx, { partnerId: id }, { before: from.consent, limit: read })).map(
        toConsentSummary,
      ),
    };
  }

  private async ofEvent(tx: Transaction, id: string): Promise<Found> {
    const keys = (type: string) =>
      `SELECT partner_id, resource_id AS id FROM events WHERE id = $1 AND resource_type = '${type}'`;
    return {
      payments: await this.payments(tx, keys('payment'), [id]),
      consents: await this.consents(tx, keys('consent'), [id]),
    };
  }

  private async ofThing(tx: Transaction, kind: IdKind, id: string): Promise<Found> {
    const thing = things[kind];
    if (!thing) return {};
    const { table, status, payment, consent } = thing;
    const rows = await queryRows<{ partner_id: string; name: string; status: string | null }>(
      tx,
      `SELECT t.partner_id, r.name, ${status ? `t.${status}` : 'NULL'} AS status FROM ${table} t
       JOIN partners r ON r.id = t.partner_id WHERE t.id = $1 LIMIT 1`,
      [id],
    );
    return {
      things: rows.map((row) => ({
        kind,
        id: toPublicId(kind, id),
        status: row.status,
        partner: { id: toPublicId('partner', row.partner_id), name: row.name },
      })),
      ...(payment && {
        payments: await this.payments(tx, `SELECT partner_id, ${payment} AS id FROM ${table} WHERE id = $1`, [id]),
      }),
      ...(consent && {
        consents: await this.consents(tx, `SELECT partner_id, ${consent} AS id FROM ${table} WHERE id = $1`, [id]),
      }),
    };
  }

  private async payments(tx: Transaction, keysSql: string, values: unknown[]): Promise<PaymentSummary[]> {
    return (await paymentsByKeys(tx, keysSql, values, read)).map(toPaymentSummary);
  }

  private async consents(tx: Transaction, keysSql: string, values: unknown[]): Promise<ConsentSummary[]> {
    return (await consentsByKeys(tx, keysSql, values, read)).map(toConsentSummary);
  }
}
