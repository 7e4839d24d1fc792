import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { Outbox } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { ReceivingAccounts } from '../receiving-accounts.js';
import { BunqIncomingGateway, type AnswerAddresses } from './bunq-incoming-gateway.js';
import { IncomingAnswers } from './incoming-answers.js';
import { IncomingFeeds } from './incoming-feeds.js';
import type { IncomingRequestStatus } from './incoming-request-status.js';
import { IncomingRequestTransitions } from './incoming-request-transitions.js';
import { IncomingRequest, type RequestAnswer } from './incoming-request.entity.js';

/** Requests for money to the partner: seen, and answered. */
@Injectable()
export class IncomingRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: IncomingRequestTransitions,
    private readonly answers: IncomingAnswers,
    private readonly feeds: IncomingFeeds,
    private readonly accounts: ReceivingAccounts,
    private readonly gateway: BunqIncomingGateway,
    private readonly outbox: Outbox,
  ) {}

  find(partnerId: string, id: string): Promise<IncomingRequest | undefined> {
    return this.transactions.forPartner(
      partnerId,
      async (tx) => (await tx.findOneBy(IncomingRequest, { partnerId, id })) ?? undefined,
    );
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  list(
    partnerId: string,
    {
      limit,
      after,
      before,
      status,
    }: { limit: number; after?: string; before?: string; status?: IncomingRequestStatus },
  ): Promise<{ items: IncomingRequest[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(IncomingRequest, 'request')
        .where('request.partnerId = :partnerId', { partnerId })
        .take(limit + 1);
      if (after) query.andWhere('request.id < :after', { after });
      if (before) query.andWhere('request.id > :before', { before });
      if (status) query.andWhere('request.status = :status', { status });
      const rows = await query.orderBy('request.id', before ? 'ASC' : 'DESC').getMany();
      const items = rows.slice(0, limit);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  /**
   * Answers a request, once. Saying yes moves money, which only a connection by API key may do. Saying the same again is no
   * second answer.
   *
   * @throws DomainError incoming_request_not_answerable | bank_connection_not_usable
   */
  answer(
    partnerId: string,
    id: string,
    answer: RequestAnswer,
    addresses: AnswerAddresses,
    actor: AuditActor,
  ): Promise<IncomingRequest | undefined> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const found = await tx.findOneBy(IncomingRequest, { partnerId, id });
      // The connection first and then the request, in the order in which the end of a connection takes them.
      if (found?.status === 'pending') await this.accounts.requirePaying(tx, partnerId, found);
      const request = await this.transitions.lock(tx, partnerId, id);
      if (!request) return undefined;
      if (request.answer === answer && isAnsweredSo(request)) return request;
      if (request.status !== 'pending') {
        const detail = `The request is ${request.status} and takes no other answer.`;
        throw new DomainError('incoming_request_not_answerable', detail);
      }
      requireAddresses(request, answer, addresses);
      await this.answers.open(tx, request, answer, this.gateway.serialise(answer, request.amount, addresses));
      const patch = { answer, failureReason: null };
      await this.transitions.move(tx, request, 'answering', { actor, reason: answer, patch });
      await this.schedule(tx, request);
      return request;
    });
  }

  /** The bank says that it has news of a request to one of its accounts. Accounts that nobody connected change nothing. */
  async lookNowAtAccount(bunqMonetaryAccountId: number): Promise<void> {
    await this.transactions.run((tx) => this.feeds.lookNow(tx, bunqMonetaryAccountId));
  }

  private schedule(tx: Transaction, { partnerId, id }: IncomingRequest): Promise<void> {
    return this.outbox.schedule(tx, { kind: 'incoming_requests.answer', subject: `${partnerId}/${id}`, partnerId });
  }
}

/** The answer is on its way or was taken. */
function isAnsweredSo({ status, answer }: IncomingRequest): boolean {
  const taken = answer === 'accept' ? ['accepted', 'refund_requested', 'refunded'] : ['rejected'];
  return ['answering', 'outcome_unknown', ...taken].includes(status);
}

/** @throws DomainError request_invalid when a yes leaves out an address that was asked for */
function requireAddresses({ addressRequired }: IncomingRequest, answer: RequestAnswer, given: AnswerAddresses): void {
  if (answer === 'reject') return;
  const fields = (['billing', 'shipping'] as const)
    .filter((kind) => addressRequired?.split('_').includes(kind) && given[kind] === undefined)
    .map((kind) => ({
      pointer: `/${kind}_address`,
      code: 'required',
      detail: 'is required: whoever asks for the money wants it',
    }));
  if (fields.length > 0) throw new DomainError('request_invalid', 'An address is missing; see errors.', { fields });
}
