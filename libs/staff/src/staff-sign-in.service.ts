import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import {
  DerivedTokens,
  newId,
  queryRows,
  randomToken,
  tokenHash,
  toPublicId,
  Transactions,
  type Transaction,
} from '@sluis/persistence';
import { IdentityProvider, type ProvenPerson, type SignInSecrets } from './identity-provider.js';
import { SignInRefusedError } from './sign-in-refused.error.js';
import { parseRoleMap, type RoleMap, rolesOf } from './staff-role.js';
import { StaffSessions } from './staff-sessions.service.js';

const attemptMinutes = 10;

/** Staff come in by the company's OpenID provider: authorisation code with PKCE, bound to the browser that began. */
@Injectable()
export class StaffSignIn {
  private readonly env: Config['env'];
  private readonly roleMap: RoleMap;

  constructor(
    { env }: Config,
    private readonly provider: IdentityProvider,
    private readonly sessions: StaffSessions,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly hashes: DerivedTokens,
  ) {
    this.env = env;
    this.roleMap = parseRoleMap(env.STAFF_ROLE_MAP);
  }

  /**
   * @param returnTo the page of the console to come back to
   * @returns where the browser goes, and the cookie it must come back with
   * @throws SignInRefusedError provider_unavailable
   */
  async begin(returnTo: string): Promise<{ url: URL; browserToken: string }> {
    const browserToken = randomToken();
    const url = await this.provider.signInUrl(secretsOf(browserToken));
    await this.transactions.run(async (tx) => {
      await tx.query(`DELETE FROM staff_sign_ins WHERE expires_at < now()`);
      await tx.query(
        `INSERT INTO staff_sign_ins (browser_hash, return_to, expires_at)
         VALUES ($1, $2, now() + $3 * interval '1 minute')`,
        [tokenHash(browserToken), returnTo, attemptMinutes],
      );
    });
    return { url, browserToken };
  }

  /**
   * Ends a visit to the provider, once. What is refused is audited before it is thrown.
   *
   * @param replacing the session that this browser had until now
   * @throws SignInRefusedError
   */
  async complete(
    returnedTo: URL,
    browserToken: string | undefined,
    replacing: string | undefined,
  ): Promise<{ sessionToken: string; returnTo: string }> {
    try {
      const returnTo = await this.takeAttempt(browserToken);
      if (returnTo === undefined || browserToken === undefined) throw new SignInRefusedError('attempt_unknown');
      const person = await this.provider.prove(returnedTo, secretsOf(browserToken));
      return { sessionToken: await this.letIn(person, replacing), returnTo };
    } catch (error) {
      if (error instanceof SignInRefusedError) await this.recordRefusal(error);
      throw error;
    }
  }

  /** The row goes with its first use, whatever becomes of it. */
  private async takeAttempt(browserToken: string | undefined): Promise<string | undefined> {
    if (browserToken === undefined) return undefined;
    const [attempt] = await this.transactions.run((tx) =>
      queryRows<{ return_to: string; is_open: boolean }>(
        tx,
        `DELETE FROM staff_sign_ins WHERE browser_hash = $1 RETURNING return_to, expires_at > now() AS is_open`,
        [tokenHash(browserToken)],
      ),
    );
    return attempt?.is_open === true ? attempt.return_to : undefined;
  }

  private async letIn(person: ProvenPerson, replacing: string | undefined): Promise<string> {
    const { STAFF_REQUIRED_AMR: amr, STAFF_REQUIRED_ACR: acr, STAFF_ROLES_CLAIM: claim } = this.env;
    const isStrong =
      (amr.length === 0 || amr.some((way) => person.amr.includes(way))) &&
      (acr.length === 0 || acr.some((level) => level === person.acr));
    if (!isStrong) throw new SignInRefusedError('second_factor_missing', { person });
    const roles = rolesOf(person.claims, claim, this.roleMap);
    if (roles.length === 0) throw new SignInRefusedError('role_missing', { person });
    return this.transactions.run(async (tx) => {
      if (replacing !== undefined) await this.sessions.end(tx, replacing, 'replaced');
      const staffId = await this.remember(tx, person);
      const sessionToken = await this.sessions.open(tx, { staffId, roles, providerSession: person.session });
      await this.audit.record(tx, {
        partnerId: null,
        actor: { type: 'operator', id: toPublicId('staffMember', staffId) },
        action: 'staff.signed_in',
        subject: { type: 'staff_member', id: toPublicId('staffMember', staffId) },
        outcome: 'done',
        details: { roles: roles.join(' '), amr: person.amr.join(' '), acr: person.acr },
      });
      return sessionToken;
    });
  }

  private async remember(tx: Transaction, { issuer, subject, name }: ProvenPerson): Promise<string> {
    const [row] = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO staff_members (id, issuer, subject, name) VALUES ($1, $2, $3, $4)
       ON CONFLICT (issuer, subject) DO UPDATE SET name = excluded.name, last_signed_in_at = now() RETURNING id`,
      [newId(), issuer, subject, name],
    );
    if (!row) throw new Error('a staff member was neither made nor found');
    return row.id;
  }

  private async recordRefusal({ reason, person }: SignInRefusedError): Promise<void> {
    // Somebody without a role here is no staff: a keyed hash tells whether it was the same person again.
    const id = person ? this.hashes.derive('staff', `${person.issuer} ${person.subject}`).slice(0, 22) : 'unknown';
    await this.transactions.run((tx) =>
      this.audit.record(tx, {
        partnerId: null,
        actor: { type: 'operator' },
        action: 'staff.sign_in_refused',
        subject: { type: 'staff_sign_in', id },
        outcome: 'refused',
        cause: reason,
      }),
    );
  }
}

/** All follow from the cookie, so the server keeps none of them, and no other browser can finish what this one began. */
function secretsOf(browserToken: string): SignInSecrets {
  const derive = (purpose: string) => createHmac('sha256', browserToken).update(purpose).digest('base64url');
  const codeVerifier = derive('code verifier');
  return {
    state: derive('state'),
    nonce: derive('nonce'),
    codeVerifier,
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  };
}
