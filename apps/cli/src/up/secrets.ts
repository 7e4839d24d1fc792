import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateFile, writePrivateJson } from '../private-file.js';
import { UsageError } from '../settings.js';
import { makeTestCertificate } from './test-certificate.js';

export const secretsSchema = z.object({
  ENCRYPTION_KEYS: z.string().min(1),
  TOKEN_KEY: z.string().min(1),
  CALLBACK_SECRET: z.string().min(1),
  TPP_REGISTER_NUMBER: z.string().min(1),
  /** Made later than the others: a folder of before has none yet. */
  AUDIT_SEALING_KEY: z
    .string()
    .min(1)
    .default(() => randomBytes(32).toString('base64')),
  /** Of the login that the processes use in the embedded database. Also of later. */
  DATABASE_PASSWORD: z
    .string()
    .min(1)
    .default(() => randomBytes(24).toString('base64url')),
});

export interface Secrets extends z.output<typeof secretsSchema> {
  certificatePath: string;
  privateKeyPath: string;
}

/**
 * The secrets of the local stack, made once: what the database holds sealed can be opened with these alone.
 *
 * @throws UsageError when the file is there and unusable; making new secrets would silently lose what the old ones sealed
 */
export async function localSecrets(dataFolder: string): Promise<Secrets> {
  const file = join(dataFolder, 'secrets.json');
  const known = await readJson(file, secretsSchema);
  if (!known && existsSync(file)) {
    throw new UsageError(`${file} cannot be read. Restore it, or move the folder ${dataFolder} away to start afresh.`);
  }
  const secrets = known ?? {
    ENCRYPTION_KEYS: `1:${randomBytes(32).toString('base64')}`,
    TOKEN_KEY: randomBytes(32).toString('base64'),
    CALLBACK_SECRET: randomBytes(32).toString('base64url'),
    AUDIT_SEALING_KEY: randomBytes(32).toString('base64'),
    DATABASE_PASSWORD: randomBytes(24).toString('base64url'),
    TPP_REGISTER_NUMBER: `PSDNL-TEST-${randomBytes(3).toString('hex').toUpperCase()}`,
  };
  const folder = join(dataFolder, 'tpp');
  const paths = { certificatePath: join(folder, 'certificate.pem'), privateKeyPath: join(folder, 'private-key.pem') };
  if (!existsSync(paths.certificatePath) || !existsSync(paths.privateKeyPath)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { certificatePem, privateKeyPem } = await makeTestCertificate();
    await writePrivateFile(paths.privateKeyPath, privateKeyPem);
    await writePrivateFile(paths.certificatePath, certificatePem);
  }
  await writePrivateJson(file, secrets);
  return { ...secrets, ...paths };
}

/** The secrets under the names by which the processes of the platform read them. */
export function secretVariables(secrets: Secrets): Record<string, string> {
  return {
    ENCRYPTION_KEYS: secrets.ENCRYPTION_KEYS,
    TOKEN_KEY: secrets.TOKEN_KEY,
    CALLBACK_SECRET: secrets.CALLBACK_SECRET,
    AUDIT_SEALING_KEY: secrets.AUDIT_SEALING_KEY,
    TPP_REGISTER_NUMBER: secrets.TPP_REGISTER_NUMBER,
    TPP_CERTIFICATE_PATH: secrets.certificatePath,
    TPP_CERTIFICATE_CHAIN_PATH: secrets.certificatePath, // Self-signed: it is its own chain.
    TPP_PRIVATE_KEY_PATH: secrets.privateKeyPath,
  };
}
