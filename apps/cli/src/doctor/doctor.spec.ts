import { migrationNames } from '@sluis/persistence';
import { describe, expect, it } from 'vitest';
import { clockFinding } from './clock-finding.js';
import { examinePlatform, expiryFinding } from './examine-platform.js';
import { schemaFinding } from './examine-database.js';

describe('what sluis doctor makes of what it sees', () => {
  it.each([
    [0, 'good'],
    [2_900, 'good'],
    [-10_000, 'note'],
    [31_000, 'bad'],
    [-3_600_000, 'bad'],
  ])('a clock that is %i ms ahead', (aheadMs, verdict) => {
    expect(clockFinding("the bank's", aheadMs).verdict).toBe(verdict);
  });

  it('says which way the clock is wrong, and what to do', () => {
    expect(clockFinding("the bank's", -60_000).text).toBe(
      "Clock: 60 s behind the bank's; let it be set by NTP (timedatectl set-ntp true)",
    );
  });

  it.each([
    ['2027-06-01', 'good', 'valid until 2027-06-01'],
    ['2026-12-24', 'note', 'expires in 33 days'],
    ['2026-11-20', 'bad', 'expired on 2026-11-20'],
  ])('a certificate that ends on %s', (until, verdict, words) => {
    const finding = expiryFinding(new Date('2026-01-01'), new Date(until), new Date('2026-11-21'));
    expect(finding).toEqual({ verdict, text: expect.stringContaining(words) as string });
  });

  it('a certificate that is not valid yet', () => {
    const finding = expiryFinding(new Date('2026-12-01'), new Date('2027-12-01'), new Date('2026-11-21'));
    expect(finding.verdict).toBe('bad');
  });

  it('a schema that is behind this build, as it, or ahead of it', () => {
    expect(schemaFinding(migrationNames).verdict).toBe('good');
    expect(schemaFinding(migrationNames.slice(0, -2))).toEqual({
      verdict: 'bad',
      text: expect.stringMatching(/^Schema: 2 migrations pending, from \w+; run sluis migrate$/) as string,
    });
    expect(schemaFinding([...migrationNames, 'FromTheFuture1999999999999']).verdict).toBe('note');
  });

  it('an environment that is not complete', async () => {
    const [finding] = await examinePlatform({});
    expect(finding).toEqual({ verdict: 'bad', text: expect.stringContaining('DATABASE_URL') as string });
  });

  it('a platform of which nothing answers', async () => {
    const key = Buffer.alloc(32).toString('base64');
    const nowhere = 'http://127.0.0.1:1';
    const findings = await examinePlatform({
      NODE_ENV: 'development',
      DATABASE_URL: 'postgres://sluis@127.0.0.1:1/sluis',
      REDIS_URL: 'redis://127.0.0.1:1',
      PUBLIC_URL: nowhere,
      ENCRYPTION_KEYS: `1:${key}`,
      TOKEN_KEY: key,
      CALLBACK_SECRET: 'x'.repeat(22),
      BUNQ_ENVIRONMENT: 'emulator',
      BUNQ_API_URL: `${nowhere}/v1`,
      BUNQ_OAUTH_AUTHORISE_URL: `${nowhere}/auth`,
      BUNQ_OAUTH_TOKEN_URL: `${nowhere}/v1/token`,
      BUNQ_PSP_PAGE_URL: `${nowhere}/psp`,
      TPP_NAME: 'Test',
      TPP_REGISTER_NUMBER: 'X',
      TPP_CERTIFICATE_PATH: '/nowhere/certificate.pem',
      TPP_CERTIFICATE_CHAIN_PATH: '/nowhere/chain.pem',
      TPP_PRIVATE_KEY_PATH: '/nowhere/key.pem',
      WORKER_HEALTH_PORT: '1',
      AUDIT_WITNESSES: 'file:///nowhere/heads.jsonl,https://user:secret@127.0.0.1:1/heads',
    });
    const bad = findings
      .filter(({ verdict }) => verdict === 'bad')
      .map(({ text }) => text.replace(/[:(].*/s, '').trim());
    expect(bad).toEqual([
      'Database',
      'Redis',
      'Bank',
      'Certificate',
      'Audit witness /nowhere/heads.jsonl',
      'Audit witness https',
      'API',
      'Worker',
    ]);
    for (const { text } of findings) expect(text).not.toMatch(/user|secret/);
    for (const { text } of findings) expect(text).toContain('; ');
  });
});
