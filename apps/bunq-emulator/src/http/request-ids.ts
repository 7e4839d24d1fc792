import type { Bank } from '../bank/bank.js';
import { invalid } from '../bank/refusal.js';
import type { Identity } from './caller.js';
import type { Endpoint } from './endpoint.js';

/**
 * Watches over the request ids of a device. Where no device is known yet nothing is watched: an official client sends the same id
 * with every call for a new sandbox user.
 *
 * @returns call it when the id is used up
 * @throws Refusal 400 for an id that was used before
 */
export function requireNewRequestId(
  bank: Bank,
  endpoint: Endpoint,
  identity: Identity,
  requestId: string | undefined,
): () => void {
  const isWatched = endpoint.method === 'POST' || endpoint.method === 'PUT';
  const { enforceRequestIds, requestIdMemorySeconds } = bank.switches;
  if (!enforceRequestIds || !isWatched || identity.kind === 'nobody' || requestId === undefined) return () => undefined;
  const deviceId = identity.installation.id;
  const seen = bank.seenRequestIds.get(deviceId) ?? new Map<string, number>();
  bank.seenRequestIds.set(deviceId, seen);
  const usedAt = seen.get(requestId);
  const isForgotten =
    usedAt !== undefined && requestIdMemorySeconds > 0 && usedAt + requestIdMemorySeconds * 1_000_000 <= bank.time();
  if (usedAt !== undefined && !isForgotten) {
    throw invalid('The request id was already used: X-Bunq-Client-Request-Id must be unique per device.');
  }
  return () => seen.set(requestId, bank.time());
}
