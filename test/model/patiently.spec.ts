import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';
import { Database } from './database.js';
import { Patience, untilOnTime } from './patiently.js';

let created: TestDatabase;
let database: Database;

beforeAll(async () => {
  created = await createDatabase();
  database = new Database(created.url);
});

afterAll(async () => {
  await database.close();
  await created.drop();
});

beforeEach(() => database.rows('TRUNCATE outbox'));

const dueSince = (seconds: number) =>
  database.rows(
    `INSERT INTO outbox (kind, subject, due_at) VALUES ('payments.submit', 'one', now() - make_interval(secs => $1))`,
    [seconds],
  );

it('gives up what a platform that is on time does not do', async () => {
  await dueSince(-60);
  const never = () => Promise.resolve(undefined);
  await expect(untilOnTime('what never comes', never, { database, mostMs: 1_500 })).rejects.toThrow('in vain');
});

it('waits on while work is due for which the machine has no time', async () => {
  await dueSince(60);
  const patience = new Patience(database, { mostMs: 1_500 });
  for (let seconds = 0; seconds < 3; seconds += 1) {
    await wait(1_000);
    expect(await patience.isOver()).toBe(false);
  }
});

it('ends all the same: work that nobody ever does is a difference, too', async () => {
  await dueSince(60);
  const patience = new Patience(database, { longestMs: 1_500 });
  await wait(1_600);
  expect(await patience.isOver()).toBe(true);
});
