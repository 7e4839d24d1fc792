import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { EventLog } from '@sluis/events';
import type { Money } from '@sluis/money';
import { Outbox } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { PaidPayments, type PaidPaymentListener, type Payment } from '@sluis/payment-initiation';
import { newId, toPublicId, tokenHash, Transactions, type Transaction } from '@sluis/persistence';
import { PaymentLink, type PaymentLinkUse } from './payment-link.entity.js';
import { PaymentLinkResources, statusOf, type PaymentLinkResource } from './payment-link-resource.js';

export interface CreatePaymentLinkInput {
  use: PaymentLinkUse;
  /** A fixed amount, or what the payer's own must lie between. */
  amount: Money | { minimum: Money; maximum: Money };
  creditor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
  remittanceInformation: string;
  reference: string | null;
  redirectUri: string | null;
  expiresAt: Date | null;
}

/** What partners do with payment links. What payers do with them is `PayByLink`. */
@Injectable()
export class PaymentLinks implements PaidPaymentListener, OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly outbox: Outbox,
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly resources: PaymentLinkResources,
    private readonly paidPayments: PaidPayments,
  ) {}

  onModuleInit(): void {
    this.paidPayments.add(this);
  }

  /** @throws DomainError redirect_uri_not_registered */
  async create(
    tx: Transaction,
    partnerId: string,
    input: CreatePaymentLinkInput,
    actor: AuditActor,
  ): Promise<PaymentLink> {
    if (input.redirectUri !== null) await this.partners.requireRedirectUri(tx, partnerId, input.redirectUri);
    const { creditor, amount } = input;
    const bounds = 'minimum' in amount ? amount : null;
    const fixed = 'minimum' in amount ? null : amount;
    const id = newId();
    const now = new Date();
    const link = tx.create(PaymentLink, {
      partnerId,
      id,
      use: input.use,
      status: 'active',
      version: 1,
      amountMinor: fixed?.minorUnits ?? null,
      minimumMinor: bounds?.minimum.minorUnits ?? null,
      maximumMinor: bounds?.maximum.minorUnits ?? null,
      currency: (fixed ?? bounds?.minimum)?.currency ?? 'EUR',
      creditorName: creditor.name,
      creditorIban: creditor.iban,
      creditorEmail: creditor.email,
      creditorPhone: creditor.phone,
      remittanceInformation: input.remittanceInformation,
      reference: input.reference,
      redirectUri: input.redirectUri,
      tokenHash: tokenHash(this.resources.linkToken(id)),
      expiresAt: input.expiresAt,
      createdAt: now,
      updatedAt: now,
    });
    await tx.insert(PaymentLink, link);
    await this.tell(tx, link, 'created', actor);
    if (link.expiresAt) {
      const inMs = Math.max(0, link.expiresAt.getTime() - now.getTime());
      await this.outbox.schedule(tx, { kind: 'payment_links.expire', subject: `${partnerId}/${id}`, partnerId, inMs });
    }
    return link;
  }

  async find(tx: Transaction, partnerId: string, id: string): Promise<PaymentLink | undefined> {
    return (await tx.findOneBy(PaymentLink, { partnerId, id })) ?? undefined;
  }

  /** @returns the link behind its page; the token is the only credential of that page */
  findByToken(token: string): Promise<PaymentLink | undefined> {
    return this.transactions.run(
      async (tx) => (await tx.findOneBy(PaymentLink, { tokenHash: tokenHash(token) })) ?? undefined,
    );
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  async list(
    tx: Transaction,
    partnerId: string,
    { limit, after, before }: { limit: number; after?: string; before?: string },
  ): Promise<{ items: PaymentLink[]; hasMore: boolean }> {
    const query = tx
      .createQueryBuilder(PaymentLink, 'link')
      .where('link.partnerId = :partnerId', { partnerId })
      .take(limit + 1);
    if (after) query.andWhere('link.id < :after', { after });
    if (before) query.andWhere('link.id > :before', { before });
    const rows = await query.orderBy('link.id', before ? 'ASC' : 'DESC').getMany();
    const items = rows.slice(0, limit);
    return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
  }

  async resourcesOf(tx: Transaction, links: readonly PaymentLink[]): Promise<PaymentLinkResource[]> {
    const occupants = await this.resources.occupantsOf(tx, links);
    return links.map((link) => this.resources.toResource(link, occupants.get(link.id)));
  }

  async resourceOf(tx: Transaction, link: PaymentLink): Promise<PaymentLinkResource> {
    return this.resources.toResource(link, (await this.resources.occupantsOf(tx, [link])).get(link.id));
  }

  /**
   * No further payment begins by it. One that has begun goes on: its payer may stand at the bank already, and it can be
   * cancelled as any payment can.
   *
   * @throws DomainError payment_link_not_usable  it ended already
   */
  async deactivate(
    tx: Transaction,
    partnerId: string,
    id: string,
    actor: AuditActor,
  ): Promise<PaymentLink | undefined> {
    const link = await this.lock(tx, partnerId, id);
    if (!link) return undefined;
    const occupant = (await this.resources.occupantsOf(tx, [link])).get(id);
    const status = statusOf(link, occupant, new Date());
    if (status !== 'active') throw new DomainError('payment_link_not_usable', `The payment link is ${status} already.`);
    await this.change(tx, link, 'deactivated', { status: 'deactivated' }, actor);
    return link;
  }

  /**
   * Of a single-use link that is its end, with a version and an event of its own. The payment's row is locked before the
   * link's: who holds the link asks only for payments that were not gone on with, and none of those is paid.
   */
  async paid(tx: Transaction, payment: Payment, actor: AuditActor): Promise<void> {
    const { partnerId, paymentLinkId, isLinkSingleUse } = payment;
    const link = isLinkSingleUse && paymentLinkId !== null && (await this.lock(tx, partnerId, paymentLinkId));
    if (link) await this.change(tx, link, 'paid', {}, actor);
  }

  /** By our clock. */
  async expireIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const link = await this.lock(tx, partnerId, id);
      if (link?.status !== 'active' || link.expiresAt === null) return 'done';
      const waitMs = link.expiresAt.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      if ((await this.resourceOf(tx, link)).status === 'paid') return 'done';
      await this.change(tx, link, 'expired', { status: 'expired' }, { type: 'platform' });
      return 'done';
    });
  }

  private async lock(tx: Transaction, partnerId: string, id: string): Promise<PaymentLink | undefined> {
    const lock = { mode: 'pessimistic_write' } as const;
    return (await tx.findOne(PaymentLink, { where: { partnerId, id }, lock })) ?? undefined;
  }

  private async change(
    tx: Transaction,
    link: PaymentLink,
    what: string,
    patch: Partial<Pick<PaymentLink, 'status'>>,
    actor: AuditActor,
  ): Promise<void> {
    const columns = { ...patch, version: link.version + 1, updatedAt: new Date() };
    await tx.update(PaymentLink, { partnerId: link.partnerId, id: link.id }, columns);
    Object.assign(link, columns);
    await this.tell(tx, link, what, actor);
  }

  private async tell(tx: Transaction, link: PaymentLink, what: string, actor: AuditActor): Promise<void> {
    const { partnerId, id, version, use } = link;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `payment_link.${what}`,
      subject: { type: 'payment_link', id: toPublicId('paymentLink', id) },
      outcome: 'done',
      details: { version, use },
    });
    await this.events.append(tx, {
      partnerId,
      type: `payment_link.${what}`,
      resourceType: 'payment_link',
      resourceId: id,
      resourceVersion: version,
      resource: await this.resourceOf(tx, link),
    });
  }
}
