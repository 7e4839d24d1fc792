import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { recordCallback } from '@sluis/bank-orders';
import { DomainError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { Outbox } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { Attachments } from './attachments/attachments.service.js';
import { attachmentIdsOfAll } from './attachments/attached.js';
import { requestListSubject } from './followed-list.js';
import { toPaymentRequestResource, type PaymentRequestResource } from './payment-request-resource.js';
import { revocableStatuses, type PaymentRequestStatus } from './payment-request-status.js';
import { PaymentRequestTransitions } from './payment-request-transitions.js';
import { PaymentRequest, PaymentRequestBatch, type AddressRequirement } from './payment-request.entity.js';
import { ReceivingAccounts, type ReceivingAccount, type UsableAccount } from './receiving-accounts.js';

/** What is asked of one person. */
export interface PaymentRequestInput {
  /** From the idempotency key, so that it is known again when its row was lost and it is asked for once more. */
  id: string;
  amount: Money;
  debtor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
  remittanceInformation: string;
  reference: string | null;
  attachmentIds: string[];
  minimumAge: number | null;
  addressRequired: AddressRequirement;
  redirectUri: string | null;
  allowsLink: boolean;
  expiresAt: Date | null;
}

export interface BatchView {
  batch: PaymentRequestBatch;
  countByStatus: Partial<Record<PaymentRequestStatus, number>>;
  askedMinor: bigint;
  paidMinor: bigint;
}

/** What partners do with payment requests. What the bank does with them is `RequestDesk` and `FollowRequests`. */
@Injectable()
export class PaymentRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: ReceivingAccounts,
    private readonly partners: Partners,
    private readonly attachments: Attachments,
    private readonly outbox: Outbox,
    private readonly transitions: PaymentRequestTransitions,
  ) {}

  /**
   * Asks somebody for money, to arrive on the partner's own account. The bank is asked as soon as the attachments are there.
   *
   * @throws DomainError bank_connection_not_usable | redirect_uri_not_registered | attachment_not_usable
   */
  async create(
    tx: Transaction,
    partnerId: string,
    account: ReceivingAccount,
    input: PaymentRequestInput,
    actor: AuditActor,
  ): Promise<PaymentRequest> {
    const receiving = await this.accounts.require(tx, partnerId, account);
    return this.ask(tx, partnerId, receiving, input, { actor, batchId: null });
  }

  /**
   * Asks several people at once: all requests are accepted, or none. At the bank each is an order of its own, so that one
   * that the bank refuses or whose answer is lost says nothing about the others.
   *
   * @throws DomainError as `create`; its fields name the request that broke the rule
   */
  async createBatch(
    tx: Transaction,
    partnerId: string,
    account: ReceivingAccount,
    { reference, requests: inputs }: { reference: string | null; requests: PaymentRequestInput[] },
    actor: AuditActor,
  ): Promise<{ batch: PaymentRequestBatch; requests: PaymentRequest[] }> {
    const receiving = await this.accounts.require(tx, partnerId, account);
    const batch = tx.create(PaymentRequestBatch, {
      partnerId,
      id: newId(),
      connectionId: receiving.connectionId,
      accountId: receiving.accountId,
      reference,
      size: inputs.length,
      createdAt: new Date(),
    });
    await tx.insert(PaymentRequestBatch, batch);
    const requests: PaymentRequest[] = [];
    for (const [index, input] of inputs.entries()) {
      try {
        requests.push(await this.ask(tx, partnerId, receiving, input, { actor, batchId: batch.id }));
      } catch (error) {
        throw atPlaceInBatch(error, index);
      }
    }
    return { batch, requests };
  }

  find(partnerId: string, id: string): Promise<PaymentRequest | undefined> {
    return this.transactions.forPartner(
      partnerId,
      async (tx) => (await tx.findOneBy(PaymentRequest, { partnerId, id })) ?? undefined,
    );
  }

  /** Row-locked, for whoever counts on what the request is until their own transaction is over. */
  lock(tx: Transaction, partnerId: string, id: string): Promise<PaymentRequest | undefined> {
    return this.transitions.lock(tx, partnerId, id);
  }

  findBatch(partnerId: string, id: string): Promise<BatchView | undefined> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const batch = await tx.findOneBy(PaymentRequestBatch, { partnerId, id });
      if (!batch) return undefined;
      const rows = await queryRows<{ status: PaymentRequestStatus; count: number; asked: string; paid: string }>(
        tx,
        `SELECT status, count(*)::int AS count, sum(amount_minor) AS asked,
                coalesce(sum(amount_paid_minor) FILTER (WHERE status IN ('accepted', 'refund_requested')), 0) AS paid
         FROM payment_requests WHERE partner_id = $1 AND batch_id = $2 GROUP BY status ORDER BY status`,
        [partnerId, id],
      );
      return {
        batch,
        countByStatus: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
        askedMinor: rows.reduce((sum, { asked }) => sum + BigInt(asked), 0n),
        paidMinor: rows.reduce((sum, { paid }) => sum + BigInt(paid), 0n),
      };
    });
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  list(
    partnerId: string,
    { limit, after, before, ...filters }: { limit: number; after?: string; before?: string } & RequestFilters,
  ): Promise<{ items: PaymentRequest[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(PaymentRequest, 'request')
        .where('request.partnerId = :partnerId', { partnerId })
        .take(limit + 1);
      if (after) query.andWhere('request.id < :after', { after });
      if (before) query.andWhere('request.id > :before', { before });
      const { status, reference, batchId } = filters;
      if (status) query.andWhere('request.status = :status', { status });
      if (reference) query.andWhere('request.reference = :reference', { reference });
      if (batchId) query.andWhere('request.batchId = :batchId', { batchId });
      const rows = await query.orderBy('request.id', before ? 'ASC' : 'DESC').getMany();
      const items = rows.slice(0, limit);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  /**
   * Takes a request back that nobody answered. What stands at the bank is revoked there first; should the payer be faster,
   * the request is `accepted`.
   *
   * @throws DomainError payment_request_not_revocable
   */
  revoke(partnerId: string, id: string, actor: AuditActor): Promise<PaymentRequest | undefined> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const request = await this.transitions.lock(tx, partnerId, id);
      if (!request) return undefined;
      if (!revocableStatuses.includes(request.status) || request.endRequested !== null) {
        const what = request.endRequested === null ? `is ${request.status}` : 'is being taken back at the bank already';
        throw new DomainError('payment_request_not_revocable', `The payment request ${what}.`);
      }
      await this.requestEnd(tx, request, 'revoked', actor);
      return request;
    });
  }

  /** By our clock: nobody answered in the time that the partner set. */
  expireIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const request = await this.transitions.lock(tx, partnerId, id);
      const isOpen = request && revocableStatuses.includes(request.status) && request.endRequested === null;
      if (!isOpen || request.expiresAt === null) return 'done';
      const waitMs = request.expiresAt.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.requestEnd(tx, request, 'expired', { type: 'platform' });
      return 'done';
    });
  }

  /** The bank says that it has news of one of its requests. Unknown ids are none of ours and change nothing. */
  async lookNowAtInquiry(bunqRequestInquiryId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      const request = await tx.findOneBy(PaymentRequest, { bunqRequestInquiryId });
      if (!request) return;
      const { partnerId, id } = request;
      await tx.update(PaymentRequest, { partnerId, id }, { hintedAt: new Date() });
      await this.lookNow(tx, request);
      const subject = toPublicId('paymentRequest', id);
      await recordCallback(tx, { partnerId, subject, kind: 'payment_request', effect: 'read_is_due' });
    });
  }

  async lookNow(tx: Transaction, request: PaymentRequest): Promise<void> {
    const { partnerId } = request;
    if (request.bunqRequestInquiryId === null) return;
    const subject = requestListSubject(request);
    await this.outbox.schedule(tx, { kind: 'payment_requests.follow', subject, partnerId });
  }

  /** Ends at once what the bank does not have; asks the bank to take back what it does. */
  async requestEnd(
    tx: Transaction,
    request: PaymentRequest,
    end: 'revoked' | 'expired',
    actor: AuditActor,
    reason?: string,
  ): Promise<void> {
    if (request.status === 'received') return this.transitions.move(tx, request, end, { actor, reason });
    const { partnerId, id } = request;
    request.endRequested = end;
    await tx.update(PaymentRequest, { partnerId, id }, { endRequested: end });
    await this.lookNow(tx, request);
  }

  /** As `requestEnd`, of one that nobody answered and nobody asked to end yet. Any other goes its way. */
  async endOpen(
    tx: Transaction,
    { partnerId, id }: Pick<PaymentRequest, 'partnerId' | 'id'>,
    end: 'revoked' | 'expired',
    actor: AuditActor,
  ): Promise<void> {
    const request = await this.transitions.lock(tx, partnerId, id);
    if (request && revocableStatuses.includes(request.status) && request.endRequested === null)
      await this.requestEnd(tx, request, end, actor);
  }

  /** What partners see of these, in their order. */
  toResources(partnerId: string, requests: readonly PaymentRequest[]): Promise<PaymentRequestResource[]> {
    return this.transactions.forPartner(partnerId, (tx) => this.toResourcesWithin(tx, partnerId, requests));
  }

  async toResourcesWithin(
    tx: Transaction,
    partnerId: string,
    requests: readonly PaymentRequest[],
  ): Promise<PaymentRequestResource[]> {
    const ids = requests.map(({ id }) => id);
    const attachmentIds = await attachmentIdsOfAll(tx, partnerId, ids);
    return requests.map((request) => toPaymentRequestResource(request, attachmentIds.get(request.id) ?? []));
  }

  private async ask(
    tx: Transaction,
    partnerId: string,
    account: UsableAccount,
    input: PaymentRequestInput,
    { actor, batchId }: { actor: AuditActor; batchId: string | null },
  ): Promise<PaymentRequest> {
    if (input.debtor.iban !== null && input.debtor.iban === account.iban) {
      throw new DomainError('request_invalid', 'Nobody can be asked to pay from the account that is to be paid.', {
        fields: [{ pointer: '/debtor/iban', code: 'invalid', detail: 'is the account to be paid' }],
      });
    }
    if (input.redirectUri !== null) await this.partners.requireRedirectUri(tx, partnerId, input.redirectUri);
    await this.attachments.requireUsable(tx, partnerId, account, input.attachmentIds);
    const now = new Date();
    const request = tx.create(PaymentRequest, {
      partnerId,
      id: input.id,
      connectionId: account.connectionId,
      accountId: account.accountId,
      bunqMonetaryAccountId: account.bunqMonetaryAccountId,
      batchId,
      status: 'received',
      version: 1,
      bankStatus: null,
      amountMinor: input.amount.minorUnits,
      currency: input.amount.currency,
      amountPaidMinor: null,
      debtorName: input.debtor.name,
      debtorIban: input.debtor.iban,
      debtorEmail: input.debtor.email,
      debtorPhone: input.debtor.phone,
      remittanceInformation: input.remittanceInformation,
      reference: input.reference,
      minimumAge: input.minimumAge,
      addressRequired: input.addressRequired,
      redirectUri: input.redirectUri,
      allowsLink: input.allowsLink,
      shareUrl: null,
      billingAddress: null,
      shippingAddress: null,
      bunqRequestInquiryId: null,
      endRequested: null,
      failureStage: null,
      failureReason: null,
      reviewReason: null,
      expiresAt: input.expiresAt,
      bankExpiresAt: null,
      hintedAt: null,
      createdAt: now,
      updatedAt: now,
      acceptedAt: null,
    });
    await this.transitions.begin(tx, request, input.attachmentIds, actor);
    const subject = subjectOf(request);
    await this.outbox.schedule(tx, { kind: 'payment_requests.submit', subject, partnerId });
    if (input.expiresAt !== null) {
      const inMs = Math.max(1, input.expiresAt.getTime() - now.getTime());
      await this.outbox.schedule(tx, { kind: 'payment_requests.expire', subject, partnerId, inMs });
    }
    return request;
  }
}

interface RequestFilters {
  status?: PaymentRequestStatus;
  reference?: string;
  batchId?: string;
}

/** How due work names a payment request: both halves of its key. */
export function subjectOf({ partnerId, id }: Pick<PaymentRequest, 'partnerId' | 'id'>): string {
  return `${partnerId}/${id}`;
}

/** The same complaint, about the request at this place. */
function atPlaceInBatch(error: unknown, index: number): unknown {
  if (!(error instanceof DomainError)) return error;
  const { code, detail, options } = error;
  const fields = options.fields?.map((field) => ({ ...field, pointer: `/payment_requests/${index}${field.pointer}` }));
  return new DomainError(code, detail, { ...options, fields });
}
