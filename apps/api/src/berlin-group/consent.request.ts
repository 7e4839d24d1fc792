import { longestValidityDays, type ConsentPermission } from '@sluis/consents';
import { z } from 'zod';
import { plainText } from '../http/text.schema.js';

const dayMs = 86_400_000;
/** The payer chooses accounts at the bank, so a list of accounts must be empty: the framework's "bank-offered consent". */
const chosenAtTheBank = z
  .array(z.unknown())
  .max(0, 'must be empty: the payer chooses the accounts at the bank')
  .optional();

/** `POST /berlin-group/v1/consents`. */
export const consentWordsSchema = z.strictObject({
  access: z
    .strictObject({
      accounts: chosenAtTheBank,
      balances: chosenAtTheBank,
      transactions: chosenAtTheBank,
      additionalInformation: z.strictObject({ ownerName: chosenAtTheBank }).optional(),
    })
    .refine(
      ({ accounts, balances, transactions }) => accounts ?? balances ?? transactions,
      'must name what is asked for',
    ),
  recurringIndicator: z.literal(true, 'must be true: one-off consents end with DELETE'),
  validUntil: z.iso.date(),
  // The payer is told of four, and the platform reads for partners on its own: fewer could not be kept.
  frequencyPerDay: z.literal(
    4,
    'must be 4: the payer is told of at most four times a day, and that is what is counted',
  ),
  combinedServiceIndicator: z.literal(false, 'must be false').optional(),
});

export type ConsentWords = z.output<typeof consentWordsSchema>;

export const purposeSchema = plainText(280).nullable();

export function permissionsOf({ access }: ConsentWords): ConsentPermission[] {
  const permissions: ConsentPermission[] = ['read_account_list'];
  if (access.balances) permissions.push('read_balances');
  if (access.transactions) permissions.push('read_transactions');
  return permissions;
}

/** The whole last day counts; longer than the law allows becomes the longest the law allows, as the framework has it. */
export function validUntilOf({ validUntil }: ConsentWords, now: Date): Date {
  const wanted = Date.parse(validUntil) + dayMs - 1;
  return new Date(Math.min(wanted, now.getTime() + longestValidityDays * dayMs));
}

export function accessOf(permissions: readonly string[], ibans: readonly string[]) {
  const accounts = ibans.map((iban) => ({ iban }));
  return {
    accounts,
    ...(permissions.includes('read_balances') ? { balances: accounts } : {}),
    ...(permissions.includes('read_transactions') ? { transactions: accounts } : {}),
  };
}
