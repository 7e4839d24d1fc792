import type { Bank } from './bank.js';
import type { ApiKey, Installation, User } from './records.js';
import { wrongCredentials } from './refusal.js';
import { newToken } from './token.js';

export function issueKey(
  bank: Bank,
  owner: User,
  {
    status,
    secret = newToken(),
    expiresAt = null,
  }: Pick<ApiKey, 'status'> & Partial<Pick<ApiKey, 'secret' | 'expiresAt'>>,
): ApiKey {
  return bank.tables.apiKeys.insert({
    ...bank.newRow(),
    secret,
    userId: owner.id,
    status,
    expiresAt,
    installationId: null,
    permittedDevice: null,
  });
}

/** @throws Refusal 400 for a key that is unknown, revoked, or lapsed because nobody used it in time */
export function usableKey(bank: Bank, secret: string): ApiKey {
  const key = bank.tables.apiKeys.first('secret', secret);
  if (key === undefined || key.status === 'REVOKED') throw wrongCredentials();
  if (key.status === 'PENDING_FIRST_USE' && key.expiresAt !== null && key.expiresAt <= bank.time())
    throw wrongCredentials();
  return key;
}

/**
 * A key may open a session where it was registered as a device, from the addresses given there. An OAuth access token needs no device
 * of its own on the installation of the TPP.
 *
 * @throws Refusal 400 otherwise
 */
export function requireUsableHere(bank: Bank, key: ApiKey, installation: Installation, ip: string): void {
  const device = bank.tables.devices
    .where('installation', installation.id)
    .find((candidate) => candidate.apiKeyId === key.id);
  if (device === undefined) {
    if (bank.tables.users.get(key.userId)?.kind === 'consent') return;
    throw wrongCredentials();
  }
  const isPermitted = bank.tables.permittedIps
    .where('apiKey', key.id)
    .filter((permitted) => permitted.deviceId === null || permitted.deviceId === device.id)
    .some((permitted) => permitted.status === 'ACTIVE' && (permitted.ip === '*' || permitted.ip === ip));
  if (!isPermitted) throw wrongCredentials();
}
