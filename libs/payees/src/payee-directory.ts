import { Injectable } from '@nestjs/common';
import { afterCommit, queryRows, type Transaction } from '@sluis/persistence';
import { verifyName, type KnownName, type PayeeToVerify, type PayeeVerification } from './payee-verification.js';

/** A shop is paid on one account all day: its name is not read anew for each payment. News of an unknown one come soon. */
const rememberMs = { known: 30_000, unknown: 3_000 };
const mostRemembered = 5_000;

/** Under which names accounts are known, for each partner alone: what one partner learned is no other's. */
@Injectable()
export class PayeeDirectory {
  private readonly remembered = new Map<string, { known: KnownName | undefined; until: number }>();

  /** The bank's word stands above everybody else's. */
  async knownNames(tx: Transaction, partnerId: string, ibans: readonly string[]): Promise<Map<string, KnownName>> {
    const rows = await queryRows<KnownName & { iban: string }>(
      tx,
      `SELECT iban, name, 'beneficiary' AS source FROM partner_beneficiaries
       WHERE partner_id = $1 AND iban = ANY($2) AND evidence IS NOT NULL
       UNION ALL SELECT iban, name, 'bank' FROM payee_names WHERE partner_id = $1 AND iban = ANY($2)`,
      [partnerId, ibans],
    );
    const known = new Map<string, KnownName>();
    for (const { iban, name, source } of rows)
      if (source === 'bank' || !known.has(iban)) known.set(iban, { name, source });
    return known;
  }

  /** As known at most half a minute ago. The database is asked once, and only for accounts not asked for lately. */
  async verify(tx: Transaction, partnerId: string, payees: readonly PayeeToVerify[]): Promise<PayeeVerification[]> {
    const asked = ibansToAsk(payees);
    const known = this.recallNames(partnerId, asked);
    const unknown = [...asked].filter((iban) => !known.has(iban));
    if (unknown.length > 0) {
      const found = await this.knownNames(tx, partnerId, unknown);
      for (const iban of unknown) {
        known.set(iban, found.get(iban));
        this.remember(keyOf(partnerId, iban), found.get(iban));
      }
    }
    return compareAll(payees, known);
  }

  /** Without asking the database; undefined when an account was not asked for lately. */
  recall(partnerId: string, payees: readonly PayeeToVerify[]): PayeeVerification[] | undefined {
    const asked = ibansToAsk(payees);
    const known = this.recallNames(partnerId, asked);
    return known.size === asked.size ? compareAll(payees, known) : undefined;
  }

  /** @returns whether it was news */
  async learn(tx: Transaction, partnerId: string, iban: string, name: string): Promise<boolean> {
    const changed = await queryRows(
      tx,
      `INSERT INTO payee_names AS known (partner_id, iban, name, seen_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (partner_id, iban) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
         WHERE known.name <> excluded.name RETURNING 1`,
      [partnerId, iban, name],
    );
    if (changed.length > 0) this.forget(tx, partnerId, iban);
    return changed.length > 0;
  }

  forget(tx: Transaction, partnerId: string, iban: string): void {
    afterCommit(tx, () => this.remembered.delete(keyOf(partnerId, iban)));
  }

  private recallNames(partnerId: string, ibans: ReadonlySet<string>): Map<string, KnownName | undefined> {
    const known = new Map<string, KnownName | undefined>();
    for (const iban of ibans) {
      const entry = this.remembered.get(keyOf(partnerId, iban));
      if (entry && entry.until > performance.now()) known.set(iban, entry.known);
    }
    return known;
  }

  private remember(key: string, known: KnownName | undefined): void {
    const [oldest] = this.remembered.keys();
    if (this.remembered.size >= mostRemembered && oldest !== undefined) this.remembered.delete(oldest);
    this.remembered.delete(key);
    this.remembered.set(key, { known, until: performance.now() + (known ? rememberMs.known : rememberMs.unknown) });
  }
}

function keyOf(partnerId: string, iban: string): string {
  return `${partnerId} ${iban}`;
}

/** Those with a name and an account to compare it at. */
function ibansToAsk(payees: readonly PayeeToVerify[]): Set<string> {
  return new Set(payees.flatMap(({ iban, name }) => (iban !== null && name !== null ? [iban] : [])));
}

function compareAll(
  payees: readonly PayeeToVerify[],
  known: ReadonlyMap<string, KnownName | undefined>,
): PayeeVerification[] {
  return payees.map((payee) => verifyName(payee, payee.iban === null ? undefined : known.get(payee.iban)));
}
