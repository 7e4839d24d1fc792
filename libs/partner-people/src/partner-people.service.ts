import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { PartnerRole } from './partner-role.js';
import { PersonSessions } from './person-sessions.service.js';

export interface PartnerPerson {
  id: string;
  name: string;
  role: PartnerRole;
  createdAt: Date;
  lastSignedInAt: Date | null;
}

/** Who may sign in for a partner. */
@Injectable()
export class PartnerPeople {
  constructor(
    private readonly audit: AuditTrail,
    private readonly sessions: PersonSessions,
  ) {}

  /** Newest first. */
  list(tx: Transaction, partnerId: string): Promise<PartnerPerson[]> {
    return queryRows<PartnerPerson>(
      tx,
      `SELECT id, name, role, created_at AS "createdAt", last_signed_in_at AS "lastSignedInAt" FROM partner_people
       WHERE partner_id = $1 AND removed_at IS NULL ORDER BY id DESC`,
      [partnerId],
    );
  }

  /**
   * Ends everything of a person: passkeys, and sessions at once.
   *
   * @returns false when there is no such person
   * @throws DomainError last_owner_stays
   */
  async remove(tx: Transaction, partnerId: string, id: string, by: AuditActor): Promise<boolean> {
    // All owners are locked, so that two of them cannot remove each other at once.
    const owners = await queryRows<{ id: string }>(
      tx,
      `SELECT id FROM partner_people WHERE partner_id = $1 AND role = 'owner' AND removed_at IS NULL ORDER BY id FOR UPDATE`,
      [partnerId],
    );
    if (owners.length === 1 && owners[0]?.id === id) {
      throw new DomainError('last_owner_stays', 'A partner keeps at least one owner. Invite another one first.');
    }
    const removed = await queryRows(
      tx,
      `UPDATE partner_people SET removed_at = now() WHERE partner_id = $1 AND id = $2 AND removed_at IS NULL RETURNING id`,
      [partnerId, id],
    );
    if (removed.length === 0) return false;
    await tx.query(`DELETE FROM partner_passkeys WHERE partner_id = $1 AND person_id = $2`, [partnerId, id]);
    await this.sessions.endAll(tx, { partnerId, personId: id }, 'person_removed');
    await this.audit.record(tx, {
      partnerId,
      actor: by,
      action: 'partner_person.removed',
      subject: { type: 'partner_person', id: toPublicId('partnerPerson', id) },
      outcome: 'done',
    });
    return true;
  }
}
