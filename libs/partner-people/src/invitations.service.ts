import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, randomToken, tokenHash, toPublicId, type Transaction } from '@sluis/persistence';
import type { PartnerRole } from './partner-role.js';

export interface Invitation {
  id: string;
  partnerId: string;
  partnerName: string;
  name: string;
  role: PartnerRole;
  expiresAt: Date;
}

const mostOpen = 50;
const columns = `i.id, i.partner_id AS "partnerId", r.name AS "partnerName", i.name, i.role, i.expires_at AS "expiresAt"`;
const isOpen = `i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > now()`;

/** How somebody becomes a person of a partner: a link that is good once. */
@Injectable()
export class Invitations {
  private readonly validForMs: number;
  private readonly dashboardUrl: string | undefined;

  constructor(
    { env }: Config,
    private readonly audit: AuditTrail,
  ) {
    this.validForMs = env.DASHBOARD_INVITATION_MS;
    this.dashboardUrl = env.DASHBOARD_URL?.replace(/\/$/, '');
  }

  /**
   * @returns the link, which is shown this once
   * @throws DomainError request_invalid too many are open, or there is no dashboard
   */
  async invite(
    tx: Transaction,
    partnerId: string,
    { name, role, by }: { name: string; role: PartnerRole; by: AuditActor },
  ): Promise<{ id: string; link: string }> {
    if (this.dashboardUrl === undefined) {
      throw new DomainError('request_invalid', 'There is no dashboard: DASHBOARD_URL is not set.');
    }
    if ((await this.list(tx, partnerId)).length >= mostOpen) {
      throw new DomainError('request_invalid', `At most ${mostOpen} invitations are open at once. Withdraw one first.`);
    }
    const id = newId();
    const token = randomToken();
    await tx.query(
      `INSERT INTO partner_invitations (partner_id, id, token_hash, name, role, invited_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 millisecond')`,
      [partnerId, id, tokenHash(token), name, role, by.id ?? by.type, this.validForMs],
    );
    await this.record(tx, partnerId, id, by, 'made', { role });
    // Behind the number sign, so that no server and no log on the way sees it.
    return { id, link: `${this.dashboardUrl}/dashboard/invitation#${token}` };
  }

  /** @throws DomainError invitation_not_usable unknown, used, withdrawn, too old, or of a suspended partner */
  async look(tx: Transaction, token: string): Promise<Invitation> {
    const [invitation] = await queryRows<Invitation>(
      tx,
      `SELECT ${columns} FROM partner_invitations i JOIN partners r ON r.id = i.partner_id AND r.status <> 'suspended'
       WHERE i.token_hash = $1 AND ${isOpen} FOR UPDATE OF i`,
      [tokenHash(token)],
    );
    if (!invitation) throw notUsable();
    return invitation;
  }

  /** Uses it up. @throws DomainError invitation_not_usable */
  async use(tx: Transaction, token: string): Promise<Invitation> {
    const invitation = await this.look(tx, token);
    await tx.query(`UPDATE partner_invitations SET used_at = now() WHERE partner_id = $1 AND id = $2`, [
      invitation.partnerId,
      invitation.id,
    ]);
    return invitation;
  }

  /** Those that can still be used, newest first. */
  list(tx: Transaction, partnerId: string): Promise<Invitation[]> {
    return queryRows<Invitation>(
      tx,
      `SELECT ${columns} FROM partner_invitations i JOIN partners r ON r.id = i.partner_id
       WHERE i.partner_id = $1 AND ${isOpen} ORDER BY i.id DESC`,
      [partnerId],
    );
  }

  /** @returns false when there is no such open invitation */
  async withdraw(tx: Transaction, partnerId: string, id: string, by: AuditActor): Promise<boolean> {
    const withdrawn = await queryRows(
      tx,
      `UPDATE partner_invitations SET withdrawn_at = now()
       WHERE partner_id = $1 AND id = $2 AND used_at IS NULL AND withdrawn_at IS NULL RETURNING id`,
      [partnerId, id],
    );
    if (withdrawn.length > 0) await this.record(tx, partnerId, id, by, 'withdrawn', {});
    return withdrawn.length > 0;
  }

  private record(
    tx: Transaction,
    partnerId: string,
    id: string,
    actor: AuditActor,
    verb: string,
    details: Record<string, string>,
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor,
      action: `partner_invitation.${verb}`,
      subject: { type: 'partner_invitation', id: toPublicId('partnerInvitation', id) },
      outcome: 'done',
      details,
    });
  }
}

function notUsable(): DomainError {
  return new DomainError(
    'invitation_not_usable',
    'This invitation was used, withdrawn, or is too old. Ask for a new one.',
  );
}
