import { moneyWireSchema } from '@sluis/money';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';
import { plainText } from '../http/text.schema.js';

const { value: amount, currency } = moneyWireSchema.shape;
const account = z.strictObject({ iban: ibanSchema, currency: z.literal('EUR', 'must be "EUR"').optional() });

/** What the framework lets a card issuer add. It is checked, and kept nowhere: the bank is asked about an account alone. */
const cardWords = { cardNumber: plainText(35).optional() };

/** `POST /berlin-group/v2/consents/confirmation-of-funds`. */
export const fundsConsentWordsSchema = z.strictObject({
  account,
  ...cardWords,
  cardExpiryDate: z.iso.date().optional(),
  cardInformation: plainText(140).optional(),
  registrationInformation: plainText(140).optional(),
});

export type FundsConsentWords = z.output<typeof fundsConsentWordsSchema>;

/** `POST /berlin-group/v1/funds-confirmations`. */
export const fundsQuestionWordsSchema = z.strictObject({
  account,
  instructedAmount: z.strictObject({ amount, currency }),
  payee: plainText(70).optional(),
  ...cardWords,
});

export type FundsQuestionWords = z.output<typeof fundsQuestionWordsSchema>;
