import { describe, expect, it } from 'vitest';
import { connectionMayBecome, nextConnectionStatuses, type ConnectionStatus } from './bank-connection-status.js';

const statuses = Object.keys(nextConnectionStatuses) as ConnectionStatus[];
const legal: [ConnectionStatus, ConnectionStatus[]][] = [
  ['awaiting_authorisation', ['active', 'rejected', 'failed', 'expired', 'disconnected']],
  ['active', ['disconnected', 'lost']],
  ['rejected', []],
  ['failed', []],
  ['expired', []],
  ['disconnected', []],
  ['lost', []],
];

describe('the statuses of a bank connection', () => {
  it('are all in this table', () => {
    expect(legal.map(([status]) => status).sort()).toEqual([...statuses].sort());
  });

  it.each(legal)('%s leads to %j and nowhere else', (from, allowed) => {
    expect(statuses.filter((to) => connectionMayBecome(from, to)).sort()).toEqual([...allowed].sort());
  });
});
