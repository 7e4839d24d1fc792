import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';
import { playEdits } from './edits.js';
import { SealedTrail } from './sealed-trail.js';
import { tamperings } from './tamperings.js';

// npm run audit:edits -- --edits 10000. In the ordinary suite only a few of each kind, always the same.
const isShort = process.env['AUDIT_EDITS'] === undefined;
const edits = Number(process.env['AUDIT_EDITS'] ?? 4 * Object.keys(tamperings).length);
const seed = process.env['AUDIT_SEED'] ?? '20261121';
const records = isShort ? 400 : 600;
/** Each in a database of its own, so that one waits for the database while another is verified. */
const trailCount = isShort ? 1 : 3;
const withinMs = isShort ? 80_000 : 7_200_000;

const databases: TestDatabase[] = [];
const trails: SealedTrail[] = [];

beforeAll(async () => {
  for (let left = trailCount; left > 0; left -= 1) {
    const database = await createDatabase();
    databases.push(database);
    trails.push(await SealedTrail.fill(database.url, records));
  }
});

afterAll(async () => {
  for (const trail of trails) await trail.close();
  for (const database of databases) await database.drop();
});

async function expectWhole(): Promise<void> {
  for (const trail of trails) expect((await trail.findingsAfter(async () => undefined)).findings).toEqual([]);
}

it(
  'shows every edit that the superuser of the database makes, and where',
  async () => {
    await expectWhole();
    const progress = isShort ? undefined : (done: number) => console.error(`${done} of ${edits} edits`);
    const report = await playEdits(trails, { edits, seed, ...(progress && { progress }) });
    mkdirSync('test/results', { recursive: true });
    writeFileSync('test/results/audit-edits.json', JSON.stringify(report, null, 2));
    expect(report.missed.slice(0, 20)).toEqual([]);
    expect(report.missed).toHaveLength(0);
    // What was undone has left nothing behind.
    await expectWhole();
  },
  withinMs,
);
