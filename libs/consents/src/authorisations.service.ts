import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { hashesEqual, newId, queryRows, randomToken, SecretBox, tokenHash, type Transaction } from '@sluis/persistence';
import { OauthClients, type OauthClient } from './oauth-clients.js';

/** What a visit to the bank is for. Looking at one's own permissions belongs to no partner. */
export type AuthorisationSubject =
  | { type: 'consent' | 'renewal' | 'payment' | 'bank_connection'; id: string; partnerId: string }
  | { type: 'permissions'; id: string };

/** What the bank's redirect brought, once it proved to belong to a visit that we started in this browser. */
export type ReturnedVisit = AuthorisationSubject & {
  authorisationId: string;
  isGranted: boolean;
  /** The payer took longer than what was asked is valid: nothing is kept of the return. */
  isTooLate: boolean;
};

/** Why a redirect was not accepted. The payer sees one plain page; the audit trail sees this. */
export type CallbackRefusal =
  | 'state_missing'
  | 'state_unknown'
  | 'state_used'
  | 'state_expired'
  | 'browser_differs'
  | 'parameters_malformed'
  | 'request_over';

/** A code and the state it came with: the bank names the state again at the exchange, and a foreign code differs. */
export interface TakenCode {
  authorisationId: string;
  code: string;
  state: string;
}

const validForMinutes = 10;

/** By our clock, whether or not its work has come to look yet. */
const isOver = `(asked.status = 'expired' OR (asked.status = 'awaiting_authorisation'
  AND least(asked.valid_until, asked.link_expires_at) <= now()))`;

interface VisitRow {
  id: string;
  partner_id: string | null;
  subject_type: AuthorisationSubject['type'];
  subject_id: string;
  browser_hash: Buffer;
  status: string;
  is_expired: boolean;
  is_over: boolean;
}

/**
 * A payer's visits to the bank's authorisation page. Each has a random single-use state, kept as a hash, valid for ten
 * minutes, and bound to the browser that started it.
 */
@Injectable()
export class Authorisations {
  constructor(
    private readonly oauthClients: OauthClients,
    private readonly audit: AuditTrail,
    private readonly secrets: SecretBox,
  ) {}

  /** For `start`, before its transaction begins: our client is read in a transaction of its own. */
  clientFor(type: AuthorisationSubject['type']): Promise<OauthClient> {
    return this.oauthClients.for({ type });
  }

  /** @returns where to send the payer */
  async start(
    tx: Transaction,
    subject: AuthorisationSubject,
    browserToken: string,
    { oauth, redirectUri }: OauthClient,
  ): Promise<string> {
    const state = randomToken();
    await tx.query(
      `INSERT INTO authorisations (id, partner_id, subject_type, subject_id, state_hash, browser_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 minute')`,
      [
        newId(),
        partnerOf(subject),
        subject.type,
        subject.id,
        tokenHash(state),
        tokenHash(browserToken),
        validForMinutes,
      ],
    );
    await this.record(tx, subject, 'authorisation.started', 'done');
    return oauth.authorizeUrl({ redirectUri, state });
  }

  /**
   * Takes the bank's redirect, once. Of any number of equal redirects exactly one is accepted.
   *
   * @param code present when the payer granted; kept sealed until its one exchange
   */
  async takeReturn(
    tx: Transaction,
    {
      state,
      code,
      browserToken,
    }: { state: string | undefined; code: string | undefined; browserToken: string | undefined },
  ): Promise<ReturnedVisit | { refusal: CallbackRefusal; subject?: AuthorisationSubject }> {
    if (!state) return this.refuse(tx, 'state_missing');
    const [visit] = await queryRows<VisitRow>(
      tx,
      `SELECT id, partner_id, subject_type, subject_id, browser_hash, status, expires_at <= now() AS is_expired,
         EXISTS (SELECT 1 FROM consents AS asked WHERE visit.subject_type = 'consent'
           AND (asked.partner_id, asked.id) = (visit.partner_id, visit.subject_id) AND ${isOver})
         OR EXISTS (SELECT 1 FROM consent_renewals AS asked WHERE visit.subject_type = 'renewal'
           AND (asked.partner_id, asked.id) = (visit.partner_id, visit.subject_id) AND ${isOver}) AS is_over
       FROM authorisations AS visit WHERE state_hash = $1 FOR UPDATE OF visit`,
      [tokenHash(state)],
    );
    const subject = visit && subjectOf(visit);
    if (!visit || !subject) return this.refuse(tx, 'state_unknown');
    // A stranger who holds the state must not be able to use it up for the browser it belongs to.
    if (!browserToken || !hashesEqual(tokenHash(browserToken), visit.browser_hash))
      return this.refuse(tx, 'browser_differs', subject);
    if (visit.status !== 'started') return this.refuse(tx, 'state_used', subject);
    if (visit.is_expired) return this.refuse(tx, 'state_expired', subject);
    if (visit.is_over) {
      await tx.query(`UPDATE authorisations SET status = 'failed', returned_at = now() WHERE id = $1`, [visit.id]);
      await this.refuse(tx, 'request_over', subject);
      return { ...subject, authorisationId: visit.id, isGranted: false, isTooLate: true };
    }
    // What a payment needs is read in our own name; its code is never used.
    const keepsCode = code !== undefined && visit.subject_type !== 'payment';
    const sealed = keepsCode ? this.sealCode(visit.id, visit.partner_id, code, state) : null;
    await tx.query(`UPDATE authorisations SET status = $2, code_sealed = $3, returned_at = now() WHERE id = $1`, [
      visit.id,
      code === undefined ? 'denied' : 'returned',
      sealed,
    ]);
    await this.record(tx, subject, code === undefined ? 'authorisation.denied' : 'authorisation.returned', 'done');
    return { ...subject, authorisationId: visit.id, isGranted: code !== undefined, isTooLate: false };
  }

  /** A redirect that no browser of the bank's makes: it is refused before anything of it is believed. */
  refuseMalformed(tx: Transaction): Promise<{ refusal: CallbackRefusal; subject?: AuthorisationSubject }> {
    return this.refuse(tx, 'parameters_malformed');
  }

  /**
   * Hands out the code of a subject's newest return, once and for ever: after this it exists nowhere but in the caller.
   *
   * @returns undefined when there is no code, `spent` when an earlier try took it and nothing is known of that try
   */
  async takeCode(tx: Transaction, subject: AuthorisationSubject): Promise<TakenCode | 'spent' | undefined> {
    const [row] = await queryRows<{ id: string; status: string; code_sealed: Buffer | null }>(
      tx,
      `SELECT id, status, code_sealed FROM authorisations
       WHERE partner_id IS NOT DISTINCT FROM $1::uuid AND subject_type = $2 AND subject_id = $3
         AND status IN ('returned', 'exchanging')
       ORDER BY returned_at DESC LIMIT 1 FOR UPDATE`,
      [partnerOf(subject), subject.type, subject.id],
    );
    if (!row) return undefined;
    if (row.status === 'exchanging' || !row.code_sealed) return 'spent';
    await tx.query(`UPDATE authorisations SET status = 'exchanging', code_sealed = NULL WHERE id = $1`, [row.id]);
    const opened = this.secrets.open(row.code_sealed, codeLocation(row.id, partnerOf(subject)));
    const [state = '', code = ''] = opened.split('\n');
    return { authorisationId: row.id, code, state };
  }

  /** The bank did not get the exchange: the code is still good. */
  async returnCode(tx: Transaction, subject: AuthorisationSubject, taken: TakenCode): Promise<void> {
    const sealed = this.sealCode(taken.authorisationId, partnerOf(subject), taken.code, taken.state);
    await tx.query(
      `UPDATE authorisations SET status = 'returned', code_sealed = $2 WHERE id = $1 AND status = 'exchanging'`,
      [taken.authorisationId, sealed],
    );
  }

  /** Of several visits that came back, only the one whose code was exchanged gave what was asked. */
  async finishExchange(tx: Transaction, subject: AuthorisationSubject, taken: TakenCode): Promise<void> {
    await this.endReturned(tx, subject, taken.authorisationId);
    await this.record(tx, subject, 'authorisation.exchanged', 'done');
  }

  async failExchange(tx: Transaction, subject: AuthorisationSubject, cause: string): Promise<void> {
    await this.endReturned(tx, subject, null);
    await this.record(tx, subject, 'authorisation.failed', 'failed', cause);
  }

  /** Of a subject that no exchange is made for any more. */
  async dropLeft(tx: Transaction, subject: AuthorisationSubject): Promise<void> {
    const dropped = await this.endReturned(tx, subject, null);
    if (dropped > 0) await this.record(tx, subject, 'authorisation.failed', 'failed', 'no_longer_asked');
  }

  /** @returns how many visits ended */
  private async endReturned(
    tx: Transaction,
    subject: AuthorisationSubject,
    exchangedId: string | null,
  ): Promise<number> {
    const ended = await queryRows(
      tx,
      `UPDATE authorisations SET code_sealed = NULL,
         status = CASE WHEN id IS NOT DISTINCT FROM $4::uuid THEN 'exchanged' ELSE 'failed' END
       WHERE partner_id IS NOT DISTINCT FROM $1::uuid AND subject_type = $2 AND subject_id = $3
         AND status IN ('returned', 'exchanging') RETURNING 1`,
      [partnerOf(subject), subject.type, subject.id, exchangedId],
    );
    return ended.length;
  }

  /**
   * Whose browser looks at a consent or renewal: the one whose visit gave it, one that set out for the bank in vain, or
   * any other. A link is known to partners too; only the browser shows who came back from the bank.
   */
  async visitorOf(
    tx: Transaction,
    subject: AuthorisationSubject,
    browserToken: string | undefined,
  ): Promise<'giver' | 'visitor' | 'stranger'> {
    if (browserToken === undefined) return 'stranger';
    const [row] = await queryRows<{ has_given: boolean | null }>(
      tx,
      `SELECT bool_or(status = 'exchanged') AS has_given FROM authorisations
       WHERE partner_id IS NOT DISTINCT FROM $1::uuid AND subject_type = $2 AND subject_id = $3 AND browser_hash = $4`,
      [partnerOf(subject), subject.type, subject.id, tokenHash(browserToken)],
    );
    if (typeof row?.has_given !== 'boolean') return 'stranger';
    return row.has_given ? 'giver' : 'visitor';
  }

  /**
   * How the newest visit for a subject stands: nothing under way, being completed, or come to nothing. A consent and a
   * renewal are given once: once a code is exchanged, no other visit counts.
   */
  async progressOf(tx: Transaction, subject: AuthorisationSubject): Promise<'none' | 'completing' | 'failed'> {
    const [row] = await queryRows<{ status: string }>(
      tx,
      `SELECT status FROM authorisations
       WHERE partner_id IS NOT DISTINCT FROM $1::uuid AND subject_type = $2 AND subject_id = $3
       ORDER BY subject_type IN ('consent', 'renewal') AND status = 'exchanged' DESC, created_at DESC LIMIT 1`,
      [partnerOf(subject), subject.type, subject.id],
    );
    if (row?.status === 'failed') return 'failed';
    return row && ['returned', 'exchanging', 'exchanged'].includes(row.status) ? 'completing' : 'none';
  }

  private sealCode(authorisationId: string, partnerId: string | null, code: string, state: string): Buffer {
    return this.secrets.seal(`${state}\n${code}`, codeLocation(authorisationId, partnerId));
  }

  private async refuse(
    tx: Transaction,
    refusal: CallbackRefusal,
    subject?: AuthorisationSubject,
  ): Promise<{ refusal: CallbackRefusal; subject?: AuthorisationSubject }> {
    await this.record(tx, subject, 'authorisation.return_refused', 'refused', refusal);
    return { refusal, subject };
  }

  private record(
    tx: Transaction,
    subject: AuthorisationSubject | undefined,
    action: string,
    outcome: 'done' | 'refused' | 'failed',
    cause?: string,
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId: subject ? partnerOf(subject) : null,
      actor: { type: 'psu' },
      action,
      subject: { type: subject?.type ?? 'authorisation', id: subject?.id ?? 'unknown' },
      outcome,
      cause,
    });
  }
}

function partnerOf(subject: AuthorisationSubject): string | null {
  return subject.type === 'permissions' ? null : subject.partnerId;
}

function subjectOf({ subject_type: type, subject_id: id, partner_id: partnerId }: VisitRow) {
  if (type === 'permissions') return { type, id };
  return partnerId === null ? undefined : { type, id, partnerId };
}

function codeLocation(authorisationId: string, partnerId: string | null) {
  return { table: 'authorisations', column: 'code_sealed', rowId: authorisationId, partnerId };
}
