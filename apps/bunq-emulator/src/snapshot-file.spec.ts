import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmulator } from './index.js';
import { SnapshotFile } from './snapshot-file.js';
import { control, createUser } from './testing/control.js';
import { connectedClient, TestClient, uniqueText } from './testing/test-client.js';

const folder = mkdtempSync(join(tmpdir(), 'bunq-emulator-'));

describe('a saved bank', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is found as it was: keys, sessions, money, drafts and used request ids', async () => {
    const file = new SnapshotFile(join(folder, 'bank.json'), () => undefined);
    const first = await startEmulator();
    const user = await createUser(first.url, { balance: '100.00' });
    const client = new TestClient(first.url);
    await client.install();
    await client.registerDevice(user.apiKey);
    await client.openSession(user.apiKey);
    const path = `/v1/user/${user.id}/monetary-account/${user.accountId}`;
    const counterparty_alias = { type: 'EMAIL', value: 'bravo@bunq.com' };
    const entry = { amount: { value: '7.00', currency: 'EUR' }, counterparty_alias, description: 'x' };
    const headers = { 'X-Bunq-Client-Request-Id': uniqueText() };
    await client.send('POST', `${path}/draft-payment`, {
      body: { entries: [entry], number_of_required_accepts: 1 },
      headers,
    });
    const before = await control(first.url, 'GET', '/ledger');
    file.save(first.bank.snapshot());
    await first.close();

    const snapshot = file.load();
    if (snapshot === undefined) throw new Error('nothing was loaded');
    const second = await startEmulator({ snapshot });
    const again = Object.assign(new TestClient(second.url), {
      sessionToken: client.sessionToken,
      serverPublicKey: client.serverPublicKey,
    });
    const drafts = await again.send('GET', `${path}/draft-payment`);
    expect(drafts.body.Response).toMatchObject([{ DraftPayment: { status: 'PENDING' } }]);
    expect(again.isSigned(drafts)).toBe(true);
    expect((await again.send('POST', `${path}/payment`, { body: entry, headers })).error).toContain('request id');
    const after = await control(second.url, 'GET', '/ledger');
    expect(after.body).toEqual(before.body);
    await second.close();
  });

  it('still knows what it has to do at which time, and whether its clock stands still', async () => {
    const file = new SnapshotFile(join(folder, 'agenda.json'), () => undefined);
    const first = await startEmulator();
    const user = await createUser(first.url, { balance: '100.00' });
    const client = await connectedClient(first.url, user.apiKey);
    await control(first.url, 'POST', '/clock', { frozen: true });
    const path = `/v1/user/${user.id}/monetary-account/${user.accountId}`;
    const amount = { value: '7.00', currency: 'EUR' };
    const counterparty_alias = { type: 'EMAIL', value: 'bravo@bunq.com' };
    const schedule = { time_start: '2099-01-01 00:00:00.000000', recurrence_unit: 'ONCE', recurrence_size: 1 };
    await client.send('POST', `${path}/schedule-payment`, {
      body: { payment: { amount, counterparty_alias, description: 'x' }, schedule },
    });
    await client.send('POST', `${path}/request-inquiry`, {
      body: { amount_inquired: amount, counterparty_alias, description: 'x', allow_bunqme: false },
    });
    file.save(first.bank.snapshot());
    await first.close();

    const second = await startEmulator({ snapshot: file.load() ?? first.bank.snapshot() });
    expect((await control(second.url, 'GET', '/clock')).body['frozen']).toBe(true);
    await control(second.url, 'POST', '/clock', { advance_seconds: 2_592_001 });
    expect(second.bank.tables.requestInquiries.all()).toMatchObject([{ status: 'EXPIRED' }]);
    const years = (Date.UTC(2099, 0, 2) * 1000 - second.bank.time()) / 1_000_000;
    for (let step = 0; step < 8; step += 1) await control(second.url, 'POST', '/clock', { advance_seconds: years / 8 });
    expect(second.bank.tables.schedules.all()).toMatchObject([{ status: 'FINISHED', runs: 1 }]);
    expect(second.bank.tables.accounts.get(user.accountId)?.balance).toBe(93_00n);
    await second.close();
  });

  it('is followed by a fresh one, with a word about it, when it is missing', () => {
    const lines: string[] = [];
    expect(new SnapshotFile(join(folder, 'missing.json'), (line) => lines.push(line)).load()).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining('no saved bank')]);
  });

  it.each(['{"version":1,', '{"version":1}'])('stays beside the fresh one when it cannot be read: %s', async (text) => {
    const own = mkdtempSync(join(folder, 'damaged-'));
    const lines: string[] = [];
    const path = join(own, 'bank.json');
    const file = new SnapshotFile(path, (line) => lines.push(line));
    writeFileSync(path, text);
    expect(file.load()).toBeUndefined();
    const [kept] = readdirSync(own);
    expect(kept).toMatch(/^bank\.json\.unreadable-\d{4}-\d\d-\d\dT[\d.-]+Z$/);
    expect(readFileSync(join(own, kept ?? ''), 'utf8')).toBe(text);
    expect(lines).toEqual([expect.stringContaining(`kept as ${join(own, kept ?? '')}`)]);
    const emulator = await startEmulator();
    file.save(emulator.bank.snapshot());
    await emulator.close();
    expect(readdirSync(own).toSorted()).toEqual(['bank.json', kept]);
  });

  it('is not kept where there is no folder for it, and no folder is made', () => {
    const path = join(folder, 'mistyped', 'bank.json');
    expect(new SnapshotFile(path, () => undefined).problem()).toContain(`no folder ${join(folder, 'mistyped')}`);
    expect(new SnapshotFile(folder, () => undefined).problem()).toContain('that is a folder');
    expect(existsSync(join(folder, 'mistyped'))).toBe(false);
  });

  it('that cannot be written is said so, and the bank goes on', async () => {
    const own = mkdtempSync(join(folder, 'gone-'));
    const lines: string[] = [];
    const file = new SnapshotFile(join(own, 'bank.json'), (line) => lines.push(line));
    rmSync(own, { recursive: true });
    const emulator = await startEmulator();
    file.save(emulator.bank.snapshot());
    await emulator.close();
    expect(lines).toEqual([expect.stringContaining('could not be saved')]);
  });

  it('is kept from other users of the machine', async () => {
    const path = join(folder, 'private.json');
    const emulator = await startEmulator();
    new SnapshotFile(path, () => undefined).save(emulator.bank.snapshot());
    await emulator.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 2 });
  });
});
