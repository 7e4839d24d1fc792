import { Money, moneyWireSchema } from '@sluis/money';
import { fromPublicId } from '@sluis/persistence';
import { totalOf, type Creditor, type InitiatePaymentInput, type PaymentEntry } from '@sluis/payment-initiation';
import { z } from 'zod';
import { contactSchema } from '../http/contact.schema.js';
import { ibanSchema } from '../http/iban.schema.js';
import { scheduleSchema, toSchedule } from '../http/schedule.schema.js';
import { plainText, redirectUri } from '../http/text.schema.js';
import { anyId } from '../http/public-id.js';

const name = plainText(70);

/** The bank takes no more in one order. */
export const mostEntries = 350;
const orderShape = { amount: moneyWireSchema, creditor: contactSchema, remittance_information: plainText(140) };
export const entrySchema = z.strictObject({ ...orderShape, reference: plainText(70).optional() });

/**
 * `POST /v1/payments`: one payment, or an order of many `entries`. Either the payer comes to our page (`redirect_uri`), or
 * pays under a consent; only the latter can be of many, or for later.
 */
export const initiatePaymentSchema = z
  .strictObject({
    amount: orderShape.amount.optional(),
    creditor: orderShape.creditor.optional(),
    remittance_information: orderShape.remittance_information.optional(),
    entries: z.array(entrySchema).min(1).max(mostEntries).optional(),
    schedule: scheduleSchema.optional(),
    debtor: z.strictObject({ iban: ibanSchema, name: name.optional() }).optional(),
    reference: plainText(70).optional(),
    redirect_uri: redirectUri.optional(),
    state: plainText(512).optional(),
    consent_id: anyId.optional(),
    account_id: anyId.optional(),
    fallback: z
      .literal('payment_request')
      .optional()
      .describe('Lets the payer choose a payment request in the app of the bank, on our page.'),
  })
  .superRefine((request, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (request.debtor !== undefined && request.debtor.iban === request.creditor?.iban)
      fault('debtor', 'is the creditor: nobody can be paid from their own account to itself');
    for (const field of ['amount', 'creditor', 'remittance_information'] as const) {
      if (request.entries === undefined && request[field] === undefined) fault(field, 'is required');
      if (request.entries !== undefined && request[field] !== undefined)
        fault(field, 'is not allowed with entries: each entry has its own');
    }
    const currencies = new Set(request.entries?.map(({ amount }) => amount.currency));
    if (currencies.size > 1) fault('entries', 'must all be in one currency');
    if (request.fallback !== undefined) {
      for (const field of ['entries', 'schedule', 'consent_id'] as const)
        if (request[field] !== undefined) fault('fallback', `is not possible with ${field}`);
      if (request.creditor && request.creditor.iban === undefined)
        fault('fallback', 'needs a creditor with an IBAN: the connected account that asks for the money');
    }
    const isConsented = request.consent_id !== undefined || request.account_id !== undefined;
    if (isConsented) {
      if (request.consent_id === undefined) fault('consent_id', 'is required with account_id');
      if (request.account_id === undefined) fault('account_id', 'is required with consent_id');
      if (request.debtor !== undefined) fault('debtor', 'is not allowed with consent_id: the account names the payer');
      if (request.redirect_uri !== undefined)
        fault('redirect_uri', 'is not allowed with consent_id: the payer sees no page');
    } else {
      if (request.redirect_uri === undefined)
        fault('redirect_uri', 'is required without consent_id: the payer goes back there');
      for (const field of ['entries', 'schedule'] as const) {
        if (request[field] !== undefined) fault(field, 'is only possible under a consent, with consent_id');
      }
    }
  });

export type InitiatePaymentRequest = z.output<typeof initiatePaymentSchema>;

type Entry = z.output<typeof entrySchema>;

/** What is paid to whom: of one payment, or in sum of many. */
function orderOf({
  amount,
  creditor,
  remittance_information: remittanceInformation,
  entries,
}: InitiatePaymentRequest): Pick<InitiatePaymentInput, 'amount' | 'creditor' | 'remittanceInformation' | 'entries'> {
  if (entries) {
    const kept = entries.map(toEntry);
    return { amount: totalOf(kept), creditor: nobody, remittanceInformation: '', entries: kept };
  }
  if (!amount || !creditor || remittanceInformation === undefined)
    throw new RangeError('the schema let an order through that names nothing');
  return { amount: Money.fromWire(amount), creditor: toCreditor(creditor), remittanceInformation, entries: null };
}

export const nobody: Creditor = { name: null, iban: null, email: null, phone: null };

export function toEntry({ amount, creditor, remittance_information, reference }: Entry): PaymentEntry {
  return {
    amount,
    creditor: toCreditor(creditor),
    remittance_information,
    reference: reference ?? null,
    status: 'pending',
  };
}

export function toCreditor({ name = null, iban = null, email = null, phone = null }: Partial<Creditor>): Creditor {
  return { name, iban, email, phone };
}

/** @returns ids that name nothing become an id that exists nowhere, and so the same answer as a foreign one */
export function toInitiatePayment(request: InitiatePaymentRequest): InitiatePaymentInput {
  const { schedule, debtor, consent_id: consentId, account_id: accountId } = request;
  return {
    ...orderOf(request),
    schedule: schedule ? toSchedule(schedule) : null,
    debtor: debtor ? { iban: debtor.iban, name: debtor.name ?? null } : null,
    reference: request.reference ?? null,
    redirectUri: request.redirect_uri ?? null,
    state: request.state ?? null,
    ...(request.fallback && { fallback: request.fallback }),
    consent:
      consentId === undefined || accountId === undefined
        ? null
        : {
            consentId: fromPublicId('consent', consentId) ?? nowhere,
            accountId: fromPublicId('account', accountId) ?? nowhere,
          },
  };
}

const nowhere = '00000000-0000-0000-0000-000000000000';
