// Checks an evidence pack with nothing but Node: no network, no database, no package. It shares no code with the platform,
// so that a fault of the one is not a fault of the other. Run: node verify.mjs [folder] [public-key.pem]
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Head {
  number: number;
  tree_size: number;
  root: string;
  previous_hash: string;
  sealed_at: string;
  key_id: string;
  signature: string;
}

interface Proven {
  seq: number;
  record: Record<string, string | null>;
  proof: string[];
}

const columns = [
  'id',
  'xactId',
  'recordedAt',
  'partnerId',
  'actorType',
  'actorId',
  'action',
  'subjectType',
  'subjectId',
  'outcome',
  'cause',
  'details',
];

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafOf = (record: Proven['record']): Buffer =>
  sha256(Buffer.of(0), JSON.stringify(['sluis-audit-record-1', ...columns.map((column) => record[column] ?? null)]));
const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** RFC 9162 §2.1.3.2 */
function isIncluded(leaf: Buffer, index: number, size: number, proof: Buffer[], root: Buffer): boolean {
  if (index >= size) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeOf(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = nodeOf(hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash.equals(root);
}

/** RFC 9162 §2.1.4.2 */
function isBeginningOf(earlier: Head, later: Head, proof: Buffer[]): boolean {
  const [from, to] = [hex(earlier.root), hex(later.root)];
  if (earlier.tree_size > later.tree_size || earlier.tree_size < 1) return false;
  if (earlier.tree_size === later.tree_size) return proof.length === 0 && from.equals(to);
  const isWhole = Number.isInteger(Math.log2(earlier.tree_size));
  const [first, ...rest] = isWhole ? [from, ...proof] : proof;
  if (!first) return false;
  let [node, last] = [earlier.tree_size - 1, later.tree_size - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [was, is] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [was, is] = [nodeOf(sibling, was), nodeOf(sibling, is)];
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      is = nodeOf(is, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && was.equals(from) && is.equals(to);
}

function isSigned(head: Head, publicKeyPem: string): boolean {
  const { number, tree_size, root, previous_hash, sealed_at, signature } = head;
  const signed = JSON.stringify(['sluis-audit-head-1', number, tree_size, root, previous_hash, sealed_at]);
  return verify(null, Buffer.from(signed), createPublicKey(publicKeyPem), Buffer.from(signature, 'base64'));
}

function keyIdOf(publicKeyPem: string): string {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  return sha256(der).toString('hex').slice(0, 16);
}

/** The files that the manifest does not name: itself, and the seal over it. */
const unlisted = new Set(['manifest.json', 'seal.json']);

function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesIn(folder, name) : [name];
  });
}

/** @returns what is wrong, in sentences; nothing when the pack is what was sealed */
export function verifyPack(folder: string, trustedKeyPem?: string): string[] {
  const wrong: string[] = [];
  const check = (holds: boolean, sentence: string): void => {
    if (!holds) wrong.push(sentence);
  };
  const attempt = (what: string, work: () => void): void => {
    try {
      work();
    } catch {
      wrong.push(`${what} cannot be read`);
    }
  };
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  /** Written again it must be the same to the byte: then no byte of it is without meaning. */
  const json = (name: string): unknown => {
    const text = read(name).toString('utf8');
    const value: unknown = JSON.parse(text);
    check(`${JSON.stringify(value, null, 2)}\n` === text, `${name} is not written as it was sealed`);
    return value;
  };

  attempt('the manifest', () => {
    const { files } = json('manifest.json') as { files: Record<string, string> };
    const present = filesIn(folder).filter((name) => !unlisted.has(name));
    for (const name of present) check(Object.hasOwn(files, name), `${name} is not of this pack`);
    for (const [name, expected] of Object.entries(files)) {
      if (!present.includes(name)) wrong.push(`${name} is missing`);
      else check(sha256(read(name)).toString('hex') === expected, `${name} was changed`);
    }
  });

  attempt('an answer of the bank', () => {
    const { records } = json('records.json') as { records: Proven[] };
    const kept = records
      .filter(({ record }) => record['action'] === 'bank_answer.kept' && record['outcome'] === 'done')
      .map(({ record }) => (JSON.parse(record['details'] ?? '{}') as Record<string, unknown>)['response_hash']);
    const answers = filesIn(folder).filter((name) => /^bank\/\d+\.body$/.test(name));
    for (const name of answers) {
      const body = read(name);
      const about = json(name.replace(/body$/, 'json')) as { signature: string; bank_public_key: string };
      const isTheBanks = verify('sha256', body, about.bank_public_key, Buffer.from(about.signature, 'base64'));
      check(isTheBanks, `${name} is not what the bank signed`);
      check(kept.includes(sha256(body).toString('hex')), `${name} is not in the audit trail`);
    }
    check(answers.length === kept.length, 'an answer of the bank that was kept is not in this pack');
  });

  attempt('the public key', () => {
    const key = trustedKeyPem ?? read('public-key.pem').toString('utf8');
    attempt('the seal', () => {
      const seal = json('seal.json') as { head: Head; records: Proven[]; consistency: string[] };
      const records = json('records.json') as { head: Head; records: Proven[] };
      const manifest = json('manifest.json') as { subject: string };
      const [sealed] = seal.records;
      const details = JSON.parse(sealed?.record['details'] ?? '{}') as Record<string, unknown>;
      check(seal.records.length === 1, 'the seal is not over one record');
      check(sealed?.record['action'] === 'evidence.exported', 'the sealed record is not about evidence');
      check(sealed?.record['subjectId'] === manifest.subject, 'the seal is of another subject');
      check(
        details['manifest_sha256'] === sha256(read('manifest.json')).toString('hex'),
        'the manifest is not the one that was sealed',
      );
      for (const { head, records: proven } of [seal, records]) {
        check(head.key_id === keyIdOf(key), `head ${head.number} was signed with another key`);
        check(isSigned(head, key), `the signature of head ${head.number} is wrong`);
        for (const { seq, record, proof } of proven) {
          const holds = isIncluded(leafOf(record), seq, head.tree_size, proof.map(hex), hex(head.root));
          check(holds, `record ${record['id']} is not what head ${head.number} sealed`);
        }
      }
      check(
        isBeginningOf(records.head, seal.head, seal.consistency.map(hex)),
        'the trail of the records is not the beginning of the trail of the seal',
      );
      // Only these fields, in this order: nothing may stand beside what is checked.
      const shape = { head: pick(seal.head), records: seal.records.map(shapeOf), consistency: seal.consistency };
      check(JSON.stringify(shape) === JSON.stringify(seal), 'seal.json has more than a seal');
      check(shapeIsHex([...seal.consistency, ...seal.records.flatMap(({ proof }) => proof)]), 'a proof is not a proof');
      check(
        Buffer.from(seal.head.signature, 'base64').toString('base64') === seal.head.signature,
        'a signature is not written as it was sealed',
      );
    });
  });
  return wrong;
}

function pick({ number, tree_size, root, previous_hash, sealed_at, key_id, signature }: Head): Head {
  return { number, tree_size, root, previous_hash, sealed_at, key_id, signature };
}

function shapeOf({ seq, record, proof }: Proven): Proven {
  return { seq, record: Object.fromEntries(columns.map((column) => [column, record[column] ?? null])), proof };
}

function shapeIsHex(hashes: string[]): boolean {
  return hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder = '.', keyFile] = process.argv.slice(2);
  const wrong = verifyPack(folder, keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8'));
  for (const sentence of wrong) console.error(`✗ ${sentence}`);
  if (wrong.length === 0) {
    console.log('✓ Every file is what was sealed, and every record is in the signed audit trail.');
    const keyId = keyIdOf(readFileSync(keyFile ?? join(folder, 'public-key.pem'), 'utf8'));
    console.log(`  Signed with key ${keyId}: ask the provider, by another way, whether it is theirs.`);
  }
  process.exitCode = wrong.length === 0 ? 0 : 3;
}
