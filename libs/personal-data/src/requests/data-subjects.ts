import { Injectable } from '@nestjs/common';
import { AccountKeys, PsuKeyHashes } from '@sluis/consents';
import { DerivedTokens, newId, queryRows, type Transaction } from '@sluis/persistence';
import { SubjectVault } from './subject-vault.js';

/** By what a person is known: an account, a way to reach them, or the number of a user at the bank. */
export const identifierKinds = ['iban', 'email', 'phone', 'bank_user'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export interface Identifier {
  kind: IdentifierKind;
  value: string;
}

/** A person's data is found by these; empty where there is nothing to go by. */
export interface SubjectKeys {
  ibans: string[];
  emails: string[];
  phones: string[];
  /** Keyed hashes of the person, over partners. */
  hashes: Buffer[];
  consentIds: string[];
  accountIds: string[];
}

/** Who asked, known by a random id alone; what names them lies under their own key. */
@Injectable()
export class DataSubjects {
  constructor(
    private readonly vault: SubjectVault,
    private readonly hashes: DerivedTokens,
    private readonly psuKeys: PsuKeyHashes,
    private readonly accountKeys: AccountKeys,
  ) {}

  /** @returns the id under which this person is known, from now on at the latest */
  async remember(tx: Transaction, identifier: Identifier): Promise<string> {
    const lookup = Buffer.from(this.hashes.derive('data-subject', JSON.stringify(identifier)), 'base64url');
    // One at a time: two keys for one person could not both be destroyed.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('sluis.data_subjects'))`);
    const [known] = await queryRows<{ id: string }>(tx, `SELECT id FROM data_subjects WHERE lookup_hash = $1`, [
      lookup,
    ]);
    if (known) return known.id;
    const id = newId();
    const { key, box } = this.vault.make();
    await tx.query(`INSERT INTO data_subjects (id, kind, lookup_hash, identifier_sealed) VALUES ($1, $2, $3, $4)`, [
      id,
      identifier.kind,
      lookup,
      box.seal(identifier.value, identifierLocation(id)),
    ]);
    await this.vault.keep(tx, id, key);
    return id;
  }

  /** @returns undefined for a person who is not known, or was erased */
  async identifierOf(tx: Transaction, id: string): Promise<Identifier | undefined> {
    const [row] = await queryRows<{ kind: IdentifierKind; sealed: Buffer | null }>(
      tx,
      `SELECT kind, identifier_sealed AS sealed FROM data_subjects WHERE id = $1`,
      [id],
    );
    const box = row?.sealed && (await this.vault.open(tx, id));
    return box && row.sealed ? { kind: row.kind, value: box.open(row.sealed, identifierLocation(id)) } : undefined;
  }

  /** @returns undefined for a person who is not known, or was erased */
  async keysOf(tx: Transaction, id: string): Promise<SubjectKeys | undefined> {
    const identifier = await this.identifierOf(tx, id);
    return identifier && this.resolve(tx, identifier);
  }

  /** Destroys the key of a person, and what could be recognised. The id stays in records of what was done. */
  async forget(tx: Transaction, id: string): Promise<void> {
    await this.vault.destroy(tx, id);
    await tx.query(
      `UPDATE data_subjects SET lookup_hash = NULL, identifier_sealed = NULL, erased_at = now() WHERE id = $1`,
      [id],
    );
  }

  private async resolve(tx: Transaction, { kind, value }: Identifier): Promise<SubjectKeys> {
    const { bankUser, ibans } = this.psuKeys.of(
      kind === 'bank_user'
        ? { grantingUserId: Number(value), ibans: [] }
        : { grantingUserId: undefined, ibans: [value] },
    );
    const hashes = kind === 'iban' ? ibans : bankUser ? [bankUser] : [];
    const consents = await queryRows<{ id: string }>(
      tx,
      `SELECT consent_id AS id FROM consent_psu_keys WHERE key_hash = ANY ($1)
       UNION SELECT id FROM consents WHERE asked_iban = ANY ($2) LIMIT ${mostConsents}`,
      [hashes, kind === 'iban' ? [value] : []],
    );
    const consentIds = consents.map(({ id }) => id);
    const accounts = await queryRows<{ id: string }>(
      tx,
      `SELECT account_id AS id FROM consent_accounts WHERE consent_id = ANY ($1)
       UNION SELECT id FROM accounts WHERE NOT is_partners_own AND (iban = ANY ($2) OR iban_key = ANY ($3))`,
      kind === 'iban' ? [[], [value], await this.accountKeysOf(tx, value)] : [consentIds, [], []],
    );
    return {
      ibans: kind === 'iban' ? [value] : [],
      emails: kind === 'email' ? [value] : [],
      phones: kind === 'phone' ? [value] : [],
      hashes,
      consentIds,
      accountIds: accounts.map(({ id }) => id),
    };
  }

  /** An account has another key with every partner. */
  private async accountKeysOf(tx: Transaction, iban: string): Promise<Buffer[]> {
    const partners = await queryRows<{ id: string }>(tx, `SELECT id FROM partners`);
    return partners.map(({ id }) => this.accountKeys.of(id, iban));
  }
}

const mostConsents = 10_000;

function identifierLocation(id: string) {
  return { table: 'data_subjects', column: 'identifier_sealed', rowId: id, partnerId: null };
}
