import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { amountShownSchema } from '@sluis/money';
import { isPaid } from '@sluis/payment-initiation';
import { DerivedTokens, publicIdSchema, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { z } from 'zod';
import { paymentLinkUses, type PaymentLink } from './payment-link.entity.js';

export const paymentLinkStatuses = ['active', 'paid', 'deactivated', 'expired'] as const;
export type PaymentLinkStatus = (typeof paymentLinkStatuses)[number];

/** The payment that keeps a single-use link to itself: open, in doubt, or paid. */
export interface LinkOccupant {
  paymentId: string;
  status: string;
}

/** A payment link as partners see it, in answers and in events. */
export const paymentLinkResourceSchema = z
  .strictObject({
    id: publicIdSchema('paymentLink'),
    status: z.enum(paymentLinkStatuses),
    version: z.int(),
    use: z.enum(paymentLinkUses),
    amount: amountShownSchema.nullable(),
    open_amount: z.strictObject({ minimum: amountShownSchema, maximum: amountShownSchema }).nullable(),
    creditor: z.strictObject({
      name: z.string().nullable(),
      iban: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    remittance_information: z.string(),
    reference: z.string().nullable(),
    redirect_uri: z.string().nullable(),
    payment_id: publicIdSchema('payment')
      .nullable()
      .describe('Of a single-use link: the payment that is being made or was made by it.'),
    expires_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'PaymentLink' });
export type PaymentLinkResource = z.output<typeof paymentLinkResourceSchema>;

/** Builds what partners see of a payment link. */
@Injectable()
export class PaymentLinkResources {
  constructor(
    private readonly config: Config,
    private readonly tokens: DerivedTokens,
  ) {}

  toResource(link: PaymentLink, occupant: LinkOccupant | undefined): PaymentLinkResource {
    const { amount, bounds } = link;
    return {
      id: toPublicId('paymentLink', link.id),
      status: statusOf(link, occupant, new Date()),
      version: link.version,
      use: link.use,
      amount: amount?.toWire() ?? null,
      open_amount: bounds && { minimum: bounds.minimum.toWire(), maximum: bounds.maximum.toWire() },
      creditor: {
        name: link.creditorName,
        iban: link.creditorIban,
        email: link.creditorEmail,
        phone: link.creditorPhone,
      },
      remittance_information: link.remittanceInformation,
      reference: link.reference,
      redirect_uri: link.redirectUri,
      payment_id: occupant ? toPublicId('payment', occupant.paymentId) : null,
      expires_at: link.expiresAt?.toISOString() ?? null,
      created_at: link.createdAt.toISOString(),
      updated_at: link.updatedAt.toISOString(),
    };
  }

  linkToken(linkId: string): string {
    return this.tokens.derive('payment-link', linkId);
  }

  /** What payers open. Only in answers to the partner, never in stored events: whoever has it can pay by it. */
  url(link: Pick<PaymentLink, 'id'>): string {
    return `${this.config.env.PUBLIC_URL}/link/${this.linkToken(link.id)}`;
  }

  /** Which payment each of these single-use links is taken by; the database lets it be one at most. */
  async occupantsOf(tx: Transaction, links: readonly PaymentLink[]): Promise<Map<string, LinkOccupant>> {
    const [first] = links;
    const ids = links.filter(({ use }) => use === 'single').map(({ id }) => id);
    if (!first || ids.length === 0) return new Map();
    const rows = await queryRows<LinkOccupant & { linkId: string }>(
      tx,
      `SELECT payment_link_id AS "linkId", id AS "paymentId", status FROM payments
       WHERE partner_id = $1 AND payment_link_id = ANY($2::uuid[]) AND is_link_single_use
         AND status NOT IN ('rejected', 'cancelled', 'expired', 'failed')`,
      [first.partnerId, ids],
    );
    return new Map(rows.map(({ linkId, ...occupant }) => [linkId, occupant]));
  }
}

export function statusOf(link: PaymentLink, occupant: LinkOccupant | undefined, now: Date): PaymentLinkStatus {
  if (occupant && isPaid(occupant.status)) return 'paid';
  if (link.status === 'deactivated') return 'deactivated';
  return link.isExpired(now) ? 'expired' : 'active';
}
