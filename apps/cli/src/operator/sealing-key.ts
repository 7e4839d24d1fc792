import { readFile } from 'node:fs/promises';
import { keyIdOf, SealingKey } from '@sluis/audit';
import type { OperatorOptions } from '../commands/operator-options.js';
import { UsageError } from '../settings.js';
import { operatorEnvironment } from './operator-environment.js';

export async function keyInUse(options: OperatorOptions): Promise<SealingKey | undefined> {
  const seed = (await operatorEnvironment(options))['AUDIT_SEALING_KEY'];
  return seed ? SealingKey.of(Buffer.from(seed, 'base64')) : undefined;
}

/** PEM of the one key that is named, or else in use. */
export async function sealingPublicKey(options: OperatorOptions & { publicKey?: string }): Promise<string> {
  const { publicKey: file, ...rest } = options;
  const keys = await sealingPublicKeys(file === undefined ? rest : { ...rest, publicKey: [file] });
  const [pem] = keys.values();
  if (pem === undefined) throw new UsageError('Say which key seals the audit trail: --public-key file.pem');
  return pem;
}

/** By key id. */
export async function sealingPublicKeys({
  publicKey: files,
  ...options
}: OperatorOptions & { publicKey?: string[] }): Promise<Map<string, string>> {
  if (!files) {
    const key = await keyInUse(options);
    if (!key) throw new UsageError('Say which keys may have signed: --public-key file.pem');
    return new Map([[key.id, key.publicKeyPem]]);
  }
  const pems = await Promise.all(files.map((file) => readText(file)));
  try {
    return new Map(pems.map((pem) => [keyIdOf(pem), pem]));
  } catch (error) {
    throw new UsageError('A --public-key file is not a public key in PEM.', { cause: error });
  }
}

export function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  });
}
