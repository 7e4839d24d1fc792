import { countriesOfEea, isOver, lossBearers, parseHalfYear } from '@sluis/compliance';
import { z } from 'zod';
import { revealSchema } from './console.requests.js';

const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,12})\.\d{2}$/, 'must be a decimal string with exactly two decimals, for example "12.50"');

/** Of the last finding that was seen, so that two people cannot overrule each other unawares. */
const seen = { after: z.int().min(0).max(10_000), ...revealSchema.shape };

export const fraudMarkSchema = z.discriminatedUnion('finding', [
  z.strictObject({
    finding: z.enum(['unauthorised', 'payer_manipulated']),
    ...seen,
    loss_bearer: z.enum(lossBearers),
    transactions: z.int().min(1).max(100_000).default(1),
    fraud: amount,
    lost: amount,
    recovered: amount,
    found_on: z.iso.date(),
  }),
  z.strictObject({ finding: z.literal('no_fraud'), ...seen }),
]);
export type FraudMarkRequest = z.output<typeof fraudMarkSchema>;

export const fraudReportSchema = z.strictObject({
  period: z.string().transform((text, context) => {
    const half = parseHalfYear(text);
    if (half !== undefined && isOver(half)) return half;
    context.addIssue(half ? 'must be a half-year that has ended' : 'must be a half-year, for example 2026-H1');
    return z.NEVER;
  }),
  /** Where the platform's company is licensed: what is domestic is seen from there. */
  home_country: z
    .string()
    .refine(
      (country) => countriesOfEea.has(country),
      'must be the two capitals of a country of the EEA, for example NL',
    ),
});
export type FraudReportRequest = z.output<typeof fraudReportSchema>;

export const fraudReportFileSchema = z.strictObject({ format: z.enum(['csv', 'json']) });
