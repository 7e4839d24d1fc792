import type { Bank } from '../bank/bank.js';
import { isCustomer } from '../bank/customers.js';
import type { Account, Consent, Customer, Installation, Psp, PspRole, Session, User } from '../bank/records.js';
import { insufficientAuthentication, insufficientAuthorisation, notFound } from '../bank/refusal.js';

/**
 * In which quality somebody calls: a customer with an own key, an ordinary OAuth app, a TPP acting for a PSU in one of its roles,
 * or the TPP itself (`psp`, and `psp:PISP` where the role of its certificate matters).
 */
export type Role = 'own' | 'oauth' | 'aisp' | 'pisp' | 'psp' | `psp:${PspRole}`;

/** Who is on the other end of a session. */
export interface Caller {
  session: Session;
  user: User;
  roles: ReadonlySet<Role>;
  /** Whose accounts these are: the user itself, or the one who granted the consent. */
  customer: Customer | undefined;
  consent: Consent | undefined;
}

export type Identity =
  | { kind: 'nobody' }
  | { kind: 'installation'; installation: Installation }
  | { kind: 'session'; installation: Installation; caller: Caller };

/** @throws Refusal 401 for an unknown or expired token, 403 for one whose key was revoked */
export function identify(bank: Bank, token: string | undefined): Identity {
  if (token === undefined || token === '') return { kind: 'nobody' };
  const installation = bank.tables.installations.first('token', token);
  if (installation !== undefined) return { kind: 'installation', installation };
  const session = bank.tables.sessions.first('token', token);
  if (session === undefined) throw insufficientAuthentication();
  if (session.expiresAt <= bank.time()) throw insufficientAuthentication(bank.switches.expiredSessionStatus);
  const user = bank.tables.users.get(session.userId);
  const home = bank.tables.installations.get(session.installationId);
  if (user === undefined || home === undefined) throw insufficientAuthentication();
  if (bank.tables.apiKeys.get(session.apiKeyId)?.status === 'REVOKED') throw insufficientAuthentication(403);
  return { kind: 'session', installation: home, caller: callerOf(bank, session, user) };
}

function callerOf(bank: Bank, session: Session, user: User): Caller {
  const consent = user.kind === 'consent' ? user : undefined;
  const owner = consent === undefined ? user : bank.tables.users.get(consent.grantedByUserId);
  return { session, user, consent, customer: isCustomer(owner) ? owner : undefined, roles: rolesOf(bank, user) };
}

function rolesOf(bank: Bank, user: User): ReadonlySet<Role> {
  if (user.kind === 'psp') return new Set<Role>(['psp', ...user.roles.map((role) => `psp:${role}` as const)]);
  if (user.kind !== 'consent') return new Set<Role>(['own']);
  const requester = bank.tables.users.get(user.requestedByUserId);
  if (requester?.kind !== 'psp') return new Set<Role>(['oauth']);
  const roles = new Set<Role>();
  if (requester.roles.includes('AISP')) roles.add('aisp');
  if (requester.roles.includes('PISP')) roles.add('pisp');
  return roles;
}

/** A consent answers to its own id and, because clients use both, to the granting customer's. */
export function requireOwnUserId(caller: Caller, userId: number): void {
  if (userId !== caller.user.id && userId !== caller.customer?.id) throw insufficientAuthorisation();
}

/** The accounts this caller may see: all of the customer's, or those chosen in the consent. */
export function visibleAccounts(bank: Bank, caller: Caller): readonly Account[] {
  if (caller.customer === undefined) return [];
  const accounts = bank.tables.accounts.where('user', caller.customer.id);
  const chosen = caller.consent?.accountIds ?? null;
  return chosen === null ? accounts : accounts.filter((account) => chosen.includes(account.id));
}

export function visibleAccount(bank: Bank, caller: Caller, accountId: number): Account {
  const account = visibleAccounts(bank, caller).find((candidate) => candidate.id === accountId);
  if (account === undefined) throw notFound('monetary account');
  return account;
}

/** The calling TPP. */
export function pspOf(caller: Caller): Psp {
  if (caller.user.kind !== 'psp') throw insufficientAuthorisation();
  return caller.user;
}
