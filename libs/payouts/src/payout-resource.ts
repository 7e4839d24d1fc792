import { amountShownSchema } from '@sluis/money';
import { paymentEntrySchema, paymentScheduleSchema, scheduleStatuses, shownEntries } from '@sluis/payment-initiation';
import { payeeVerificationSchema } from '@sluis/payees';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { nextPayoutStatuses, type PayoutStatus } from './payout-status.js';
import type { Payout } from './payout.entity.js';

const statuses = Object.keys(nextPayoutStatuses) as PayoutStatus[];
/** Only what is planned stands at the bank, and can be paid in part. */
const unplanned = statuses.filter((status) => !['scheduled', 'partially_executed'].includes(status));

/** A payout as partners see it, in answers and in events. */
export const payoutResourceSchema = z
  .strictObject({
    id: publicIdSchema('payout'),
    status: z.enum(statuses),
    version: z.int(),
    bank_connection_id: publicIdSchema('bankConnection'),
    account_id: publicIdSchema('account'),
    amount: amountShownSchema,
    creditor: z.strictObject({
      name: z.string().nullable(),
      iban: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    payee_verification: payeeVerificationSchema
      .nullable()
      .describe(
        "The creditor's name against the one under which the account is known; null where it was not compared.",
      ),
    debtor: z.strictObject({ iban: z.string() }),
    remittance_information: z.string(),
    reference: z.string().nullable(),
    schedule: paymentScheduleSchema.extend({ status: z.enum(scheduleStatuses).nullable() }).nullable(),
    end_requested: z.string().nullable(),
    failure: z.strictObject({ stage: z.string().nullable(), reason: z.string().nullable() }).nullable(),
    review_reason: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    executed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Payout' });
export type PayoutResource = z.output<typeof payoutResourceSchema>;

/** A refund is a payout that knows the payment it gives back. */
export const refundResourceSchema = payoutResourceSchema
  .omit({ schedule: true, payee_verification: true })
  .extend({
    id: publicIdSchema('refund'),
    status: z.enum(unplanned),
    payment_id: publicIdSchema('payment'),
    payment_entry: z.int().nullable(),
    payment_instance_id: publicIdSchema('paymentInstance').nullable(),
  })
  .meta({ id: 'Refund' });
export type RefundResource = z.output<typeof refundResourceSchema>;

const entrySchema = paymentEntrySchema.extend({}).meta({ id: 'PayoutEntry' });

/** Payouts of many in one order; `amount` is their sum. */
export const payoutBatchResourceSchema = payoutResourceSchema
  .omit({ creditor: true, payee_verification: true, remittance_information: true })
  .extend({ id: publicIdSchema('payoutBatch'), entries: z.array(entrySchema) })
  .meta({ id: 'PayoutBatch' });
export type PayoutBatchResource = z.output<typeof payoutBatchResourceSchema>;

export function payoutResource(payout: Payout): PayoutResource | RefundResource | PayoutBatchResource {
  const { paymentId, paymentEntry, paymentInstanceId, entries } = payout;
  const schedule = payout.schedule && { ...payout.schedule, status: payout.scheduleStatus };
  const common = commonOf(payout);
  if (entries !== null) return { ...common, entries: shownEntries(entries, common.failure), schedule };
  const one = {
    ...common,
    creditor: {
      name: payout.creditorName,
      iban: payout.creditorIban,
      email: payout.creditorEmail,
      phone: payout.creditorPhone,
    },
    remittance_information: payout.remittanceInformation,
  };
  if (paymentId === null) return { ...one, payee_verification: payout.payeeVerification, schedule };
  return {
    ...one,
    payment_id: toPublicId('payment', paymentId),
    payment_entry: paymentEntry,
    payment_instance_id: paymentInstanceId && toPublicId('paymentInstance', paymentInstanceId),
  };
}

function commonOf(payout: Payout) {
  const { failureStage, failureReason } = payout;
  const hasFailure = failureStage !== null || failureReason !== null;
  return {
    id: payout.publicId,
    status: payout.status,
    version: payout.version,
    bank_connection_id: toPublicId('bankConnection', payout.connectionId),
    account_id: toPublicId('account', payout.accountId),
    amount: payout.amount.toWire(),
    debtor: { iban: payout.debtorIban },
    reference: payout.reference,
    end_requested: payout.endRequested,
    failure: hasFailure ? { stage: failureStage, reason: failureReason } : null,
    review_reason: payout.reviewReason,
    created_at: payout.createdAt.toISOString(),
    updated_at: payout.updatedAt.toISOString(),
    executed_at: payout.executedAt?.toISOString() ?? null,
  };
}
