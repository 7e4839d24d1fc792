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
