import { Injectable } from '@nestjs/common';
import {
  consentsByKeys,
  type ConsentSummary,
  listConsents,
  listPayments,
  paymentsByKeys,
  type PaymentSummary,
  type SearchTerm,
  toConsentSummary,
  toPaymentSummary,
  understand,
} from '@sluis/compliance';
import type { PersonIdentity } from '@sluis/partner-people';
import { Transactions, type Transaction } from '@sluis/persistence';
import { requestsWhere, type RequestSummary, toRequestSummary } from './partner-requests.service.js';
import { PersonLookUps } from './person-look-ups.js';

export interface PartnerSearchResult {
  understood_as: SearchTerm['kind'];
  payments: PaymentSummary[];
  consents: ConsentSummary[];
  requests: RequestSummary[];
}

const most = 25;

/** The one box, within a partner: an id, an IBAN, a reference, or a day. */
@Injectable()
export class PartnerSearch {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: PersonLookUps,
  ) {}

  run(person: PersonIdentity, typed: string): Promise<PartnerSearchResult> {
    const { partnerId } = person;
    const term = understand(typed);
    return this.transactions.forPartner(partnerId, async (tx) => {
      const result: PartnerSearchResult = {
        understood_as: term.kind,
        payments: [],
        consents: [],
        requests: [],
        ...(await this.find(tx, partnerId, term)),
      };
      await this.lookUps.record(
        tx,
        person,
        'searched',
        { type: 'search', id: this.lookUps.hashOf(person, JSON.stringify(term)) },
        { kind: term.kind, payments: result.payments.length, consents: result.consents.length },
      );
      return result;
    });
  }

  private async find(tx: Transaction, partnerId: string, term: SearchTerm): Promise<Partial<PartnerSearchResult>> {
    const payments = async (condition: string, value: string) => {
      const keys = `SELECT partner_id, id FROM payments WHERE partner_id = $1 AND ${condition} ORDER BY id DESC LIMIT ${most}`;
      return (await paymentsByKeys(tx, keys, [partnerId, value], most)).map(toPaymentSummary);
    };
    const consents = async (condition: string, value: string) => {
      const keys = `SELECT partner_id, id FROM consents WHERE partner_id = $1 AND ${condition} ORDER BY id DESC LIMIT ${most}`;
      return (await consentsByKeys(tx, keys, [partnerId, value], most)).map(toConsentSummary);
    };
    const requests = async (condition: string, value: string) =>
      (await requestsWhere(tx, partnerId, condition, value)).map(toRequestSummary);

    if (term.kind === 'iban') {
      return {
        payments: await payments('(creditor_iban = $2 OR debtor_iban = $2)', term.iban),
        requests: await requests('debtor_iban = $2', term.iban),
      };
    }
    if (term.kind === 'text') {
      return {
        payments: await payments('reference = $2', term.text),
        consents: await consents('psu_reference = $2', term.text),
        requests: await requests('reference = $2', term.text),
      };
    }
    if (term.kind === 'day') {
      const { from, until } = term;
      return {
        payments: (await listPayments(tx, { partnerId, from, until }, { limit: most })).map(toPaymentSummary),
        consents: (await listConsents(tx, { partnerId, from, until }, { limit: most })).map(toConsentSummary),
      };
    }
    const { of, id } = term;
    if (of === 'payment') return { payments: await payments('id = $2', id) };
    if (of === 'paymentRequest') return { requests: await requests('id = $2', id) };
    if (of === 'consent') {
      return { consents: await consents('id = $2', id), payments: await payments('consent_id = $2', id) };
    }
    if (of === 'event') {
      const ofEvent = (type: string) =>
        `id = (SELECT resource_id FROM events WHERE partner_id = $1 AND id = $2 AND resource_type = '${type}')`;
      return {
        payments: await payments(ofEvent('payment'), id),
        consents: await consents(ofEvent('consent'), id),
        requests: await requests(ofEvent('payment_request'), id),
      };
    }
    return {};
  }
}
