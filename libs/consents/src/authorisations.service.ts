import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { hashesEqual, newId, queryRows, randomToken, SecretBox, tokenHash, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { z } from 'zod';

export type AuthorisationSubject = { type: 'consent' | 'payment'; id: string; partnerId: string };

/** What the bank's redirect brought, once it proved to belong to a visit that we started in this browser. */
export type ReturnedVisit = AuthorisationSubject & { authorisationId: string; isGranted: boolean };

/** Why a redirect was not accepted. The payer sees one plain page; the audit trail sees this. */
export type CallbackRefusal =
  'state_missing' | 'state_unknown' | 'state_used' | 'state_expired' | 'browser_differs' | 'parameters_malformed';

const validForMinutes = 10;

/** A code with the state of its visit: the bank says at the exchange which state it gave the code for. */
const returnedCodeSchema = z.object({ code: z.string(), state: z.string() });
type ReturnedCode = z.output<typeof returnedCodeSchema>;

interface VisitRow {
  id: string;
  partner_id: string;
  subject_type: 'consent' | 'payment';
  subject_id: string;
  browser_hash: Buffer;
  status: string;
  is_expired: boolean;
}

/**
 * A payer's visits to the bank's authorisation page. Each has a random single-use state, kept as a hash, valid for ten
 * minutes, and bound to the browser that started it.
 */
@Injectable()
export class Authorisations {
  constructor(
    private readonly tppIdentity: TppIdentity,
    private readonly audit: AuditTrail,
    private readonly secrets: SecretBox,
  ) {}

  /** @returns where to send the payer */
  async start(tx: Transaction, subject: AuthorisationSubject, browserToken: string): Promise<string> {
    const state = randomToken();
    const oauth = await this.tppIdentity.oauth();
    await tx.query(
      `INSERT INTO authorisations (id, partner_id, subject_type, subject_id, state_hash, browser_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 minute')`,
      [
        newId(),
        subject.partnerId,
        subject.type,
        subject.id,
        tokenHash(state),
        tokenHash(browserToken),
        validForMinutes,
      ],
    );
    await this.record(tx, subject, 'authorisation.started', 'done');
    return oauth.authorizeUrl({ redirectUri: this.tppIdentity.redirectUri, state });
  }

  /**
   * Takes the bank's redirect, once. Of any number of equal redirects exactly one is accepted.
   *
   * @param code present when the payer granted; kept sealed until its one exchange
   * @param error present when the payer refused; a redirect that says both, or neither, says nothing
   */
  async takeReturn(
    tx: Transaction,
    {
      state,
      code,
      error,
      browserToken,
    }: {
      state: string | undefined;
      code: string | undefined;
      error: string | undefined;
      browserToken: string | undefined;
    },
  ): Promise<ReturnedVisit | { refusal: CallbackRefusal; subject?: AuthorisationSubject }> {
    if ((code === undefined) === (error === undefined)) return this.refuse(tx, 'parameters_malformed');
    if (!state) return this.refuse(tx, 'state_missing');
    const [visit] = await queryRows<VisitRow>(
      tx,
      `SELECT id, partner_id, subject_type, subject_id, browser_hash, status, expires_at <= now() AS is_expired
       FROM authorisations WHERE state_hash = $1 FOR UPDATE`,
      [tokenHash(state)],
    );
    if (!visit) return this.refuse(tx, 'state_unknown');
    const subject: AuthorisationSubject = {
      type: visit.subject_type,
      id: visit.subject_id,
      partnerId: visit.partner_id,
    };
    // A stranger who holds the state must not be able to use it up for the browser it belongs to.
    if (!browserToken || !hashesEqual(tokenHash(browserToken), visit.browser_hash))
      return this.refuse(tx, 'browser_differs', subject);
    if (visit.status !== 'started') return this.refuse(tx, 'state_used', subject);
    if (visit.is_expired) return this.refuse(tx, 'state_expired', subject);
    const keepsCode = code !== undefined && visit.subject_type === 'consent';
    const sealed = keepsCode ? this.sealCode({ id: visit.id, partnerId: visit.partner_id }, { code, state }) : null;
    await tx.query(
      `UPDATE authorisations SET status = $3, code_sealed = $4, returned_at = now() WHERE id = $1 AND partner_id = $2`,
      [visit.id, visit.partner_id, code === undefined ? 'denied' : 'returned', sealed],
    );
    await this.record(tx, subject, code === undefined ? 'authorisation.denied' : 'authorisation.returned', 'done');
    return { ...subject, authorisationId: visit.id, isGranted: code !== undefined };
  }

  /**
   * Hands out the code of a consent's newest return, once and for ever: after this it exists nowhere but in the caller.
   *
   * @returns undefined when there is no code; `spent` when an earlier try took it and nothing is known of that try
   */
  async takeCode(
    tx: Transaction,
    partnerId: string,
    consentId: string,
  ): Promise<({ authorisationId: string } & ReturnedCode) | 'spent' | undefined> {
    const [row] = await queryRows<{ id: string; status: string; code_sealed: Buffer | null }>(
      tx,
      `SELECT id, status, code_sealed FROM authorisations
       WHERE partner_id = $1 AND subject_type = 'consent' AND subject_id = $2 AND status IN ('returned', 'exchanging')
       ORDER BY returned_at DESC LIMIT 1 FOR UPDATE`,
      [partnerId, consentId],
    );
    if (!row) return undefined;
    if (row.status === 'exchanging' || !row.code_sealed) return 'spent';
    await tx.query(
      `UPDATE authorisations SET status = 'exchanging', code_sealed = NULL WHERE id = $1 AND partner_id = $2`,
      [row.id, partnerId],
    );
    const opened: unknown = JSON.parse(this.secrets.open(row.code_sealed, codeLocation(row.id, partnerId)));
    return { authorisationId: row.id, ...returnedCodeSchema.parse(opened) };
  }

  /** The bank did not get the exchange: the code is still good. */
  async returnCode(tx: Transaction, partnerId: string, authorisationId: string, code: ReturnedCode): Promise<void> {
    await tx.query(
      `UPDATE authorisations SET status = 'returned', code_sealed = $3 WHERE id = $1 AND partner_id = $2`,
      [authorisationId, partnerId, this.sealCode({ id: authorisationId, partnerId }, code)],
    );
  }

  async finishExchange(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    status: 'exchanged' | 'failed',
  ): Promise<void> {
    await tx.query(
      `UPDATE authorisations SET status = $3, code_sealed = NULL
       WHERE partner_id = $1 AND subject_type = 'consent' AND subject_id = $2 AND status IN ('returned', 'exchanging')`,
      [partnerId, consentId, status],
    );
  }

  /** How the newest visit for a consent stands: nothing under way, being completed, or come to nothing. */
  async progressOf(tx: Transaction, partnerId: string, consentId: string): Promise<'none' | 'completing' | 'failed'> {
    const [row] = await queryRows<{ status: string }>(
      tx,
      `SELECT status FROM authorisations WHERE partner_id = $1 AND subject_type = 'consent' AND subject_id = $2
       ORDER BY created_at DESC LIMIT 1`,
      [partnerId, consentId],
    );
    if (row?.status === 'failed') return 'failed';
    return row && ['returned', 'exchanging', 'exchanged'].includes(row.status) ? 'completing' : 'none';
  }

  private sealCode({ id, partnerId }: { id: string; partnerId: string }, { code, state }: ReturnedCode): Buffer {
    return this.secrets.seal(JSON.stringify({ code, state }), codeLocation(id, partnerId));
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
    outcome: 'done' | 'refused',
    cause?: string,
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId: subject?.partnerId ?? null,
      actor: { type: 'psu' },
      action,
      subject: { type: subject?.type ?? 'authorisation', id: subject?.id ?? 'unknown' },
      outcome,
      cause,
    });
  }
}

function codeLocation(authorisationId: string, partnerId: string) {
  return { table: 'authorisations', column: 'code_sealed', rowId: authorisationId, partnerId };
}
