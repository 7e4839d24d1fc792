import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { isRegistrableRedirectUri, Partners } from './partners.service.js';

export type ProposalStatus = 'proposed' | 'approved' | 'refused' | 'withdrawn';

export interface RedirectUriProposal {
  id: string;
  partnerId: string;
  partnerName: string;
  uri: string;
  status: ProposalStatus;
  proposedBy: string;
  reason: string | null;
  createdAt: Date;
  decidedAt: Date | null;
}

const mostOpen = 20;

/** Where payers go back to is worth four eyes: somebody of the partner asks, and an operator decides. */
@Injectable()
export class RedirectUriProposals {
  constructor(
    private readonly partners: Partners,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws DomainError redirect_uri_not_registered for what can be none, request_invalid for one that is there or asked for */
  async propose(tx: Transaction, partnerId: string, uri: string, by: AuditActor): Promise<string> {
    if (!isRegistrableRedirectUri(uri)) {
      throw new DomainError(
        'redirect_uri_not_registered',
        'A redirect URI is an absolute https address without a fragment; http is for localhost only.',
      );
    }
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`redirect_uri_proposals:${partnerId}`]);
    const known = await this.partners.redirectUris(tx, partnerId);
    const open = (await this.list(tx, { partnerId })).filter(({ status }) => status === 'proposed');
    if ([...known, ...open].some((one) => one.uri === uri)) {
      throw new DomainError('request_invalid', 'This redirect URI is registered or asked for already.');
    }
    if (open.length >= mostOpen) {
      throw new DomainError('request_invalid', `At most ${mostOpen} redirect URIs wait for a decision at once.`);
    }
    const id = newId();
    await tx.query(`INSERT INTO redirect_uri_proposals (partner_id, id, uri, proposed_by) VALUES ($1, $2, $3, $4)`, [
      partnerId,
      id,
      uri,
      by.id ?? by.type,
    ]);
    await this.record(tx, { partnerId, id, by, verb: 'proposed' });
    return id;
  }

  /** Newest first; of one partner, or those of all that wait. */
  list(tx: Transaction, { partnerId }: { partnerId?: string }): Promise<RedirectUriProposal[]> {
    return queryRows<RedirectUriProposal>(
      tx,
      `SELECT d.id, d.partner_id AS "partnerId", r.name AS "partnerName", d.uri, d.status, d.proposed_by AS "proposedBy",
         d.reason, d.created_at AS "createdAt", d.decided_at AS "decidedAt"
       FROM redirect_uri_proposals d JOIN partners r ON r.id = d.partner_id
       WHERE ${partnerId === undefined ? `d.status = 'proposed'` : 'd.partner_id = $1'} ORDER BY d.id DESC LIMIT 100`,
      partnerId === undefined ? [] : [partnerId],
    );
  }

  /** Whoever asked thinks better of it. @returns false when there is no such proposal that waits */
  async withdraw(tx: Transaction, partnerId: string, id: string, by: AuditActor): Promise<boolean> {
    return (await this.close(tx, { partnerId, id, status: 'withdrawn', by, reason: null })) !== undefined;
  }

  /**
   * An operator's decision; approved, the address is registered in the same transaction.
   *
   * @returns the address, undefined when there is no such proposal that waits
   */
  async decide(
    tx: Transaction,
    id: string,
    { status, by, reason }: { status: 'approved' | 'refused'; by: AuditActor; reason: string },
  ): Promise<string | undefined> {
    const [waiting] = await queryRows<{ partner_id: string }>(
      tx,
      `SELECT partner_id FROM redirect_uri_proposals WHERE id = $1 AND status = 'proposed'`,
      [id],
    );
    if (!waiting) return undefined;
    const partnerId = waiting.partner_id;
    const uri = await this.close(tx, { partnerId, id, status, by, reason });
    if (uri !== undefined && status === 'approved') await this.partners.registerRedirectUri(tx, partnerId, uri, by);
    return uri;
  }

  private async close(
    tx: Transaction,
    {
      partnerId,
      id,
      status,
      by,
      reason,
    }: { partnerId: string; id: string; status: ProposalStatus; by: AuditActor; reason: string | null },
  ): Promise<string | undefined> {
    const [closed] = await queryRows<{ uri: string }>(
      tx,
      `UPDATE redirect_uri_proposals SET status = $3, decided_by = $4, reason = $5, decided_at = now()
       WHERE partner_id = $1 AND id = $2 AND status = 'proposed' RETURNING uri`,
      [partnerId, id, status, by.id ?? by.type, reason],
    );
    if (closed) await this.record(tx, { partnerId, id, by, verb: status });
    return closed?.uri;
  }

  private record(
    tx: Transaction,
    { partnerId, id, by, verb }: { partnerId: string; id: string; by: AuditActor; verb: string },
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor: by,
      action: `redirect_uri.${verb}`,
      subject: { type: 'redirect_uri_proposal', id: toPublicId('redirectUriProposal', id) },
      outcome: 'done',
    });
  }
}
