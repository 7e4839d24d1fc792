import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.js';
import { environmentSchema } from './environment.schema.js';

const example = Object.fromEntries(
  readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => /^#? ?([A-Z_]+)=(.*)$/.exec(line))
    .flatMap((match) => (match?.[1] ? [[match[1], match[2] ?? '']] : [])),
);

describe('.env.example', () => {
  it('names every variable once and no other', () => {
    expect(Object.keys(example).sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });

  it('is a working environment', () => {
    expect(loadConfig(example).env.PUBLIC_URL).toBe('http://localhost:4000');
  });
});

describe('loadConfig', () => {
  it('names what is missing and never shows a value', () => {
    const broken = { ...example, DATABASE_URL: undefined, ENCRYPTION_KEYS: '1:hunter2', TOKEN_KEY: 'hunter2' };
    expect(() => loadConfig(broken)).toThrow(ConfigError);
    expect(() => loadConfig(broken)).toThrow(/DATABASE_URL[\s\S]*ENCRYPTION_KEYS[\s\S]*TOKEN_KEY/);
    expect(() => loadConfig(broken)).not.toThrow(/hunter2/);
  });

  it('refuses internal webhook targets in production', () => {
    expect(() => loadConfig({ ...example, NODE_ENV: 'production', WEBHOOK_ALLOW_PRIVATE_TARGETS: 'yes' })).toThrow(
      ConfigError,
    );
  });
});

describe('the mode', () => {
  const production = {
    ...example,
    NODE_ENV: 'production',
    PLATFORM_MODE: 'live',
    PUBLIC_URL: 'https://pay.example',
    BUNQ_ENVIRONMENT: 'production',
    BUNQ_API_URL: 'https://api.bunq.com/v1',
    BUNQ_OAUTH_AUTHORISE_URL: 'https://oauth.bunq.com/auth',
    BUNQ_OAUTH_TOKEN_URL: 'https://api.oauth.bunq.com/v1/token',
    BUNQ_PSP_PAGE_URL: 'https://psp.bunq.com/',
    TEST_MODE_URL: 'https://test.pay.example',
  };

  it('is said and not guessed', () => {
    expect(() => loadConfig({ ...example, PLATFORM_MODE: undefined })).toThrow(/PLATFORM_MODE/);
    expect(loadConfig(production).env.PLATFORM_MODE).toBe('live');
    expect(loadConfig(example).env.PLATFORM_MODE).toBe('test');
  });

  it('is part of the prefix of the queues', () => {
    expect(loadConfig(production).env.QUEUE_PREFIX).toBe('{sluis}:live');
    expect(loadConfig(example).env.QUEUE_PREFIX).toBe('{sluis}:test');
  });

  it.each([
    { BUNQ_ENVIRONMENT: 'emulator' },
    { BUNQ_ENVIRONMENT: 'sandbox' },
    { BUNQ_API_URL: 'http://127.0.0.1:4100/v1' },
    { BUNQ_API_URL: 'http://api.bunq.com/v1' },
    { BUNQ_API_URL: 'https://public-api.sandbox.bunq.com/v1' },
    { BUNQ_OAUTH_AUTHORISE_URL: 'https://oauth.sandbox.bunq.com./auth' },
    { BUNQ_OAUTH_TOKEN_URL: 'https://bunq.com.example/v1/token' },
    { BUNQ_PSP_PAGE_URL: 'https://psp.triage.bunq.com/' },
  ])('live refuses %j', (change) => {
    expect(() => loadConfig({ ...production, ...change })).toThrow(
      new RegExp(`^${Object.keys(change).join()}: must be`),
    );
  });

  it.each([
    { BUNQ_ENVIRONMENT: 'production' },
    { BUNQ_API_URL: 'https://api.bunq.com/v1' },
    { BUNQ_API_URL: 'https://API.BUNQ.com.:443/v1' },
    { BUNQ_OAUTH_AUTHORISE_URL: 'https://oauth.bunq.com/auth' },
    { BUNQ_OAUTH_TOKEN_URL: 'https://api.oauth.bunq.com/v1/token' },
    { BUNQ_PSP_PAGE_URL: 'https://bunq.com/' },
    { TEST_MODE_URL: 'https://test.pay.example' },
  ])('test refuses %j', (change) => {
    expect(() => loadConfig({ ...example, ...change })).toThrow(ConfigError);
  });
});
