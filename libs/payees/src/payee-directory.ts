import { Injectable } from '@nestjs/common';
import { queryRows, type Transaction } from '@sluis/persistence';
import {
  verifyName,
  type KnownName,
  type NameSource,
  type PayeeToVerify,
  type PayeeVerification,
} from './payee-verification.js';

const mostRemembered = 5_000;

/** What is taken to be known of an account, to be confirmed where the payment is written; null when nothing is. */
export interface PresumedName {
  iban: string;
  name: string | null;
  source: NameSource | null;
}

/** Under which names accounts are known, for each partner alone: what one partner learned is no other's. */
@Injectable()
export class PayeeDirectory {
  /** As last read, and never relied upon: an account that is not here is presumed to be unknown. */
  private readonly remembered = new Map<string, KnownName>();

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

  async verify(tx: Transaction, partnerId: string, payees: readonly PayeeToVerify[]): Promise<PayeeVerification[]> {
    const asked = ibansToAsk(payees);
    if (asked.size === 0) return compareAll(payees, new Map());
    const known = await this.knownNames(tx, partnerId, [...asked]);
    for (const iban of asked) this.remember(keyOf(partnerId, iban), known.get(iban));
    return compareAll(payees, known);
  }

  /** As `verify`, without asking the database: it holds if what was presumed holds. */
  presume(
    partnerId: string,
    payees: readonly PayeeToVerify[],
  ): { verifications: PayeeVerification[]; presumed: PresumedName[] } {
    const known = new Map<string, KnownName>();
    const presumed: PresumedName[] = [];
    for (const iban of ibansToAsk(payees)) {
      const one = this.remembered.get(keyOf(partnerId, iban));
      if (one) known.set(iban, one);
      presumed.push({ iban, name: one?.name ?? null, source: one?.source ?? null });
    }
    return { verifications: compareAll(payees, known), presumed };
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
    return changed.length > 0;
  }

  private remember(key: string, known: KnownName | undefined): void {
    this.remembered.delete(key);
    if (known === undefined) return;
    const [oldest] = this.remembered.keys();
    if (this.remembered.size >= mostRemembered && oldest !== undefined) this.remembered.delete(oldest);
    this.remembered.set(key, known);
  }
}

function keyOf(partnerId: string, iban: string): string {
  return `${partnerId} ${iban}`;
}

/** Those with a name and an account to compare it at. */
function ibansToAsk(payees: readonly PayeeToVerify[]): Set<string> {
  return new Set(payees.flatMap(({ iban, name }) => (iban !== null && name !== null ? [iban] : [])));
}

function compareAll(payees: readonly PayeeToVerify[], known: ReadonlyMap<string, KnownName>): PayeeVerification[] {
  return payees.map((payee) => verifyName(payee, payee.iban === null ? undefined : known.get(payee.iban)));
}
