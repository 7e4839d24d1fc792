import { X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentSchema } from '@sluis/config';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/services/temporary-folder.js';
import { readSettings, UsageError } from '../settings.js';
import { platformEnvironment } from './platform-environment.js';
import { localSecrets } from './secrets.js';

describe('localSecrets', () => {
  it('makes them once, for the owner alone', async () => {
    const folder = await temporaryFolder();
    const first = await localSecrets(folder);
    expect(await localSecrets(folder)).toEqual(first);
    for (const file of [join(folder, 'secrets.json'), first.privateKeyPath, first.certificatePath]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });

  it('makes a certificate that grants all three roles and is its own chain', async () => {
    const secrets = await localSecrets(await temporaryFolder());
    const certificate = new X509Certificate(await readFile(secrets.certificatePath));
    const commonName = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '';
    expect(commonName).toContain('PISP AISP CBPII');
    expect(commonName.length).toBeLessThanOrEqual(64);
    expect(certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('refuses a damaged file instead of making new keys that open nothing', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'secrets.json'), '{"ENCRYPTION_KEYS":');
    await expect(localSecrets(folder)).rejects.toThrow(UsageError);
  });
});

describe('platformEnvironment', () => {
  it('is complete in the eyes of the platform', async () => {
    const secrets = await localSecrets(await temporaryFolder());
    const servers = { databaseUrl: 'postgres://sluis:x@127.0.0.1:5/sluis', redisUrl: 'redis://:x@127.0.0.1:6' };
    const environment = platformEnvironment(readSettings({}), secrets, servers);
    expect(environmentSchema.parse(environment)).toMatchObject({ BUNQ_ENVIRONMENT: 'emulator', API_PORT: 4000 });
  });
});
