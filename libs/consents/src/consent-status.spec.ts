import { describe, expect, it } from 'vitest';
import { consentMayBecome, nextConsentStatuses, type ConsentStatus } from './consent-status.js';

const statuses = Object.keys(nextConsentStatuses) as ConsentStatus[];
const legal: [ConsentStatus, ConsentStatus[]][] = [
  ['awaiting_authorisation', ['authorised', 'rejected', 'failed', 'expired', 'revoked']],
  ['authorised', ['expired', 'revoked']],
  ['rejected', []],
  ['failed', []],
  ['expired', []],
  ['revoked', []],
];

describe('the statuses of a consent', () => {
  it('are all in this table', () => {
    expect(legal.map(([status]) => status).sort()).toEqual([...statuses].sort());
  });

  it.each(legal)('%s leads to %j and nowhere else', (from, allowed) => {
    expect(statuses.filter((to) => consentMayBecome(from, to)).sort()).toEqual([...allowed].sort());
  });
});
