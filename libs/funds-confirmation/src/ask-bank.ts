import { Injectable } from '@nestjs/common';
import { failpoint } from '@sluis/config';
import { Consents, type ConsentAccount } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { BunqFundsGateway } from './bunq-funds-gateway.js';
import type { UnansweredReason } from './funds-confirmation-status.js';
import { FundsConfirmationTransitions } from './funds-confirmation-transitions.js';
import { FundsConfirmation } from './funds-confirmation.entity.js';

/** How often a question may reach the bank without an answer. */
const mostAsks = 3;

/** The bank could not be asked for a reason nobody foresaw; the work is tried again like any that failed. */
class QuestionNotAskedError extends Error {
  override readonly name = 'QuestionNotAskedError';
}

/** Every account of a living consent to confirm funds has its IBAN, in clear or sealed. */
type NamedAccount = ConsentAccount & { iban: string };

interface Question {
  confirmation: FundsConfirmation;
  account: NamedAccount;
}

/** Asks the bank one question: the only place that does. */
@Injectable()
export class AskBank {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly transitions: FundsConfirmationTransitions,
    private readonly gateway: BunqFundsGateway,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    const question = await this.begin(partnerId, id);
    if (!question) return 'done';
    const { confirmation, account } = question;
    failpoint('funds.before_ask');
    let isAvailable: boolean;
    try {
      isAvailable = await this.gateway.ask(account, confirmation.amount, { isUrgent: confirmation.batchId === null });
    } catch (error) {
      return this.hinder(confirmation, error);
    }
    failpoint('funds.asked');
    await this.keep(confirmation, isAvailable);
    return 'done';
  }

  /** Counts the try before it is made, and makes none that is of no use. */
  private begin(partnerId: string, id: string): Promise<Question | undefined> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const known = await tx.findOneBy(FundsConfirmation, { partnerId, id });
      if (known?.status !== 'pending') return undefined;
      const account = await this.accountOf(tx, known);
      const confirmation = await this.transitions.lock(tx, partnerId, id);
      if (confirmation?.status !== 'pending') return undefined;
      const isLate = confirmation.reason !== null && confirmation.askUntil <= new Date();
      const isOver = isLate || confirmation.asks >= mostAsks;
      if (!account || isOver) {
        await this.giveUp(tx, confirmation, account ? (confirmation.reason ?? 'bank_unavailable') : 'consent_ended');
        return undefined;
      }
      const asked = { asks: confirmation.asks + 1, askedAt: new Date() };
      await tx.update(FundsConfirmation, { partnerId, id }, asked);
      return { confirmation: Object.assign(confirmation, asked), account };
    });
  }

  /** The consent is asked once more, in the transaction that keeps the answer: after its end there is none to keep. */
  private async keep({ partnerId, id }: FundsConfirmation, fundsAvailable: boolean): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const known = await tx.findOneBy(FundsConfirmation, { partnerId, id });
      const account = known && (await this.accountOf(tx, known));
      const confirmation = await this.transitions.lock(tx, partnerId, id);
      if (confirmation?.status !== 'pending') return;
      if (!account) return this.giveUp(tx, confirmation, 'consent_ended');
      const patch = { fundsAvailable, reason: null, answeredAt: new Date() };
      await this.transitions.move(tx, confirmation, 'answered', { actor: { type: 'bank' }, patch });
    });
  }

  private async hinder({ partnerId, id, consentId }: FundsConfirmation, error: unknown): Promise<WorkResult> {
    const { reason, wasNotAsked, againInMs, isOurs } = this.gateway.meaningOf(error);
    // Asked in the TPP's name, a refusal says nothing certain of the payer's token; it is a reason to try it.
    if (reason === 'bank_refused') await this.consents.recordBankLoss(partnerId, consentId, error);
    const leftMs = await this.transactions.forPartner(partnerId, async (tx) => {
      const confirmation = await this.transitions.lock(tx, partnerId, id);
      if (confirmation?.status !== 'pending') return undefined;
      if (againInMs === undefined) {
        await this.giveUp(tx, confirmation, reason);
        return undefined;
      }
      await tx.update(
        FundsConfirmation,
        { partnerId, id },
        { reason, asks: wasNotAsked ? Math.max(0, confirmation.asks - 1) : confirmation.asks },
      );
      return Math.max(1, confirmation.askUntil.getTime() - Date.now());
    });
    if (leftMs === undefined || againInMs === undefined) return 'done';
    if (isOurs) throw new QuestionNotAskedError('a question could not be asked', { cause: error });
    // At the end of its time the question is given up, not forgotten.
    return { againInMs: Math.min(againInMs, leftMs) };
  }

  private async giveUp(tx: Transaction, confirmation: FundsConfirmation, reason: UnansweredReason): Promise<void> {
    const type = reason === 'bank_refused' ? 'bank' : 'platform';
    await this.transitions.move(tx, confirmation, 'unanswered', { actor: { type }, patch: { reason } });
  }

  /** The consent's row is locked before the question's, here as wherever a consent ends. */
  private async accountOf(
    tx: Transaction,
    { partnerId, consentId, accountId }: FundsConfirmation,
  ): Promise<NamedAccount | undefined> {
    try {
      const account = await this.consents.requireUsableAccount(tx, partnerId, consentId, accountId, 'confirm_funds');
      return account.iban === null ? undefined : { ...account, iban: account.iban };
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
