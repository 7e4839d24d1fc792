import type { Payment } from './payment.entity.js';

const mostAccounts = 10_000;

/**
 * Whose accounts this process saw payers pay from. Never believed: the database compares them with its own in the
 * statement that uses them.
 */
export class KnownPayerAccounts {
  private readonly accounts = new Map<string, { iban: string; name: string }>();

  find(partnerId: string, accountId: string): { iban: string; name: string } | undefined {
    return this.accounts.get(`${partnerId}/${accountId}`);
  }

  remember({ partnerId, accountId, debtorIban, debtorName }: Payment): void {
    if (accountId === null || debtorIban === null || debtorName === null) return;
    const key = `${partnerId}/${accountId}`;
    this.accounts.delete(key);
    this.accounts.set(key, { iban: debtorIban, name: debtorName });
    const [oldest] = this.accounts.keys();
    if (this.accounts.size > mostAccounts && oldest !== undefined) this.accounts.delete(oldest);
  }
}
