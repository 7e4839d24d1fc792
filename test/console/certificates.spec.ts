import 'reflect-metadata'; // The certificate library's dependency injection asks for it.
import { writeFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { ConfiguredCertificates, DeskAlarms } from '@sluis/compliance';
import { X509CertificateGenerator } from '@peculiar/x509';
import { register } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

const dayMs = 86_400_000;

let stack: ConsoleStack;
let operator: StaffBrowser;
let viewer: StaffBrowser;
let configuredPath: string;

beforeAll(async () => {
  stack = await startConsoleStack();
  configuredPath = stack.environment.variables['TPP_CERTIFICATE_PATH'] ?? '';
  operator = await stack.signIn('local-operator');
  viewer = await stack.signIn('local-viewer');
});

afterAll(() => stack.stop());

const listSchema = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      subject: z.string(),
      state: z.string(),
      from: z.string(),
      ended_at: z.string().nullable(),
      replaced_by: z.string().nullable(),
    }),
  ),
  keys: z.array(z.looseObject({ setting: z.string(), key_id: z.string().nullable() })),
});
const all = async () => listSchema.parse(await viewer.read('/certificates'));
const bySubject = async (subject: string) => {
  const found = (await all()).data.find((one) => one.subject === subject);
  if (!found) throw new Error(`no certificate of ${subject}`);
  return found;
};

/** A certificate that anybody may have made: only its dates and names matter here. */
async function certificate(name: string, days: number): Promise<string> {
  const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned(
    {
      name,
      notBefore: new Date(Date.now() - 700 * dayMs),
      notAfter: new Date(Date.now() + days * dayMs),
      signingAlgorithm,
      keys,
    },
    webcrypto,
  );
  return made.toString('pem');
}

async function enter(name: string, days: number, changes: object = {}) {
  const body = { pem: await certificate(name, days), kind: 'tls', used_for: 'api.example', ...changes };
  const answer = await operator.post('/certificates', body);
  expect(answer.status).toBe(201);
  return bodyOf(answer);
}

it('notes what the settings name, and that a new file has replaced it', async () => {
  const configured = stack.console.get(ConfiguredCertificates);
  await configured.note();
  await configured.note();
  const { data: first } = await all();
  const subject = expect.stringContaining('PISP AISP CBPII');
  expect(first).toMatchObject([
    { kind: 'qseal', subject, from: 'TPP_CERTIFICATE_PATH', state: 'valid', ended_at: null },
  ]);
  writeFileSync(configuredPath, await certificate('CN=Qseal 2027', 800));
  await configured.note();
  const renewed = await bySubject('CN=Qseal 2027');
  expect(await bySubject(first[0]?.subject ?? '')).toMatchObject({ end_reason: 'replaced', replaced_by: renewed.id });
  writeFileSync(configuredPath, 'not a certificate');
  await configured.note();
  expect(await bySubject('CN=Qseal 2027')).toMatchObject({ ended_at: null });
  expect((await operator.post(`/certificates/${renewed.id}/retire`)).status).toBe(404);
});

it('takes certificates by hand, and refuses what is none, is there already, or has a private key', async () => {
  const pem = await certificate('CN=api.example, O=Sluis, C=NL', 300);
  const body = { pem, kind: 'tls', used_for: 'api.example' };
  const entered = await operator.post('/certificates', body);
  expect(entered.status).toBe(201);
  expect(await bodyOf(entered)).toMatchObject({
    subject: 'CN=api.example, O=Sluis, C=NL',
    state: 'valid',
    from: expect.stringContaining('Op'),
  });
  const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
  for (const other of [pem, 'nothing', `${await certificate('CN=a', 1)}${key}`, `${pem}${pem}`]) {
    const answer = await operator.post('/certificates', { ...body, pem: other });
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer))['errors']).toMatchObject([{ pointer: '/pem' }]);
  }
  expect((await viewer.post('/certificates', body)).status).toBe(403);
});

it('lets a renewed one take the place of the old, and one go', async () => {
  const old = await enter('CN=old.example', 20);
  const renewed = await enter('CN=new.example', 300, { replaces: old['id'] });
  expect(await bySubject('CN=old.example')).toMatchObject({ end_reason: 'replaced', replaced_by: renewed['id'] });
  const again = { pem: await certificate('CN=b', 9), kind: 'tls', used_for: 'x', replaces: old['id'] };
  expect((await operator.post('/certificates', again)).status).toBe(400);
  expect((await operator.post(`/certificates/${String(renewed['id'])}/retire`)).status).toBe(201);
  expect(await bySubject('CN=new.example')).toMatchObject({ end_reason: 'retired' });
});

it('alarms at 60, 30 and 7 days and at the end, each once, and only of what is in use', async () => {
  const alarms = stack.console.get(DeskAlarms);
  const { id } = await enter('CN=soon.example', 59.5);
  const gone = await enter('CN=gone.example', 5);
  await operator.post(`/certificates/${String(gone['id'])}/retire`);
  const raisedAfter = async (days: number) => {
    await stack.sql.rows(`UPDATE certificates SET not_after = now() + $2 * interval '1 day' WHERE subject = $1`, [
      'CN=soon.example',
      days,
    ]);
    const raised = await alarms.raise();
    expect(raised.every(({ subject }) => subject === id)).toBe(true);
    return raised.map(({ level, what }) => `${what}, ${level}`);
  };
  expect(await alarms.raise()).toMatchObject([{ subject: id, what: 'certificate ends in 60 days' }]);
  expect(await alarms.raise()).toEqual([]);
  expect(await raisedAfter(29)).toEqual(['certificate ends in 30 days, near']);
  expect(await raisedAfter(6)).toEqual(['certificate ends in 7 days, near']);
  expect(await raisedAfter(-1)).toEqual(['certificate expired, overdue']);
  expect((await viewer.read('/overview'))['certificates']).toMatchObject({ expired: 1, ending_in_60_days: 0 });
  await stack.startWorker();
  await until('the metric', async () => {
    const text = await register.getSingleMetricAsString('sluis_certificate_days_left').catch(() => '');
    return /^sluis_certificate_days_left -1\./m.test(text) || undefined;
  });
});

it('shows keys by name, never what they are', async () => {
  const { keys } = await all();
  expect(keys.map(({ setting }) => setting)).toEqual(['AUDIT_SEALING_KEY', 'ENCRYPTION_KEYS', 'TOKEN_KEY']);
  expect(keys[0]?.key_id).toMatch(/^[0-9a-f]{16}$/);
  const { AUDIT_SEALING_KEY: sealing, TOKEN_KEY: token } = stack.environment.variables;
  for (const secret of [sealing, token]) expect(JSON.stringify(keys)).not.toContain(secret);
});
