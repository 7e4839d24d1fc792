import { Money, moneyWireSchema } from '@sluis/money';
import { fromPublicId } from '@sluis/persistence';
import type { InitiatePaymentInput } from '@sluis/payment-initiation';
import { isValidPhoneNumber } from 'libphonenumber-js';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';
import { plainText, redirectUri } from '../http/text.schema.js';

const name = plainText(70);

export const creditorSchema = z
  .strictObject({
    name: name.optional(),
    iban: ibanSchema.optional(),
    email: z.email('is not an e-mail address').max(254).optional(),
    phone: z
      .string()
      .max(20)
      .refine(
        (phone) => /^\+\d+$/.test(phone) && isValidPhoneNumber(phone),
        'must be a phone number in E.164, for example "+31612345678"',
      )
      .optional(),
  })
  .refine(({ iban, email, phone }) => [iban, email, phone].filter((alias) => alias !== undefined).length === 1, {
    message: 'give exactly one of iban, email and phone',
  })
  .refine(({ iban, name }) => iban === undefined || name !== undefined, {
    message: 'is required with iban',
    path: ['name'],
  });

/** `POST /v1/payments`. Either the payer comes to our page (`redirect_uri`), or pays under a consent. */
export const initiatePaymentSchema = z
  .strictObject({
    amount: moneyWireSchema,
    creditor: creditorSchema,
    debtor: z.strictObject({ iban: ibanSchema, name: name.optional() }).optional(),
    remittance_information: plainText(140),
    reference: plainText(70).optional(),
    redirect_uri: redirectUri.optional(),
    state: plainText(512).optional(),
    consent_id: z.string().max(64).optional(),
    account_id: z.string().max(64).optional(),
  })
  .superRefine((request, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (request.debtor !== undefined && request.debtor.iban === request.creditor.iban)
      fault('debtor', 'is the creditor: nobody can be paid from their own account to itself');
    const isConsented = request.consent_id !== undefined || request.account_id !== undefined;
    if (isConsented) {
      if (request.consent_id === undefined) fault('consent_id', 'is required with account_id');
      if (request.account_id === undefined) fault('account_id', 'is required with consent_id');
      if (request.debtor !== undefined) fault('debtor', 'is not allowed with consent_id: the account names the payer');
      if (request.redirect_uri !== undefined)
        fault('redirect_uri', 'is not allowed with consent_id: the payer sees no page');
    } else if (request.redirect_uri === undefined) {
      fault('redirect_uri', 'is required without consent_id: the payer goes back there');
    }
  });

export type InitiatePaymentRequest = z.output<typeof initiatePaymentSchema>;

export function toCreditor({ name: creditorName, iban, email, phone }: z.output<typeof creditorSchema>) {
  return { name: creditorName ?? null, iban: iban ?? null, email: email ?? null, phone: phone ?? null };
}

/** @returns ids that name nothing become an id that exists nowhere, and so the same answer as a foreign one */
export function toInitiatePayment(request: InitiatePaymentRequest): InitiatePaymentInput {
  const { creditor, debtor, consent_id: consentId, account_id: accountId } = request;
  return {
    amount: Money.fromWire(request.amount),
    creditor: toCreditor(creditor),
    debtor: debtor ? { iban: debtor.iban, name: debtor.name ?? null } : null,
    remittanceInformation: request.remittance_information,
    reference: request.reference ?? null,
    redirectUri: request.redirect_uri ?? null,
    state: request.state ?? null,
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
