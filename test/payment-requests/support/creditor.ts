import type { Emulator } from '../../../apps/bunq-emulator/src/index.js';
import { createRequest, revokeRequest } from '../../../apps/bunq-emulator/src/bank/requests.js';
import type { BankUser } from '../../support/bank-control.js';
import type { Stack } from '../../support/stack.js';

/** A customer of the bank who asks others for money in the bank's own app. */
export class Creditor {
  private constructor(
    private readonly emulator: Emulator,
    readonly user: BankUser,
  ) {}

  static async open({ bank, emulator }: Stack): Promise<Creditor> {
    return new Creditor(emulator, await bank.createUser('Molen De Zwaan', '0.00'));
  }

  /** @returns the bank's id of the request */
  ask(debtor: BankUser, amount: string, change: { require_address?: 'BILLING' } = {}): number {
    const { bank } = this.emulator;
    const account = bank.tables.accounts.get(this.user.accountId);
    const creator = bank.tables.users.get(this.user.userId);
    if (!account || !creator) throw new Error('the creditor is no customer');
    return createRequest(bank, account, creator, {
      amount: BigInt(amount.replace('.', '')),
      counterparty: { type: 'IBAN', value: debtor.iban, name: debtor.name },
      allowBunqme: false,
      description: 'Flour',
      requireAddress: change.require_address ?? 'NONE',
    }).id;
  }

  revoke(inquiryId: number): void {
    const { tables } = this.emulator.bank;
    const inquiry = tables.requestInquiries.get(inquiryId);
    const user = tables.users.get(this.user.userId);
    if (inquiry && user) revokeRequest(this.emulator.bank, inquiry, user);
  }
}
