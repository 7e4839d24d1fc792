import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { makeTestCertificate } from '../../apps/cli/src/up/test-certificate.js';

export interface PlatformEnvironment {
  variables: Record<string, string>;
  /** Secrets that must never be found outside what is sealed. */
  canaries: Record<string, string>;
  removeFiles(): void;
}

/** A whole environment as a deployment would set it, on servers that run already, with waits cut short. */
export async function environmentOn(
  { databaseUrl, redisUrl, redisPrefix }: { databaseUrl: string; redisUrl: string; redisPrefix: string },
  emulatorUrl: string,
  publicUrl: string,
  overrides: Record<string, string> = {},
): Promise<PlatformEnvironment> {
  const certificate = await makeTestCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'sluis-tpp-'));
  const certificatePath = join(folder, 'certificate.pem');
  const privateKeyPath = join(folder, 'private-key.pem');
  writeFileSync(certificatePath, certificate.certificatePem, { mode: 0o600 });
  writeFileSync(privateKeyPath, certificate.privateKeyPem, { mode: 0o600 });
  const canaries = {
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    TOKEN_KEY: randomBytes(32).toString('base64'),
    CALLBACK_SECRET: randomBytes(32).toString('base64url'),
    AUDIT_SEALING_KEY: randomBytes(32).toString('base64'),
  };
  return {
    canaries,
    variables: {
      NODE_ENV: 'test',
      PLATFORM_MODE: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      QUEUE_PREFIX: `{${redisPrefix}}`,
      API_HOST: '127.0.0.1',
      API_PORT: new URL(publicUrl).port,
      METRICS_PORT: '0',
      WORKER_HEALTH_PORT: '0',
      PUBLIC_URL: publicUrl,
      // What a test asks in a minute is no partner's measure.
      PARTNER_REQUESTS_PER_MINUTE: '10000000',
      ...canaries,
      ENCRYPTION_KEYS: `1:${canaries.ENCRYPTION_KEYS}`,
      BUNQ_ENVIRONMENT: 'emulator',
      BUNQ_LIMITS: 'off',
      BUNQ_API_URL: `${emulatorUrl}/v1`,
      BUNQ_OAUTH_AUTHORISE_URL: `${emulatorUrl}/auth`,
      BUNQ_OAUTH_TOKEN_URL: `${emulatorUrl}/v1/token`,
      BUNQ_PSP_PAGE_URL: `${emulatorUrl}/psp`,
      BUNQ_BREAKER_PAUSE_MS: '1',
      BUNQ_TIMEOUT_MS: '3000',
      TPP_NAME: 'Sluis Test TPP',
      TPP_REGISTER_NUMBER: 'PSDNL-TEST-1',
      TPP_CERTIFICATE_PATH: certificatePath,
      TPP_CERTIFICATE_CHAIN_PATH: certificatePath,
      TPP_PRIVATE_KEY_PATH: privateKeyPath,
      RECONCILE_SETTLE_MS: '300',
      RECONCILE_READ_GAP_MS: '300',
      RECONCILE_GIVE_UP_MS: '20000',
      WORK_HOLD_MS: '1500',
      SWEEP_INTERVAL_MS: '250',
      AUDIT_SEAL_INTERVAL_MS: '500',
      WEBHOOK_ALLOW_PRIVATE_TARGETS: 'yes',
      ...overrides,
    },
    removeFiles: () => rmSync(folder, { recursive: true, force: true }),
  };
}
