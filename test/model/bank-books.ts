import { settleIssuerTransaction } from '../../apps/bunq-emulator/src/bank/issuer-transactions.js';
import { settlePspDraft } from '../../apps/bunq-emulator/src/bank/psp-drafts.js';
import type { Bank } from '../../apps/bunq-emulator/src/bank/bank.js';
import type { BankUser } from '../support/bank-control.js';
import type { Rail } from '../support/payers.js';

export interface OrderAtBank {
  rail: Rail;
  id: number;
  status: string;
  description: string;
  amountCents: bigint;
}

const anHourInMicros = 3_600_000_000;

/** What the bank itself knows of one payer: the last word in every question of this suite. */
export class BankBooks {
  constructor(
    private readonly bank: Bank,
    private readonly payer: BankUser,
  ) {}

  /**
   * Every order that was ever laid ready for this payer.
   *
   * @param prefix begins every description of this run: an issuer transaction has no payer until somebody pays it
   */
  orders(prefix: string): OrderAtBank[] {
    const { tables } = this.bank;
    const pspDrafts = tables.pspDrafts.where('sender', this.payer.iban).map(({ amount, ...draft }) => ({
      ...draft,
      rail: 'psp_draft' as const,
      amountCents: amount,
    }));
    const issuerTransactions = this.issuerTransactions(prefix).map(({ amount, ...transaction }) => ({
      ...transaction,
      rail: 'issuer_transaction' as const,
      amountCents: amount,
    }));
    const drafts = tables.drafts.where('account', this.payer.accountId).map(({ id, status, entries }) => ({
      rail: 'draft' as const,
      id,
      status,
      description: entries[0]?.description ?? '',
      amountCents: entries[0]?.amount ?? 0n,
    }));
    return [...pspDrafts, ...issuerTransactions, ...drafts].map(({ rail, id, status, description, amountCents }) => ({
      rail,
      id,
      status,
      description,
      amountCents,
    }));
  }

  /** The payer has been a customer for a while: a list that lags shows their account all the same. */
  ageAccount(): void {
    for (const account of this.bank.tables.accounts.where('user', this.payer.userId))
      account.createdAt -= anHourInMicros;
  }

  /** What left the payer's account, movement by movement. */
  paid(): { description: string; amountCents: bigint }[] {
    return this.bank.tables.payments
      .where('account', this.payer.accountId)
      .filter(({ amount }) => amount < 0n)
      .map(({ description, amount }) => ({ description, amountCents: -amount }));
  }

  /** The bank's own time for an order is over. @returns whether it still waited */
  lapse(order: OrderAtBank): boolean {
    const { tables } = this.bank;
    if (order.rail === 'psp_draft') {
      const draft = tables.pspDrafts.get(order.id);
      if (draft?.status !== 'PENDING') return false;
      settlePspDraft(this.bank, draft, 'EXPIRED');
      return true;
    }
    if (order.rail !== 'issuer_transaction') return false;
    const transaction = tables.issuerTransactions.get(order.id);
    if (transaction?.status !== 'PENDING') return false;
    settleIssuerTransaction(this.bank, transaction, 'EXPIRED');
    return true;
  }

  publicUuidOf({ id }: OrderAtBank): string {
    return this.bank.tables.issuerTransactions.get(id)?.publicUuid ?? '';
  }

  private issuerTransactions(prefix: string) {
    const [psp] = this.bank.tables.users.all().filter(({ kind }) => kind === 'psp');
    if (!psp) return [];
    return this.bank.tables.issuerTransactions
      .where('psp', psp.id)
      .filter(({ description }) => description.startsWith(prefix));
  }
}
