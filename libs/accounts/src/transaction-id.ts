import { createHash } from 'node:crypto';

/**
 * The id of a transaction, computed from what never changes: the partner, its id of the account (the same over
 * consents), and the bank's own id. So a transaction that is read again under a later consent keeps its id, though
 * nothing of the earlier reading was kept. Partners cannot compare ids: each has its own.
 *
 * @returns a UUID of version 8
 */
export function transactionId(partnerId: string, accountId: string, bunqPaymentId: number): string {
  return hashedUuid(JSON.stringify(['transaction', partnerId, accountId, bunqPaymentId]));
}

/** One id per name and IBAN on one feed, so that storing the same other side twice stores it once. */
export function counterpartyId(feedId: string, { name, iban }: { name: string | null; iban: string | null }): string {
  return hashedUuid(JSON.stringify(['counterparty', feedId, name, iban]));
}

function hashedUuid(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
