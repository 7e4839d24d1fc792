import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { NewPasskey, StoredPasskey } from './passkey-ceremonies.js';
import { personActor, PersonSessions } from './person-sessions.service.js';

export interface Passkey {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

interface Owner {
  partnerId: string;
  personId: string;
}

export const mostPasskeys = 20;

/** The passkeys of partners' people: public keys, which let nobody in who reads them. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly audit: AuditTrail,
    private readonly sessions: PersonSessions,
  ) {}

  /** Newest first. */
  list(tx: Transaction, { partnerId, personId }: Owner): Promise<Passkey[]> {
    return queryRows<Passkey>(
      tx,
      `SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM partner_passkeys
       WHERE partner_id = $1 AND person_id = $2 ORDER BY id DESC`,
      [partnerId, personId],
    );
  }

  async credentialIds(tx: Transaction, { partnerId, personId }: Owner): Promise<Buffer[]> {
    const rows = await queryRows<{ credential_id: Buffer }>(
      tx,
      `SELECT credential_id FROM partner_passkeys WHERE partner_id = $1 AND person_id = $2`,
      [partnerId, personId],
    );
    return rows.map(({ credential_id: id }) => id);
  }

  /** @throws DomainError request_invalid one too many, or one that is known */
  async add(tx: Transaction, { partnerId, personId }: Owner, passkey: NewPasskey, name: string): Promise<string> {
    await tx.query(`SELECT 1 FROM partner_people WHERE partner_id = $1 AND id = $2 FOR UPDATE`, [partnerId, personId]);
    if ((await this.list(tx, { partnerId, personId })).length >= mostPasskeys) {
      throw new DomainError('request_invalid', `A person has at most ${mostPasskeys} passkeys. Remove one first.`);
    }
    const id = newId();
    const added = await queryRows(
      tx,
      `INSERT INTO partner_passkeys (partner_id, id, person_id, credential_id, public_key, sign_count, transports, name)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT partner_passkeys_credential DO NOTHING RETURNING id`,
      [partnerId, id, personId, passkey.credentialId, passkey.publicKey, passkey.signCount, passkey.transports, name],
    );
    if (added.length === 0) throw new DomainError('request_invalid', 'This passkey is known already.');
    await this.record(tx, { partnerId, personId }, id, 'added');
    return id;
  }

  /** The passkey that a browser names, of a person who may sign in. */
  async find(tx: Transaction, credentialId: Buffer): Promise<(StoredPasskey & Owner & { id: string }) | undefined> {
    const [row] = await queryRows<Omit<StoredPasskey, 'signCount'> & Owner & { id: string; signCount: string }>(
      tx,
      `SELECT k.id, k.partner_id AS "partnerId", k.person_id AS "personId", k.credential_id AS "credentialId",
         k.public_key AS "publicKey", k.sign_count AS "signCount"
       FROM partner_passkeys k
       JOIN partner_people p ON p.partner_id = k.partner_id AND p.id = k.person_id AND p.removed_at IS NULL
       JOIN partners r ON r.id = k.partner_id AND r.status <> 'suspended'
       WHERE k.credential_id = $1`,
      [credentialId],
    );
    return row && { ...row, signCount: Number(row.signCount) };
  }

  /** @returns false when it is gone */
  async noteUse(tx: Transaction, partnerId: string, id: string, signCount: number): Promise<boolean> {
    const used = await queryRows(
      tx,
      `UPDATE partner_passkeys SET sign_count = $3, last_used_at = now() WHERE partner_id = $1 AND id = $2 RETURNING id`,
      [partnerId, id, signCount],
    );
    return used.length > 0;
  }

  /**
   * Ends the sessions that it began, too.
   *
   * @returns false when the person has no such passkey
   * @throws DomainError request_invalid for the last one
   */
  async remove(tx: Transaction, { partnerId, personId }: Owner, id: string): Promise<boolean> {
    await tx.query(`SELECT 1 FROM partner_people WHERE partner_id = $1 AND id = $2 FOR UPDATE`, [partnerId, personId]);
    const known = await this.list(tx, { partnerId, personId });
    if (!known.some((one) => one.id === id)) return false;
    if (known.length === 1) {
      throw new DomainError('request_invalid', 'This is your last passkey. Add another one first.');
    }
    await tx.query(`DELETE FROM partner_passkeys WHERE partner_id = $1 AND id = $2`, [partnerId, id]);
    await this.sessions.endAll(tx, { partnerId, personId, passkeyId: id }, 'passkey_removed');
    await this.record(tx, { partnerId, personId }, id, 'removed');
    return true;
  }

  private record(tx: Transaction, { partnerId, personId }: Owner, id: string, verb: string): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor: personActor({ id: personId }),
      action: `passkey.${verb}`,
      subject: { type: 'passkey', id: toPublicId('passkey', id) },
      outcome: 'done',
    });
  }
}
