import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { formToken, SessionRows } from '@sluis/browser-sessions';
import { Config } from '@sluis/config';
import { queryRows, tokenHash, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { EndedAtProvider } from './identity-provider.js';
import type { StaffRole } from './staff-role.js';

/** Who is signed in. */
export interface StaffIdentity {
  id: string;
  name: string;
  roles: StaffRole[];
  /** When the session ends whatever happens. */
  expiresAt: Date;
}

export type SessionEnd = 'signed_out' | 'provider' | 'idle' | 'too_old' | 'replaced';

/** Sessions of staff, in the database by the hash of their cookie: a copy of the database lets nobody in. */
@Injectable()
export class StaffSessions {
  private readonly rows: SessionRows;

  constructor(
    { env }: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {
    this.rows = new SessionRows({
      table: 'staff_sessions',
      person: 'staff_id',
      idleMs: env.STAFF_SESSION_IDLE_MS,
      maxMs: env.STAFF_SESSION_MAX_MS,
    });
  }

  /** @returns the session's cookie */
  open(
    tx: Transaction,
    { staffId, roles, providerSession }: { staffId: string; roles: StaffRole[]; providerSession: string | null },
  ): Promise<string> {
    return this.rows.open(tx, staffId, { roles, provider_session: providerSession });
  }

  /** Whose session this is; asking counts as use. @returns undefined when it is unknown, ended, or ends now by time */
  async use(token: string): Promise<StaffIdentity | undefined> {
    return this.transactions.run(async (tx) => {
      const session = await this.rows.use(tx, token);
      if (!session) return undefined;
      if (session.over) {
        await this.end(tx, token, session.over);
        return undefined;
      }
      const [person] = await queryRows<Pick<StaffIdentity, 'name' | 'roles'>>(
        tx,
        `SELECT m.name, s.roles FROM staff_sessions s JOIN staff_members m ON m.id = s.staff_id WHERE s.token_hash = $1`,
        [tokenHash(token)],
      );
      return person && { id: session.personId, ...person, expiresAt: session.expiresAt };
    });
  }

  /** @returns false when there is no such session, or it has ended before */
  async end(tx: Transaction, token: string, reason: SessionEnd): Promise<boolean> {
    const staffId = await this.rows.end(tx, token, reason);
    if (staffId !== undefined) await this.recordEnd(tx, staffId, reason);
    return staffId !== undefined;
  }

  /** @returns how many sessions ended; undefined for a token that was used before */
  async endFromProvider({
    tokenId,
    expiresAt,
    issuer,
    subject,
    session,
  }: EndedAtProvider): Promise<number | undefined> {
    return this.transactions.run(async (tx) => {
      await tx.query(`DELETE FROM staff_logout_tokens WHERE expires_at < now()`);
      const isNew = await queryRows(
        tx,
        `INSERT INTO staff_logout_tokens (token_id_hash, expires_at) VALUES (sha256($1), $2)
         ON CONFLICT DO NOTHING RETURNING expires_at`,
        [Buffer.from(`${issuer} ${tokenId}`), expiresAt],
      );
      if (isNew.length === 0) return undefined;
      const ended = await queryRows<{ staff_id: string }>(
        tx,
        `UPDATE staff_sessions s SET ended_at = now(), end_reason = 'provider' FROM staff_members m
         WHERE m.id = s.staff_id AND s.ended_at IS NULL AND m.issuer = $1
           AND ($2::text IS NULL OR m.subject = $2) AND ($3::text IS NULL OR s.provider_session = $3)
         RETURNING s.staff_id`,
        [issuer, subject ?? null, session ?? null],
      );
      for (const { staff_id: id } of ended) await this.recordEnd(tx, id, 'provider');
      return ended.length;
    });
  }

  /** What a request that changes something must bring along: another site can neither read nor guess it. */
  formToken(token: string): string {
    return formToken(token);
  }

  private recordEnd(tx: Transaction, staffId: string, reason: SessionEnd): Promise<void> {
    const id = toPublicId('staffMember', staffId);
    const isOwn = reason === 'signed_out' || reason === 'replaced';
    return this.audit.record(tx, {
      partnerId: null,
      actor: isOwn ? { type: 'operator', id } : { type: 'platform' },
      action: 'staff.signed_out',
      subject: { type: 'staff_member', id },
      outcome: 'done',
      cause: reason,
    });
  }
}

/** How the audit trail names somebody who is signed in. */
export function staffActor({ id }: Pick<StaffIdentity, 'id'>): AuditActor {
  return { type: 'operator', id: toPublicId('staffMember', id) };
}
