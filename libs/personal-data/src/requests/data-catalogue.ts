import type { IdKind } from '@sluis/persistence';
import { evidenceKeptSql, moneyKeptSql, periods } from '../retention/periods.js';
import { subjectPayments } from './subject-sql.js';

/** A class of data about people: what GDPR art. 15 asks of it, where it lies, and what an erasure may do. */
export interface DataClass {
  id: string;
  name: string;
  /** Art. 15(1)(a), with the ground of art. 6 */
  purpose: string;
  /** Art. 15(1)(b) */
  categories: string;
  /** Art. 15(1)(c) */
  recipients: string;
  /** Art. 15(1)(d) */
  kept: string;
  /** Art. 15(1)(g) */
  source: string;
  /** Rows of `s`'s person: `partner_id`, `id`, `item` and `kept_until`, which is null while it is not known. */
  find: string;
  idKind?: IdKind;
  /** Why what is found stays when the person asks for erasure; without it, it goes. */
  staysBecause?: string;
}

const ibans = `(SELECT ibans FROM s)::text[]`;
const emails = `(SELECT emails FROM s)::text[]`;
const phones = `(SELECT phones FROM s)::text[]`;
const consents = `(SELECT consents FROM s)::uuid[]`;
const bank = 'bunq B.V., which carries it out; its own records are its own';
const { money, evidence } = periods;

/** Of an order of many, a payee is shown their own entries; whoever paid it sees all. */
const entriesOf = (
  alias: string,
  isPayer: string,
) => `CASE WHEN ${alias}.entries IS NULL OR ${isPayer} THEN ${alias}.entries
  ELSE (SELECT jsonb_agg(entry) FROM jsonb_array_elements(${alias}.entries) AS entry
    WHERE entry -> 'creditor' ->> 'iban' = ANY (${ibans})) END`;

export const dataClasses = [
  {
    id: 'payments',
    name: 'Payments',
    purpose: 'To carry out payment orders (art. 6(1)(b)), and to keep records of them (art. 6(1)(c))',
    categories: 'Names, account numbers, amounts, descriptions, times',
    recipients: `The application that ordered it; ${bank}`,
    kept: money.text,
    source: 'The payer, the application, and the bank',
    idKind: 'payment',
    find: `SELECT p.partner_id, p.id, ${moneyKeptSql('p')} AS kept_until, jsonb_build_object('status', p.status, 'amount_minor', p.amount_minor,
        'currency', p.currency, 'creditor_name', p.creditor_name, 'creditor_iban', p.creditor_iban, 'creditor_email', p.creditor_email,
        'creditor_phone', p.creditor_phone, 'debtor_name', p.debtor_name, 'debtor_iban', p.debtor_iban,
        'remittance_information', p.remittance_information, 'reference', p.reference, 'created_at', p.created_at,
        'executed_at', p.executed_at,
        'entries', ${entriesOf('p', `p.debtor_iban = ANY (${ibans}) OR p.consent_id = ANY (${consents})`)}) AS item
      FROM (${subjectPayments}) found JOIN payments p ON p.partner_id = found.partner_id AND p.id = found.id`,
    staysBecause: money.ground,
  },
  {
    id: 'payouts',
    name: 'Payouts and refunds to the person',
    purpose: 'To carry out orders of the application that pays (art. 6(1)(b), (f)), and to keep records (art. 6(1)(c))',
    categories: 'Names, account numbers, amounts, descriptions, times',
    recipients: `The application that pays; ${bank}`,
    kept: money.text,
    source: 'The application that pays',
    idKind: 'payout',
    find: `SELECT p.partner_id, p.id, ${moneyKeptSql('p')} AS kept_until, jsonb_build_object('status', p.status, 'amount_minor', p.amount_minor,
        'currency', p.currency, 'creditor_name', p.creditor_name, 'creditor_iban', p.creditor_iban, 'creditor_email', p.creditor_email,
        'creditor_phone', p.creditor_phone, 'remittance_information', p.remittance_information, 'reference', p.reference,
        'created_at', p.created_at, 'executed_at', p.executed_at, 'entries', ${entriesOf('p', 'false')}) AS item
      FROM payouts p WHERE p.creditor_iban = ANY (${ibans}) OR p.creditor_email = ANY (${emails}) OR p.creditor_phone = ANY (${phones})
        OR p.entries @> ANY (SELECT jsonb_build_array(jsonb_build_object('creditor', jsonb_build_object('iban', known.iban)))
          FROM unnest(${ibans}) AS known (iban))`,
    staysBecause: money.ground,
  },
  {
    id: 'payment_requests',
    name: 'Payment requests to the person',
    purpose: 'To ask for money on behalf of the application (art. 6(1)(f)), and to keep records (art. 6(1)(c))',
    categories:
      'Names, account numbers, e-mail addresses, phone numbers, addresses given, amounts, descriptions, times',
    recipients: `The application that asked; ${bank}`,
    kept: money.text,
    source: 'The application that asked; the person, for addresses',
    idKind: 'paymentRequest',
    find: `SELECT q.partner_id, q.id, ${moneyKeptSql('q')} AS kept_until, jsonb_build_object('status', q.status, 'amount_minor', q.amount_minor,
        'currency', q.currency, 'debtor_name', q.debtor_name, 'debtor_iban', q.debtor_iban, 'debtor_email', q.debtor_email,
        'debtor_phone', q.debtor_phone, 'remittance_information', q.remittance_information, 'billing_address', q.billing_address,
        'shipping_address', q.shipping_address, 'created_at', q.created_at, 'accepted_at', q.accepted_at) AS item
      FROM payment_requests q
      WHERE q.debtor_iban = ANY (${ibans}) OR q.debtor_email = ANY (${emails}) OR q.debtor_phone = ANY (${phones})`,
    staysBecause: money.ground,
  },
  {
    id: 'incoming_payment_requests',
    name: 'Payment requests of the person to an application',
    purpose: 'To answer requests on behalf of the application (art. 6(1)(f)), and to keep records (art. 6(1)(c))',
    categories: 'Names, account numbers, amounts, descriptions, times',
    recipients: `The application that was asked; ${bank}`,
    kept: money.text,
    source: 'The bank',
    idKind: 'incomingPaymentRequest',
    find: `SELECT q.partner_id, q.id, ${moneyKeptSql('q')} AS kept_until, jsonb_build_object('status', q.status, 'amount_minor', q.amount_minor,
        'currency', q.currency, 'creditor_name', q.creditor_name, 'creditor_iban', q.creditor_iban,
        'remittance_information', q.remittance_information, 'created_at', q.created_at) AS item
      FROM incoming_payment_requests q WHERE q.creditor_iban = ANY (${ibans})`,
    staysBecause: money.ground,
  },
  {
    id: 'consents',
    name: 'Consents',
    purpose: 'To know what the person allowed (art. 6(1)(b)), and to prove it (art. 6(1)(c), (f))',
    categories: 'What was allowed, to whom, when, for how long, and how it ended; how often which page was shown',
    recipients: `The application it was given to; ${bank}`,
    kept: evidence.text,
    source: 'The person, at the bank and on our pages',
    idKind: 'consent',
    find: `SELECT c.partner_id, c.id, ${evidenceKeptSql('c')} AS kept_until, jsonb_build_object('type', c.type, 'permissions', c.permissions,
        'purpose', c.purpose, 'status', c.status, 'psu_reference', c.psu_reference, 'asked_iban', c.asked_iban,
        'valid_until', c.valid_until, 'created_at', c.created_at, 'authorised_at', c.authorised_at, 'ended_at', c.ended_at,
        'revoked_by', c.revoked_by, 'shown', (SELECT jsonb_agg(jsonb_build_object('language', r.language, 'first_shown_at', v.first_shown_at,
          'last_shown_at', v.last_shown_at, 'times_shown', v.times_shown, 'decision', v.decision, 'decided_at', v.decided_at)
          ORDER BY v.id) FROM consent_presentations v JOIN consent_renders r ON r.partner_id = v.partner_id
          AND r.consent_id = v.consent_id AND r.text_hash = v.text_hash
          WHERE v.partner_id = c.partner_id AND v.consent_id = c.id)) AS item
      FROM consents c WHERE c.id = ANY (${consents})`,
    staysBecause: evidence.ground,
  },
  {
    id: 'accounts',
    name: 'Accounts under consents',
    purpose: 'To show the application the accounts that a consent covers (art. 6(1)(b))',
    categories: 'Account numbers, holders, descriptions; blank when nothing covers them',
    recipients: 'The applications that a consent covers',
    kept: 'Until the last consent that covers the account ends; a keyed hash recognises it after that.',
    source: 'The bank, with the consent of the person',
    idKind: 'account',
    find: `SELECT a.partner_id, a.id, NULL::timestamptz AS kept_until, jsonb_build_object('iban', a.iban, 'holder_name', a.holder_name,
        'description', a.description, 'currency', a.currency) AS item
      FROM accounts a WHERE a.id = ANY ((SELECT accounts FROM s)::uuid[]) AND (a.iban IS NOT NULL OR a.holder_name <> '')`,
    staysBecause: 'A consent that is in force covers it (art. 6(1)(b)). The person can end it at any time.',
  },
  {
    id: 'transactions',
    name: 'Booked movements read under consents',
    purpose: 'To show the application the movements that a consent covers (art. 6(1)(b))',
    categories: 'Amounts, names and accounts of other sides, descriptions, times',
    recipients: 'The applications that a consent covers',
    kept: 'Until the consent ends',
    source: 'The bank, with the consent of the person',
    find: `SELECT t.partner_id, NULL::uuid AS id, NULL::timestamptz AS kept_until, jsonb_build_object('booked_at', t.booked_at,
        'amount_minor', t.amount_minor, 'currency', t.currency, 'kind', t.kind, 'counterparty_name', o.name,
        'counterparty_iban', o.iban, 'remittance_information', t.remittance_information) AS item
      FROM account_feeds f JOIN account_transactions t ON t.partner_id = f.partner_id AND t.feed_id = f.id
      LEFT JOIN transaction_counterparties o ON o.partner_id = t.partner_id AND o.feed_id = t.feed_id AND o.id = t.counterparty_id
      WHERE f.consent_id = ANY (${consents})`,
    staysBecause: 'A consent that is in force covers it (art. 6(1)(b)). It goes when the person ends the consent.',
  },
  {
    id: 'funds_confirmations',
    name: 'Questions about funds',
    purpose: 'To tell the application whether an amount is there (art. 6(1)(b))',
    categories: 'Amounts, yes or no, times',
    recipients: `The application that asked; ${bank}`,
    kept: evidence.text,
    source: 'The application and the bank',
    idKind: 'fundsConfirmation',
    find: `SELECT f.partner_id, f.id, ${evidenceKeptSql('c')} AS kept_until, jsonb_build_object('amount_minor', f.amount_minor,
        'currency', f.currency, 'funds_available', f.funds_available, 'created_at', f.created_at) AS item
      FROM consents c JOIN funds_confirmations f ON f.partner_id = c.partner_id AND f.consent_id = c.id WHERE c.id = ANY (${consents})`,
    staysBecause: evidence.ground,
  },
  {
    id: 'payee_names',
    name: 'Names under which the bank knows accounts',
    purpose: 'To warn payers of a wrong name (art. 6(1)(f))',
    categories: 'Account number and name',
    recipients: 'Nobody: the application is told whether the name fits',
    kept: 'Until it is erased',
    source: 'The bank',
    find: `SELECT n.partner_id, NULL::uuid AS id, NULL::timestamptz AS kept_until,
        jsonb_build_object('iban', n.iban, 'name', n.name, 'seen_at', n.seen_at) AS item
      FROM payee_names n WHERE n.iban = ANY (${ibans})`,
  },
  {
    id: 'beneficiaries',
    name: 'Entries in address books of applications',
    purpose: 'To pay whom the application named (art. 6(1)(f))',
    categories: 'Account number and name',
    recipients: 'The application whose entry it is',
    kept: 'Until the application ends it',
    source: 'The application',
    idKind: 'beneficiary',
    find: `SELECT b.partner_id, b.id, NULL::timestamptz AS kept_until,
        jsonb_build_object('iban', b.iban, 'name', b.name, 'created_at', b.created_at) AS item
      FROM partner_beneficiaries b WHERE b.iban = ANY (${ibans})`,
    staysBecause: 'The application keeps it on its own account; tell it of the request (art. 19).',
  },
  {
    id: 'payment_links',
    name: 'Payment links to the person',
    purpose: 'To be paid by whoever opens a link (art. 6(1)(f))',
    categories: 'Names, account numbers, e-mail addresses, phone numbers',
    recipients: 'The application whose link it is, and who opens it',
    kept: 'Until the application ends it, and with payments made through it',
    source: 'The application',
    idKind: 'paymentLink',
    find: `SELECT l.partner_id, l.id, NULL::timestamptz AS kept_until, jsonb_build_object('status', l.status, 'creditor_name', l.creditor_name,
        'creditor_iban', l.creditor_iban, 'creditor_email', l.creditor_email, 'creditor_phone', l.creditor_phone,
        'created_at', l.created_at) AS item
      FROM payment_links l
      WHERE l.creditor_iban = ANY (${ibans}) OR l.creditor_email = ANY (${emails}) OR l.creditor_phone = ANY (${phones})`,
    staysBecause: 'The application keeps it on its own account; tell it of the request (art. 19).',
  },
  {
    id: 'complaints',
    name: 'Complaints about the person’s payments and consents',
    purpose: 'To answer complaints (PSD2 art. 101; art. 6(1)(c))',
    categories: 'Case, topic, status; what people wrote is given on request',
    recipients: 'Nobody',
    kept: evidence.text,
    source: 'Whoever complained',
    idKind: 'complaint',
    find: `SELECT c.partner_id, c.id, NULL::timestamptz AS kept_until, jsonb_build_object('case_reference', c.case_reference, 'topic', c.topic,
        'status', c.status, 'received_on', c.received_on) AS item
      FROM complaints c WHERE c.consent_id = ANY (${consents}) OR c.payment_id IN (SELECT id FROM (${subjectPayments}) paid)`,
    staysBecause: evidence.ground,
  },
] as const satisfies readonly DataClass[];

export type DataClassId = (typeof dataClasses)[number]['id'];

/** What a search by these means cannot reach, or the law keeps from the answer; told with every answer. */
export const notInTheAnswer = [
  'Booked movements on other people’s accounts in which the person is the other side: they belong to those people (art. 15(4)) and go with their consents.',
  'Whether and why a payment was looked at for fraud (GDPR art. 23; the law against money laundering forbids to tell).',
  'The audit trail: it knows people by random ids and keyed hashes alone.',
  'Copies told to the applications as events: they say what the payments and consents above say.',
] as const;
