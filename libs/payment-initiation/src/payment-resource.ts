import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { amountShownSchema } from '@sluis/money';
import { payeeVerificationSchema } from '@sluis/payees';
import { DerivedTokens, ownPartOf, publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { creditableBases } from './creditable.js';
import { creditorSchema, paymentEntrySchema, shownEntries } from './payment-entries.js';
import { paymentRails } from './payment-rail.js';
import { paymentScheduleSchema, scheduleStatuses } from './payment-schedule.js';
import { nextPaymentStatuses, type PaymentStatus } from './payment-status.js';
import { creditorOf, type Payment } from './payment.entity.js';

/** A payment as partners see it, in answers and in events. */
export const paymentResourceSchema = z
  .strictObject({
    id: publicIdSchema('payment'),
    status: z.enum(Object.keys(nextPaymentStatuses) as PaymentStatus[]),
    iso_status: z.string().describe('The status as ISO 20022 ExternalPaymentTransactionStatus1Code.'),
    bank_status: z.string().nullable().describe('As the bank wrote it.'),
    version: z.int().describe('Grows with every change; the event of a change carries it.'),
    rail: z.enum(paymentRails),
    amount: amountShownSchema,
    creditor: creditorSchema.nullable().describe('null for an order of many, whose entries name theirs'),
    payee_verification: payeeVerificationSchema
      .nullable()
      .describe("The creditor's name against the one under which the account is known; null for an order of many."),
    entries: z.array(paymentEntrySchema).nullable(),
    schedule: paymentScheduleSchema.extend({ status: z.enum(scheduleStatuses).nullable() }).nullable(),
    debtor: z.strictObject({ iban: z.string().nullable(), name: z.string().nullable() }).nullable(),
    remittance_information: z.string().nullable(),
    reference: z.string().nullable(),
    redirect_uri: z.string().nullable(),
    state: z.string().nullable(),
    consent_id: publicIdSchema('consent').nullable(),
    account_id: publicIdSchema('account').nullable(),
    payment_link_id: publicIdSchema('paymentLink').nullable(),
    fallback: z
      .literal('payment_request')
      .nullable()
      .describe('What the payer may choose on our page instead of the page of the bank.'),
    payment_request_id: publicIdSchema('paymentRequest')
      .nullable()
      .describe('The payment request that the payment goes by, once the payer chose that.'),
    end_requested: z.string().nullable(),
    failure: z
      .strictObject({ stage: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .describe(
        'Where and why it stopped. Of a `cancelled` payment only `superseded`: its payment link was gone on with elsewhere.',
      ),
    review_reason: z.string().nullable(),
    expires_at: z.iso.datetime(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    executed_at: z.iso.datetime().nullable(),
    creditable: z
      .strictObject({ basis: z.enum(creditableBases), from: z.iso.datetime(), at: z.iso.datetime().nullable() })
      .nullable()
      .describe('When the payee may count on the money and why; `at` once that has come. Null before it was executed.'),
  })
  .meta({ id: 'Payment' });
export type PaymentResource = z.output<typeof paymentResourceSchema>;

/**
 * All of it is bound to the audit trail, in this order: a new field comes last, and none ever goes, or packs of evidence about
 * older payments would not verify. `libs/evidence/src/verifier.ts` has the same list.
 */
export const sealedPaymentFields = [
  'id',
  'status',
  'iso_status',
  'bank_status',
  'version',
  'rail',
  'amount',
  'creditor',
  'payee_verification',
  'entries',
  'schedule',
  'debtor',
  'remittance_information',
  'reference',
  'redirect_uri',
  'state',
  'consent_id',
  'account_id',
  'payment_link_id',
  'fallback',
  'payment_request_id',
  'end_requested',
  'failure',
  'review_reason',
  'expires_at',
  'created_at',
  'updated_at',
  'executed_at',
  'creditable',
] as const satisfies readonly (keyof PaymentResource)[];

/** Builds what partners see of a payment. */
@Injectable()
export class PaymentResources {
  constructor(
    private readonly config: Config,
    private readonly tokens: DerivedTokens,
  ) {}

  toResource(payment: Payment): PaymentResource {
    const hasDebtor = payment.debtorIban !== null || payment.debtorName !== null;
    const { failureStage: stage, failureReason: reason } = payment;
    const failure = stage !== null || reason !== null ? { stage, reason } : null;
    return {
      id: toPublicId('payment', payment.id),
      status: payment.status,
      iso_status: payment.isoStatus,
      bank_status: payment.bankStatus,
      version: payment.version,
      rail: payment.rail,
      amount: payment.amount.toWire(),
      creditor: payment.entries ? null : creditorOf(payment),
      payee_verification: payment.payeeVerification,
      entries: payment.entries && shownEntries(payment.entries, failure),
      schedule: payment.schedule && { ...payment.schedule, status: payment.scheduleStatus },
      debtor: hasDebtor ? { iban: payment.debtorIban, name: payment.debtorName } : null,
      remittance_information: payment.entries ? null : payment.remittanceInformation,
      reference: payment.reference,
      redirect_uri: payment.redirectUri,
      state: payment.state,
      consent_id: payment.consentId && toPublicId('consent', payment.consentId),
      account_id: payment.accountId && toPublicId('account', payment.accountId),
      payment_link_id: payment.paymentLinkId && toPublicId('paymentLink', payment.paymentLinkId),
      fallback: payment.fallback,
      payment_request_id: payment.paymentRequestId && toPublicId('paymentRequest', payment.paymentRequestId),
      end_requested: payment.endRequested,
      failure,
      review_reason: payment.reviewReason,
      expires_at: payment.expiresAt.toISOString(),
      created_at: payment.createdAt.toISOString(),
      updated_at: payment.updatedAt.toISOString(),
      executed_at: payment.executedAt?.toISOString() ?? null,
      creditable: toCreditable(payment),
    };
  }

  /** From the id's own part alone: a payment that is asked for again after a restored backup has the same link. */
  linkToken(paymentId: string): string {
    return this.tokens.derive('payment', ownPartOf(paymentId));
  }

  /** The payer's page. An order under a consent has none, unless the payer came by their page and chose the push there. */
  pageUrl(payment: Payment): string | null {
    return payment.rail === 'draft' && payment.redirectUri === null
      ? null
      : `${this.config.env.PUBLIC_URL}/pay/${this.linkToken(payment.id)}`;
  }

  /** Only in answers to the partner, never in stored events: whoever has it sees the payment. */
  authorisationUrl(payment: Payment): string | null {
    return payment.isFinal ? null : this.pageUrl(payment);
  }
}

function toCreditable({ creditableBasis: basis, creditableFrom: from, creditableAt: at }: Payment) {
  return basis && from && { basis, from: from.toISOString(), at: at?.toISOString() ?? null };
}
