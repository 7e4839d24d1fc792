import { Injectable } from '@nestjs/common';
import { DerivedTokens, hashesEqual, queryRows, type Transaction } from '@sluis/persistence';
import type { BankGrant } from './bank-grant.js';
import type { Consent } from './consent.entity.js';

export interface PsuKeys {
  /** From the bank's id of the person or company that granted; undefined where the bank names none. */
  bankUser: Buffer | undefined;
  ibans: Buffer[];
}

/**
 * Names a payer over partners and consents without knowing who they are: keyed hashes, useless without a key that the
 * database does not have.
 */
@Injectable()
export class PsuKeyHashes {
  constructor(private readonly hashes: DerivedTokens) {}

  of({ grantingUserId, ibans }: Pick<BankGrant, 'grantingUserId' | 'ibans'>): PsuKeys {
    return {
      bankUser: grantingUserId === undefined ? undefined : this.hash('psu-bank-user', String(grantingUserId)),
      ibans: ibans.map((iban) => this.hash('psu-iban', iban)),
    };
  }

  async replace(tx: Transaction, { partnerId, id }: Pick<Consent, 'partnerId' | 'id'>, keys: PsuKeys): Promise<void> {
    await tx.query(`DELETE FROM consent_psu_keys WHERE partner_id = $1 AND consent_id = $2`, [partnerId, id]);
    const rows = [
      ...(keys.bankUser ? [{ kind: 'bank_user', hash: keys.bankUser }] : []),
      ...keys.ibans.map((hash) => ({ kind: 'iban', hash })),
    ];
    for (const { kind, hash } of rows) {
      await tx.query(
        `INSERT INTO consent_psu_keys (partner_id, consent_id, kind, key_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING`,
        [partnerId, id, kind, hash],
      );
    }
  }

  /**
   * Whether these keys are of the payer who gave this consent before: the bank's own id where it names one, else all
   * accounts that one of the two knows must be among the other's.
   */
  async isSamePsu(
    tx: Transaction,
    { partnerId, id }: Pick<Consent, 'partnerId' | 'id'>,
    now: PsuKeys,
  ): Promise<boolean> {
    const known = await queryRows<{ kind: string; key_hash: Buffer }>(
      tx,
      `SELECT kind, key_hash FROM consent_psu_keys WHERE partner_id = $1 AND consent_id = $2`,
      [partnerId, id],
    );
    const bankUser = known.find(({ kind }) => kind === 'bank_user')?.key_hash;
    if (bankUser && now.bankUser) return hashesEqual(bankUser, now.bankUser);
    const before = new Set(
      known.flatMap(({ kind, key_hash: hash }) => (kind === 'iban' ? [hash.toString('hex')] : [])),
    );
    const shared = now.ibans.filter((hash) => before.has(hash.toString('hex'))).length;
    return shared > 0 && (shared === before.size || shared === now.ibans.length);
  }

  /** 256 bits under our key: IBANs and user ids are too few to hash without one. */
  private hash(kind: string, value: string): Buffer {
    return Buffer.from(this.hashes.derive(kind, value), 'base64url');
  }
}
