import { isSignedBytes, keyIdOf, type SealingKey } from '@sluis/audit';
import { z } from 'zod';

const classSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kept: z.string(),
  ground: z.string(),
  cut_off: z.string(),
  deleted: z.number().int(),
  held: z.number().int(),
  needed: z.number().int(),
  /** Over the hashes of all parts, in order; each part's hash is in an audit record. */
  ids_sha256: z.string(),
});

const contentSchema = z.strictObject({
  format: z.literal('sluis-retention-1'),
  run: z.string(),
  case_reference: z.string(),
  asked_by: z.string(),
  asked_at: z.string(),
  approved_by: z.string(),
  approved_at: z.string(),
  ended_at: z.string(),
  classes: z.array(classSchema),
});
export type CertificateContent = z.output<typeof contentSchema>;

/** What was deleted, signed by the key that seals the audit trail. People are named by their ids. */
export const certificateSchema = z.strictObject({
  content: contentSchema,
  key_id: z.string(),
  public_key: z.string(),
  signature: z.base64(),
});
export type Certificate = z.output<typeof certificateSchema>;

export function certify(content: CertificateContent, key: SealingKey): Certificate {
  return {
    content,
    key_id: key.id,
    public_key: key.publicKeyPem,
    signature: key.signBytes(bytesOf(content)).toString('base64'),
  };
}

/** @param publicKeys that may have signed, by key id @returns what is wrong with it; undefined when it holds */
export function whatIsWrong(certificate: unknown, publicKeys: ReadonlyMap<string, string>): string | undefined {
  const parsed = certificateSchema.safeParse(certificate);
  if (!parsed.success) return 'it is no certificate of a retention run';
  const { content, key_id: keyId, public_key: publicKey, signature } = parsed.data;
  const known = publicKeys.get(keyId);
  if (known === undefined) return 'it was signed with a key that was not given';
  if (keyIdOf(publicKey) !== keyId) return 'the key in it is not the one that it names';
  if (!isSignedBytes(bytesOf(content), Buffer.from(signature, 'base64'), known)) return 'its signature is wrong';
  return undefined;
}

/** In the order of the schema, whatever order a store gave the members. */
function bytesOf(content: CertificateContent): Buffer {
  return Buffer.from(JSON.stringify(contentSchema.parse(content)));
}
