import { newId } from '@sluis/persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Sql } from '../../../test/support/sql.js';
import { startEventsStack, type EventsStack } from '../../../test/support/events-stack.js';
import { EventLog, type NewEvent } from './event-log.service.js';

let stack: EventsStack;
let log: EventLog;
let partnerId: string;

beforeAll(async () => {
  stack = await startEventsStack();
  log = stack.module.get(EventLog);
});
afterAll(() => stack.stop());
beforeEach(async () => {
  partnerId = await stack.newPartner();
});

function event(name: string, type = 'payment.executed'): NewEvent {
  return { partnerId, type, resourceType: 'payment', resourceId: newId(), resourceVersion: 1, resource: { name } };
}

const append = (name: string, type?: string) => stack.transactions.run((tx) => log.append(tx, event(name, type)));

const nameOf = ({ body }: { body: string }): string => JSON.parse(body).data.name;

/** The horizon waits for every transaction of the server, so other test files can hold it back for a moment. */
async function settled(count: number): Promise<void> {
  await expect.poll(async () => (await log.list(partnerId, { limit: 100 })).items.length).toBe(count);
}

describe('EventLog', () => {
  it('lists newest first, page by page, in both directions', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await append(name);
    await settled(5);
    const first = await log.list(partnerId, { limit: 2 });
    expect(first.items.map(nameOf)).toEqual(['e', 'd']);
    const second = await log.list(partnerId, { limit: 2, after: first.nextCursor ?? '' });
    expect(second.items.map(nameOf)).toEqual(['c', 'b']);
    const third = await log.list(partnerId, { limit: 2, after: second.nextCursor ?? '' });
    expect(third).toMatchObject({ hasMore: false, nextCursor: null });
    expect(third.items.map(nameOf)).toEqual(['a']);
    const newer = await log.list(partnerId, { limit: 2, before: third.items[0]?.id });
    expect(newer.items.map(nameOf)).toEqual(['c', 'b']);
    expect(newer).toMatchObject({ hasMore: true, nextCursor: newer.items[0]?.id });
  });

  it('lists one type alone', async () => {
    await append('a');
    await append('b', 'consent.revoked');
    await settled(2);
    const { items } = await log.list(partnerId, { limit: 10, type: 'consent.revoked' });
    expect(items.map(nameOf)).toEqual(['b']);
  });

  it('shows nothing to a partner of another, and answers as for an event that never was', async () => {
    await append('a');
    await settled(1);
    const [item] = (await log.list(partnerId, { limit: 1 })).items;
    const stranger = await stack.newPartner();
    expect((await log.list(stranger, { limit: 10 })).items).toEqual([]);
    await expect(log.get(stranger, item?.id ?? '')).rejects.toMatchObject({ code: 'resource_not_found' });
    await expect(log.get(stranger, newId())).rejects.toMatchObject({ code: 'resource_not_found' });
    await expect(log.list(stranger, { limit: 1, after: item?.id })).rejects.toMatchObject({ code: 'request_invalid' });
  });

  it('keeps one event per version of a resource', async () => {
    const once = event('a');
    await stack.transactions.run((tx) => log.append(tx, once));
    await expect(stack.transactions.run((tx) => log.append(tx, once))).rejects.toMatchObject({ code: '23505' });
  });

  it('never skips an event that committed late', async () => {
    await append('first');
    await settled(1);
    const seen: string[] = [];
    let before = (await log.list(partnerId, { limit: 1 })).items[0]?.id;
    const follow = async () => {
      const { items } = await log.list(partnerId, { limit: 100, before });
      seen.push(...items.map(nameOf).toReversed());
      before = items[0]?.id ?? before;
    };

    const late = held();
    const slow = stack.transactions.run(async (tx) => {
      await log.append(tx, event('late'));
      await late.whileHeld;
    });
    await expect.poll(() => openTransactions()).toBeGreaterThan(0);
    await append('early');
    await follow();
    expect(seen).toEqual([]); // A cursor past "early" would have skipped "late".
    late.release();
    await slow;
    await expect
      .poll(async () => {
        await follow();
        return seen;
      })
      .toEqual(['late', 'early']);
  });
});

function held(): { whileHeld: Promise<void>; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { whileHeld: promise, release: resolve };
}

async function openTransactions(): Promise<number> {
  // The application's own account may not see what other sessions do.
  const sql = await Sql.open(stack.databaseUrl);
  try {
    const found = await sql.rows(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND backend_xid IS NOT NULL`,
    );
    return found.length;
  } finally {
    await sql.close();
  }
}
