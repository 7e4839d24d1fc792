import {
  dataRequestKinds,
  dataRequestLists,
  type HoldKind,
  type Identifier,
  identifierKinds,
  refusals,
} from '@sluis/personal-data';
import { fromPublicId, type IdKind } from '@sluis/persistence';
import { isValidIBAN } from 'ibantools';
import { z } from 'zod';
import { revealSchema } from './console.requests.js';

const { reason, case_reference } = revealSchema.shape;

export const dataRequestListSchema = z.strictObject({ list: z.enum(dataRequestLists).default('open') });

/** As it is stored, so that it is found. */
const identifierSchema = z
  .strictObject({ kind: z.enum(identifierKinds), value: z.string().trim().min(3).max(200) })
  .transform((identifier, context): Identifier => {
    const { kind, value } = identifier;
    const iban = value.replaceAll(/[\s-]/g, '').toUpperCase();
    const phone = value.replaceAll(/[\s()-]/g, '');
    if (kind === 'iban' && isValidIBAN(iban)) return { kind, value: iban };
    if (kind === 'email' && z.email().safeParse(value).success) return identifier;
    if (kind === 'phone' && /^\+\d{6,15}$/.test(phone)) return { kind, value: phone };
    if (kind === 'bank_user' && /^[1-9]\d{0,14}$/.test(value)) return identifier;
    context.addIssue({ code: 'custom', path: ['value'], message: `is no ${kind.replace('_', ' ')}` });
    return z.NEVER;
  });

export const newDataRequestSchema = z.strictObject({
  kind: z.enum(dataRequestKinds),
  identifier: identifierSchema,
  /** The day counts from the next one on, whatever the hour. */
  received_on: z.iso.date(),
  reason,
  case_reference,
});
export type NewDataRequest = z.output<typeof newDataRequestSchema>;

export const dataRequestStepSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.enum(['extend', 'ask_again', 'make_again', 'close']) }),
  z.strictObject({ step: z.literal('refuse'), refusal: z.enum(refusals) }),
]);
export type DataRequestStep = z.output<typeof dataRequestStepSchema>;

const holdable = [
  ['payment', 'payment'],
  ['consent', 'consent'],
  ['partner', 'partner'],
  ['dataSubject', 'person'],
] as const satisfies [IdKind, HoldKind][];

export const newHoldSchema = z.strictObject({
  /** `pay_…`, `con_…`, `par_…` or `dsu_…` */
  subject: z
    .string()
    .trim()
    .max(100)
    .transform((text, context): { kind: HoldKind; id: string } => {
      for (const [idKind, kind] of holdable) {
        const id = fromPublicId(idKind, text);
        if (id !== undefined) return { kind, id };
      }
      context.addIssue('is no id of a payment, a consent, a partner or a person');
      return z.NEVER;
    }),
  reason,
  case_reference,
});
export type NewHold = z.output<typeof newHoldSchema>;

export const newRunSchema = z.strictObject({ case_reference });
export const runStepSchema = z.strictObject({ step: z.enum(['ask_again', 'refuse']) });
