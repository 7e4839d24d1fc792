import { randomBytes } from 'node:crypto';
import type { PlatformMode } from '@sluis/config';
import { randomToken } from '@sluis/persistence';

const pattern = /^sk_(test|live)_([a-z0-9]{16})_([A-Za-z0-9_-]{43})$/;

/** The parts of `sk_test_<public id>_<secret>`: the public id finds the row, the 256-bit secret proves the caller. */
export interface ApiKeyText {
  mode: PlatformMode;
  publicId: string;
  secret: string;
}

export function parseApiKey(text: string): ApiKeyText | undefined {
  const [, mode, publicId, secret] = pattern.exec(text) ?? [];
  return (mode === 'test' || mode === 'live') && publicId && secret ? { mode, publicId, secret } : undefined;
}

export function newApiKeyText(mode: PlatformMode): ApiKeyText {
  return { mode, publicId: randomBytes(8).toString('hex'), secret: randomToken() };
}

export function formatApiKey({ mode, publicId, secret }: ApiKeyText): string {
  return `sk_${mode}_${publicId}_${secret}`;
}
