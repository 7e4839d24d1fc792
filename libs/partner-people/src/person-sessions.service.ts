import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { SessionRows } from '@sluis/browser-sessions';
import { Config } from '@sluis/config';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { PartnerRole } from './partner-role.js';

/** Who is signed in, and of which partner: known from the session alone. */
export interface PersonIdentity {
  id: string;
  partnerId: string;
  partnerName: string;
  name: string;
  role: PartnerRole;
  /** When the session ends whatever happens. */
  expiresAt: Date;
}

export type SessionEnd = 'signed_out' | 'idle' | 'too_old' | 'replaced' | 'person_removed' | 'passkey_removed';

/** Sessions of partners' people. */
@Injectable()
export class PersonSessions {
  private readonly rows: SessionRows;

  constructor(
    { env }: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {
    this.rows = new SessionRows({
      table: 'partner_sessions',
      person: 'person_id',
      idleMs: env.DASHBOARD_SESSION_IDLE_MS,
      maxMs: env.DASHBOARD_SESSION_MAX_MS,
    });
  }

  /** @returns the session's cookie */
  async open(
    tx: Transaction,
    { partnerId, personId, passkeyId }: { partnerId: string; personId: string; passkeyId: string },
  ): Promise<string> {
    await tx.query(`UPDATE partner_people SET last_signed_in_at = now() WHERE partner_id = $1 AND id = $2`, [
      partnerId,
      personId,
    ]);
    await this.record(tx, partnerId, personId, 'signed_in');
    return this.rows.open(tx, personId, { partner_id: partnerId, passkey_id: passkeyId });
  }

  /** Whose session this is; asking counts as use. @returns undefined when it is unknown, ended, or of a suspended partner */
  use(token: string): Promise<PersonIdentity | undefined> {
    return this.transactions.run(async (tx) => {
      const session = await this.rows.use(tx, token);
      if (!session) return undefined;
      if (session.over) {
        await this.end(tx, token, session.over);
        return undefined;
      }
      const { personId, expiresAt } = session;
      // Read each time, so that a role that was changed and a partner that was suspended count at once.
      const [person] = await queryRows<Omit<PersonIdentity, 'id' | 'expiresAt'>>(
        tx,
        `SELECT p.partner_id AS "partnerId", r.name AS "partnerName", p.name, p.role FROM partner_people p
         JOIN partners r ON r.id = p.partner_id AND r.status <> 'suspended'
         WHERE p.id = $1 AND p.removed_at IS NULL`,
        [personId],
      );
      return person && { id: personId, ...person, expiresAt };
    });
  }

  async end(tx: Transaction, token: string, reason: SessionEnd): Promise<void> {
    const personId = await this.rows.end(tx, token, reason);
    if (personId === undefined) return;
    const [person] = await queryRows<{ partner_id: string }>(
      tx,
      `SELECT partner_id FROM partner_people WHERE id = $1`,
      [personId],
    );
    if (person) await this.record(tx, person.partner_id, personId, 'signed_out', reason);
  }

  /** All sessions of a person, or those that one passkey began. */
  async endAll(
    tx: Transaction,
    { partnerId, personId, passkeyId }: { partnerId: string; personId: string; passkeyId?: string },
    reason: SessionEnd,
  ): Promise<void> {
    const ended = await queryRows(
      tx,
      `UPDATE partner_sessions SET ended_at = now(), end_reason = $4
       WHERE partner_id = $1 AND person_id = $2 AND ended_at IS NULL AND ($3::uuid IS NULL OR passkey_id = $3) RETURNING person_id`,
      [partnerId, personId, passkeyId ?? null, reason],
    );
    if (ended.length > 0) await this.record(tx, partnerId, personId, 'signed_out', reason);
  }

  private record(tx: Transaction, partnerId: string, personId: string, verb: string, cause?: SessionEnd) {
    return this.audit.record(tx, {
      partnerId,
      actor: cause === 'idle' || cause === 'too_old' ? { type: 'platform' } : personActor({ id: personId }),
      action: `partner_person.${verb}`,
      subject: { type: 'partner_person', id: toPublicId('partnerPerson', personId) },
      outcome: 'done',
      cause,
    });
  }
}

/** How the audit trail names somebody who is signed in. */
export function personActor({ id }: { id: string }): AuditActor {
  return { type: 'partner', id: toPublicId('partnerPerson', id) };
}
