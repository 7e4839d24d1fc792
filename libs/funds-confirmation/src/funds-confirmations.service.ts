import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Consents, type ConsentAccount } from '@sluis/consents';
import { DomainError, type FieldError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { newId, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { FundsConfirmationBatches } from './funds-confirmation-batches.js';
import { mayBeAskedAgain } from './funds-confirmation-status.js';
import { FundsConfirmationTransitions } from './funds-confirmation-transitions.js';
import { FundsConfirmation, type FundsConfirmationBatch } from './funds-confirmation.entity.js';
import { requireAnswer } from './unanswered.js';

/** Of one batch; the bank takes one question at a time. */
export const mostQuestionsAtOnce = 100;

/** A partner's request does not wait longer than this for the bank. */
const waitAtMostMs = 4_000;
const lookEveryMs = 50;

export interface FundsQuestion {
  consentId: string;
  /** By id or IBAN; may be left out where the consent has one account. */
  account: { id: string } | { iban: string } | null;
  amount: Money;
}

export interface Asker {
  partnerId: string;
  actor: AuditActor;
  requestId: string;
}

/** Whether an amount could leave a payer's account now (PSD2 art. 65): yes or no, under a consent to be asked that. */
@Injectable()
export class FundsConfirmations {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly transitions: FundsConfirmationTransitions,
    private readonly batches: FundsConfirmationBatches,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Records the question and has the worker ask it.
   *
   * @throws DomainError consent_not_usable | permission_not_granted | account_not_in_consent
   * @throws DomainError request_invalid       the consent has several accounts and none was named
   * @throws DomainError funds_not_confirmable the account is held in another currency
   */
  async ask(tx: Transaction, asker: Asker, question: FundsQuestion, batchId: string | null = null) {
    const { partnerId, actor, requestId } = asker;
    const { consentId, amount } = question;
    const consent = await this.consents.requireUsable(tx, partnerId, consentId, 'confirm_funds');
    const account = chooseAccount(await this.consents.accountsOf(tx, consent), question);
    const now = new Date();
    const confirmation = tx.create(FundsConfirmation, {
      partnerId,
      id: newId(),
      consentId,
      accountId: account.id,
      batchId,
      amountMinor: amount.minorUnits,
      currency: amount.currency,
      status: 'pending',
      fundsAvailable: null,
      reason: null,
      version: 1,
      asks: 0,
      askedAt: null,
      askUntil: this.transitions.askUntil(batchId, now),
      createdAt: now,
      updatedAt: now,
      answeredAt: null,
    });
    await this.transitions.begin(tx, confirmation, { actor, cause: requestId });
    return confirmation;
  }

  /**
   * Up to `mostQuestionsAtOnce` questions, all or none of them.
   *
   * @throws DomainError as `ask`, of the first question at fault, with a pointer to each one that is
   */
  async askBatch(
    tx: Transaction,
    asker: Asker,
    questions: FundsQuestion[],
  ): Promise<{ batch: FundsConfirmationBatch; confirmations: FundsConfirmation[] }> {
    const batch = await this.batches.begin(tx, asker.partnerId);
    const confirmations: FundsConfirmation[] = [];
    const refusals: { error: DomainError; fields: FieldError[] }[] = [];
    await this.lockConsents(tx, asker.partnerId, questions);
    for (const [index, question] of questions.entries()) {
      try {
        confirmations.push(await this.ask(tx, asker, question, batch.id));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const fields = error.options.fields ?? [{ pointer: '', code: error.code, detail: error.detail }];
        refusals.push({
          error,
          fields: fields.map((field) => ({ ...field, pointer: `/questions/${index}${field.pointer}` })),
        });
      }
    }
    const [first] = refusals;
    if (first)
      throw new DomainError(first.error.code, 'Nothing of the batch was asked; see errors.', {
        fields: refusals.flatMap(({ fields }) => fields).slice(0, mostQuestionsAtOnce),
      });
    await this.batches.announce(tx, batch, confirmations, asker.actor);
    return { batch, confirmations };
  }

  /**
   * Waits a little for the answer, with no transaction open. A question that stayed without one is asked again.
   *
   * @throws DomainError aspsp_unavailable     not answered yet, or the bank cannot be asked now
   * @throws DomainError funds_not_confirmable the bank does not answer for this account
   * @throws DomainError consent_not_usable    the consent ended before the bank answered
   */
  async answerOf(asker: Asker, id: string): Promise<FundsConfirmation> {
    await this.askAgain(asker, id);
    const giveUpAt = performance.now() + waitAtMostMs;
    for (;;) {
      const confirmation = await this.find(asker.partnerId, id);
      if (!confirmation) throw new Error('a funds confirmation that was just asked is not there');
      if (confirmation.status !== 'pending' || performance.now() >= giveUpAt) return requireAnswer(confirmation);
      await wait(lookEveryMs);
    }
  }

  find(partnerId: string, id: string): Promise<FundsConfirmation | undefined> {
    return this.transactions.forPartner(
      partnerId,
      async (tx) => (await tx.findOneBy(FundsConfirmation, { partnerId, id })) ?? undefined,
    );
  }

  findBatch(partnerId: string, id: string) {
    return this.transactions.forPartner(partnerId, (tx) => this.batches.find(tx, partnerId, id));
  }

  /** Newest first. */
  async list(
    partnerId: string,
    {
      limit,
      after,
      before,
      consentId,
      batchId,
    }: { limit: number; after?: string; before?: string; consentId?: string; batchId?: string },
  ): Promise<{ items: FundsConfirmation[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(FundsConfirmation, 'confirmation')
        .where('confirmation.partnerId = :partnerId', { partnerId })
        .take(limit + 1);
      if (after) query.andWhere('confirmation.id < :after', { after });
      if (before) query.andWhere('confirmation.id > :before', { before });
      if (consentId) query.andWhere('confirmation.consentId = :consentId', { consentId });
      if (batchId) query.andWhere('confirmation.batchId = :batchId', { batchId });
      const rows = await query.orderBy('confirmation.id', before ? 'ASC' : 'DESC').getMany();
      const items = rows.slice(0, limit);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  /** A refused question is on record too, in a transaction of its own: the one that refused is undone. */
  async onRecord<T>({ partnerId, actor, requestId }: Asker, consentIds: string[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code.startsWith('idempotency_') || isOfTheBank(error)) throw error;
      await this.transactions.forPartner(partnerId, async (tx) => {
        for (const consentId of new Set(consentIds))
          await this.audit.record(tx, {
            partnerId,
            actor,
            action: 'funds_confirmation.refused',
            subject: { type: 'consent', id: toPublicId('consent', consentId) },
            outcome: 'refused',
            cause: error.code,
            details: { request_id: requestId, questions: consentIds.length },
          });
      });
      throw error;
    }
  }

  /** In one order everywhere, so that two batches never wait for each other in a circle. What is at fault is told later. */
  private async lockConsents(tx: Transaction, partnerId: string, questions: FundsQuestion[]): Promise<void> {
    for (const consentId of [...new Set(questions.map((question) => question.consentId))].sort()) {
      try {
        await this.consents.requireUsable(tx, partnerId, consentId, 'confirm_funds');
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
      }
    }
  }

  private async askAgain({ partnerId, actor, requestId }: Asker, id: string): Promise<void> {
    const found = await this.find(partnerId, id);
    if (found?.status !== 'unanswered' || !mayBeAskedAgain(found.reason)) return;
    await this.transactions.forPartner(partnerId, async (tx) => {
      await this.consents.requireUsableAccount(tx, partnerId, found.consentId, found.accountId, 'confirm_funds');
      const confirmation = await this.transitions.lock(tx, partnerId, id);
      if (confirmation?.status !== 'unanswered') return;
      await this.transitions.move(tx, confirmation, 'pending', {
        actor,
        cause: requestId,
        patch: { reason: null, asks: 0, askUntil: this.transitions.askUntil(confirmation.batchId, new Date()) },
      });
    });
  }
}

function isOfTheBank({ code }: DomainError): boolean {
  // The question was on record when the bank was asked, and so is what became of it.
  return code === 'aspsp_unavailable' || code === 'funds_not_confirmable';
}

function chooseAccount(accounts: ConsentAccount[], { account: wanted, amount }: FundsQuestion): ConsentAccount {
  if (wanted === null && accounts.length > 1)
    throw new DomainError('request_invalid', 'The consent has several accounts: say which one with account_id.', {
      fields: [{ pointer: '/account_id', code: 'required', detail: 'is required: the consent has several accounts' }],
    });
  const chosen = accounts.find(
    ({ id, iban }) => wanted === null || ('id' in wanted ? wanted.id === id : wanted.iban === iban),
  );
  if (!chosen)
    throw new DomainError('account_not_in_consent', 'The payer did not choose this account.', {
      fields: [{ pointer: '/account_id', code: 'not_in_consent', detail: 'is not an account of this consent' }],
    });
  if (chosen.currency !== amount.currency)
    throw new DomainError('funds_not_confirmable', 'The account is held in another currency.', {
      fields: [{ pointer: '/amount/currency', code: 'other_currency', detail: 'is not the currency of the account' }],
    });
  return chosen;
}
