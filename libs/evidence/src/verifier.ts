// Checks an evidence pack with nothing but Node: no network, no database, no package. It shares no code with the platform,
// so that a fault of the one is not a fault of the other. Run: node verify.mjs [folder] [public-key.pem]
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
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

function isPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** The files that the manifest does not name: itself, and the seal over it. */
const unlisted = new Set(['manifest.json', 'seal.json']);

function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesIn(folder, name) : [name];
  });
}

/** The files of a pack by their names. */
export type PackFiles = Readonly<Record<string, Uint8Array>>;

/** What is wrong, in sentences, as one check after the other finds it. */
class Findings {
  readonly wrong: string[] = [];
  private readonly files: PackFiles;

  constructor(files: PackFiles) {
    this.files = files;
  }

  check(holds: boolean, sentence: string): void {
    if (!holds) this.wrong.push(sentence);
  }

  attempt(what: string, work: () => void): void {
    try {
      work();
    } catch {
      this.wrong.push(`${what} cannot be read`);
    }
  }

  read(name: string): Buffer {
    const bytes = Object.hasOwn(this.files, name) ? this.files[name] : undefined;
    if (!bytes) throw new Error(`${name} is missing`);
    return Buffer.from(bytes);
  }

  /** The key that comes with the pack; undefined, and told, where it is none. */
  ownKey(): string | undefined {
    const name = 'public-key.pem';
    const bytes = Object.hasOwn(this.files, name) ? this.files[name] : undefined;
    const key = bytes && Buffer.from(bytes).toString('utf8');
    if (key !== undefined && isPublicKey(key)) return key;
    this.wrong.push(
      `${name}, the key that comes with the pack, is ${key === undefined ? 'missing' : 'no key in PEM'}: nothing signed can be checked`,
    );
    return undefined;
  }

  /** Written again it must be the same to the byte: then no byte of it is without meaning. */
  json(name: string): unknown {
    const text = this.read(name).toString('utf8');
    const value: unknown = JSON.parse(text);
    this.check(`${JSON.stringify(value, null, 2)}\n` === text, `${name} is not written as it was sealed`);
    return value;
  }

  proofs({ head, records }: { head: Head; records: Proven[] }, key: string): void {
    this.check(head.key_id === keyIdOf(key), `head ${head.number} was signed with another key`);
    this.check(isSigned(head, key), `the signature of head ${head.number} is wrong`);
    for (const { seq, record, proof } of records) {
      const holds = isIncluded(leafOf(record), seq, head.tree_size, proof.map(hex), hex(head.root));
      this.check(holds, `record ${record['id']} (${record['action']}) is not what head ${head.number} sealed`);
    }
  }
}

/** @returns what is wrong, in sentences; nothing when the pack is what was sealed */
export function verifyPack(folder: string, trustedKeyPem?: string): string[] {
  return verifyFiles(packIn(folder), trustedKeyPem);
}

function packIn(folder: string): PackFiles {
  return Object.fromEntries(filesIn(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** As `verifyPack`, of files that are in no folder. */
export function verifyFiles(files: PackFiles, trustedKeyPem?: string): string[] {
  const findings = new Findings(files);
  checkManifest(findings, Object.keys(files));
  const key = trustedKeyPem ?? findings.ownKey();
  if (key === undefined) return findings.wrong;
  checkRecords(findings, Object.keys(files), key);
  checkSeal(findings, key);
  return findings.wrong;
}

/** What must hold before a pack is worth a seal: the records are those of the trail, and none of the subject's is missing. */
export function verifyRecords(files: PackFiles, trustedKeyPem: string): string[] {
  const findings = new Findings(files);
  checkRecords(findings, Object.keys(files), trustedKeyPem);
  return findings.wrong;
}

function checkManifest(findings: Findings, names: string[]): void {
  findings.attempt('the manifest', () => {
    const { files } = findings.json('manifest.json') as { files: Record<string, string> };
    const present = names.filter((name) => !unlisted.has(name));
    for (const name of present) findings.check(Object.hasOwn(files, name), `${name} is not of this pack`);
    for (const [name, expected] of Object.entries(files)) {
      if (!present.includes(name)) findings.wrong.push(`${name} is missing`);
      else findings.check(sha256(findings.read(name)).toString('hex') === expected, `${name} was changed`);
    }
  });
}

function checkRecords(findings: Findings, names: string[], key: string): void {
  findings.attempt('the records', () => {
    const records = findings.json('records.json') as { head: Head; records: Proven[] };
    findings.proofs(records, key);
  });
  findings.attempt('the history', () => checkHistory(findings));
  findings.attempt('an answer of the bank', () => checkAnswers(findings, names));
  findings.attempt('the content', () => checkContent(findings));
  findings.attempt('a time', () => checkTimes(findings));
  findings.attempt('an order at the bank', () => checkOrders(findings, names));
  findings.attempt('a page', () => checkPages(findings));
}

/** What the dossier says of one version. */
interface Stated {
  version: number;
  /** As records of the trail name it. */
  action: string;
}

/** Every version that the dossier shows has its record in the trail, and every record of a version is shown. */
function checkHistory(findings: Findings): void {
  const dossier = findings.json('dossier.json') as {
    subject: string;
    payment?: { version: number; status: string };
    consent?: { version: number; status: string };
    timeline?: { version: number; status: string; reason: string | null }[];
    /** As they were delivered. */
    events: string[];
  };
  const { subject, payment, consent, timeline = [], events } = dossier;
  const shown = payment ?? consent;
  if (!shown) throw new Error('of neither a payment nor a consent');
  const type = payment ? 'payment' : 'consent';
  const stated: Stated[] = payment
    ? timeline.map(({ version, status, reason }) => ({
        version,
        // The one change that leaves the status as it is.
        action: `payment.${reason === 'creditable' ? 'creditable' : status}`,
      }))
    : // Old events are erased, so that they may be fewer than the versions.
      events.map((body) => {
        const event = JSON.parse(body) as { type: string; resource_version: number };
        return { version: event.resource_version, action: event.type };
      });
  const { records } = findings.json('records.json') as { records: Proven[] };
  const told = records.flatMap(({ record }) => {
    const { version, status } = JSON.parse(record['details'] ?? '{}') as { version?: unknown; status?: unknown };
    const isOfSubject = record['subjectType'] === type && record['subjectId'] === subject;
    const isChange = record['outcome'] === 'done' && record['action']?.startsWith(`${type}.`) === true;
    return isOfSubject && isChange && version !== undefined ? [{ record, version, status }] : [];
  });

  for (let version = 1; version <= shown.version; version += 1) {
    const [entries, of] = [stated, told].map((all) => all.filter((one) => one.version === version)) as [
      Stated[],
      typeof told,
    ];
    const actions = [...new Set(entries.map(({ action }) => action))];
    const name = `version ${version} of ${subject}`;
    if (of.length === 0)
      findings.wrong.push(
        `${name}${actions.map((action) => ` (${action})`).join('')} has no record in the audit trail`,
      );
    findings.check(of.length <= 1, `${name} has more than one record in the audit trail`);
    if (payment) findings.check(entries.length === 1, `${name} is not once in the timeline`);
    for (const { record } of of)
      for (const action of actions)
        findings.check(
          record['action'] === action,
          `record ${record['id']} says ${record['action']} of ${name}, the dossier says ${action}`,
        );
  }
  for (const { record, version } of told)
    findings.check(
      Number.isInteger(version) && Number(version) >= 1 && Number(version) <= shown.version,
      `record ${record['id']} tells of version ${String(version)} of ${subject}, which the dossier does not have`,
    );
  for (const { version } of stated)
    findings.check(
      version >= 1 && version <= shown.version,
      `the dossier tells of version ${version} of ${subject}, and shows ${shown.version}`,
    );
  const last = payment
    ? timeline.find(({ version }) => version === shown.version)?.status
    : told.find(({ version }) => version === shown.version)?.status;
  if (last !== undefined)
    findings.check(
      last === shown.status,
      `${subject} is shown as ${shown.status}, and its last version is ${String(last)}`,
    );
}

function checkAnswers(findings: Findings, names: string[]): void {
  const { records } = findings.json('records.json') as { records: Proven[] };
  const kept = records
    .filter(({ record }) => record['action'] === 'bank_answer.kept' && record['outcome'] === 'done')
    .map(({ record }) => (JSON.parse(record['details'] ?? '{}') as Record<string, unknown>)['response_hash']);
  const answers = names.filter((name) => /^bank\/\d+\.body$/.test(name));
  for (const name of answers) {
    const body = findings.read(name);
    const about = findings.json(name.replace(/body$/, 'json')) as { signature: string; bank_public_key: string };
    const isTheBanks = verify('sha256', body, about.bank_public_key, Buffer.from(about.signature, 'base64'));
    findings.check(isTheBanks, `${name} is not what the bank signed`);
    findings.check(kept.includes(sha256(body).toString('hex')), `${name} is not in the audit trail`);
  }
  findings.check(answers.length === kept.length, 'an answer of the bank that was kept is not in this pack');
}

/** What records say of the content of a payment or consent, field by field, in this order; a later version may have more. */
const sealedFields = {
  payment: (
    'id status iso_status bank_status version rail amount creditor payee_verification entries schedule ' +
    'debtor remittance_information reference redirect_uri state consent_id account_id payment_link_id ' +
    'fallback payment_request_id end_requested failure review_reason expires_at created_at updated_at ' +
    'executed_at creditable'
  ).split(' '),
  consent: (
    'id type permissions status status_reason revoked_by version purpose psu_reference redirect_uri ' +
    'accounts created_at authorised_at valid_until ended_at'
  ).split(' '),
};
/** What nothing changes once it was made. */
const fixedFields = new Set(
  'id type amount creditor remittance_information reference state payment_link_id permissions purpose psu_reference created_at'.split(
    ' ',
  ),
);
/** Fields that are times, or hold some. */
const timeFields = new Set(
  'expires_at created_at updated_at executed_at creditable authorised_at valid_until ended_at'.split(' '),
);
const mostLateMs = 5 * 60_000;

type Shown = Record<string, unknown>;

interface Said {
  seq: number;
  record: Proven['record'];
  details: Shown;
}

interface Content {
  subject: string;
  type: 'payment' | 'consent';
  shown: Shown & { version: number; status: string };
  key: string;
  dossier: Shown & { events: string[]; timeline?: Transition[]; grants?: Shown[]; orders_at_the_bank?: Shown[] };
  /** Records of the subject with what they say, in the order of the trail. */
  said: Said[];
  /** Where a test platform let time pass for the partner, which makes stored times earlier and no record. */
  clock: { seq: number; seconds: number }[];
}

interface Transition {
  version: number;
  status: string;
  bankStatus: string | null;
  actor: string;
  reason: string | null;
  at: string;
}

function contentOf(findings: Findings): Content {
  const dossier = findings.json('dossier.json') as Content['dossier'];
  const { records } = findings.json('records.json') as { records: Proven[] };
  const type = 'payment' in dossier ? 'payment' : 'consent';
  const subject = String(dossier['subject']);
  const all = records.map(({ seq, record }) => ({
    seq,
    record,
    details: JSON.parse(record['details'] ?? '{}') as Shown,
  }));
  return {
    subject,
    type,
    shown: dossier[type] as Content['shown'],
    key: String(dossier['content_key']),
    dossier,
    said: all.filter(({ record }) => record['subjectType'] === type && record['subjectId'] === subject),
    clock: all
      .filter(({ record }) => record['action'] === 'test_clock.advanced' && record['outcome'] === 'done')
      .map(({ seq, details }) => ({ seq, seconds: Number(details['seconds']) })),
  };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.entries(value).filter(([, of]) => of !== null);
  names.sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(names.map(([name, of]) => [name, withoutNulls(of)]));
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(withoutNulls(value));
const tagOf = (key: string, field: string, value: unknown): string => {
  const text = textOf(value);
  return text === null ? '....' : sha256(`${key} ${field} ${text}`).toString('base64url').slice(0, 4);
};
const tagsIn = ({ details }: Said): string[] => String(details['content_fields']).match(/.{4}/g) ?? [];

/** Times as they were when the record was made. */
function asThen({ clock }: Content, { seq }: Said, value: unknown): unknown {
  const seconds = clock.filter((move) => move.seq > seq).reduce((sum, move) => sum + move.seconds, 0);
  const back = (one: unknown): unknown => {
    if (typeof one === 'object' && one !== null)
      return Object.fromEntries(Object.entries(one).map(([name, of]) => [name, back(of)]));
    const isTime = typeof one === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(one);
    return isTime ? new Date(Date.parse(one) + seconds * 1_000).toISOString() : one;
  };
  return seconds === 0 ? value : back(value);
}

function shownThen(content: Content, said: Said): Shown {
  const { shown } = content;
  return Object.fromEntries(
    Object.entries(shown).map(([name, of]) => [name, timeFields.has(name) ? asThen(content, said, of) : of]),
  );
}

/** What is shown of the payment or consent is what the record of its last version, or of a later note, was made of. */
function checkContent(findings: Findings): void {
  const content = contentOf(findings);
  const { subject, type, shown, key, said, clock } = content;
  const fields = sealedFields[type];
  const sealed = said.filter(({ details }) => typeof details['content'] === 'string');
  const name = ({ record }: Said) => `record ${record['id']} (${record['action']})`;

  const [first] = sealed;
  for (const later of sealed.slice(1))
    for (const [index, tag] of tagsIn(later).entries()) {
      const field = fields[index] ?? '';
      const isMoved = timeFields.has(field) && clock.length > 0;
      const was = first && tagsIn(first)[index];
      if (fixedFields.has(field) && !isMoved && was !== undefined)
        findings.check(tag === was, `${field} of ${subject} is another in ${name(later)} than when it was made`);
    }

  const now = sealed.filter(({ details }) => (details['version'] ?? details['of_version']) === shown.version);
  const open = now.filter(
    (one) => !now.some((other) => other !== one && other.details['content_before'] === one.details['content']),
  );
  const holds = (one: Said) => {
    const then = shownThen(content, one);
    const texts = fields.slice(0, tagsIn(one).length).map((field) => [field, textOf(then[field])]);
    return createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url') === one.details['content'];
  };
  const candidates = open.length > 0 ? open : now;
  const last = candidates.at(-1);
  if (last && !candidates.some(holds)) {
    const then = shownThen(content, last);
    const changed = fields.filter((field, index) => {
      const tag = tagsIn(last)[index];
      return tag !== undefined && tag !== tagOf(key, field, then[field]);
    });
    for (const field of changed) findings.wrong.push(`${field} of ${subject} is not what ${name(last)} sealed`);
    if (changed.length === 0) findings.wrong.push(`the content of ${subject} is not what ${name(last)} sealed`);
  }
  if (last)
    for (const field of fields.slice(tagsIn(last).length))
      findings.check(textOf(shown[field]) === null, `${field} of ${subject} was not sealed by ${name(last)}`);

  const versions = new Map(sealed.map((one) => [one.details['version'], one]));
  const checkParts = (where: string, version: unknown, parts: Shown) => {
    const one = versions.get(version);
    if (!one) return;
    for (const [field, value] of Object.entries(parts)) {
      const tag = tagsIn(one)[fields.indexOf(field)];
      if (tag !== undefined)
        findings.check(
          tag === tagOf(key, field, value),
          `${field} of ${subject} in ${where} is not what ${name(one)} sealed`,
        );
    }
  };
  for (const body of content.dossier.events) {
    const event = JSON.parse(body) as { type: string; resource_version: number; data: Shown };
    // Of accounts an event tells more than their ids.
    const { accounts: _, ...data } = event.data;
    checkParts(`the event ${event.type}`, event.resource_version, data);
  }
  for (const { consentVersion, permissions, validUntil, accounts } of content.dossier.grants ?? []) {
    const one = versions.get(consentVersion);
    const valid_until = one ? asThen(content, one, validUntil) : validUntil;
    checkParts('what was granted', consentVersion, { permissions, valid_until, accounts });
  }
}

/** Who did what when is what the records say; times that no record tells are near to when the record was made. */
function checkTimes(findings: Findings): void {
  const content = contentOf(findings);
  const { subject, type, shown, said, dossier } = content;
  const changes = said.filter(
    ({ record, details }) =>
      // Records of instances have versions too, their own.
      record['outcome'] === 'done' && details['version'] !== undefined && record['action']?.startsWith(`${type}.`),
  );
  const compare = (what: string, at: unknown, one: Said | undefined) => {
    if (!one || typeof at !== 'string') return;
    const then = String(asThen(content, one, at));
    const told = one.details['at'];
    const late = Math.abs(Date.parse(then) - Date.parse(String(one.record['recordedAt'])));
    findings.check(
      told === undefined ? late <= mostLateMs : then === told,
      `${what} of ${subject} is not when record ${one.record['id']} (${one.record['action']}) says`,
    );
  };
  for (const { version, actor, reason, bankStatus, at } of dossier.timeline ?? []) {
    const one = changes.find(({ details }) => details['version'] === version);
    if (!one) continue;
    const what = `version ${version}`;
    const says = (field: string, isSo: boolean) =>
      findings.check(isSo, `the ${field} of ${what} of ${subject} is not what record ${one.record['id']} says`);
    says('actor', one.record['actorType'] === actor);
    says('reason', one.record['cause'] === reason);
    says('bank_status', (one.details['bank_status'] ?? null) === bankStatus);
    compare(`the time of ${what}`, at, one);
  }
  const lastOf = (actions: string[]) => changes.findLast(({ record }) => actions.includes(record['action'] ?? ''));
  if (type === 'payment') {
    const executed = dossier.timeline?.find(({ status, reason }) => status === 'executed' && reason !== 'creditable');
    findings.check(
      shown['executed_at'] === (executed?.at ?? null),
      `executed_at of ${subject} is not when its timeline says`,
    );
  } else {
    const given = lastOf(['consent.authorised', 'consent.renewed']);
    const isNear = (field: string, one: Said | undefined) => {
      const at = shown[field];
      if (!one || typeof at !== 'string') return;
      const late = Math.abs(
        Date.parse(String(asThen(content, one, at))) - Date.parse(String(one.record['recordedAt'])),
      );
      findings.check(late <= mostLateMs, `${field} of ${subject} is not when record ${one.record['id']} was made`);
    };
    isNear('authorised_at', given);
    isNear('ended_at', changes.at(-1));
  }
  compare(
    'created_at',
    shown['created_at'],
    changes.find(({ details }) => details['version'] === 1),
  );
}

interface Amount {
  value: string;
  currency: string;
}

interface PaymentShown {
  amount: Amount;
  creditor: Shown | null;
  debtor: Shown | null;
  entries: { amount: Amount; creditor: Shown }[] | null;
}

/** In the lowest digits, without a sign: money that leaves an account has one. */
function sizeOf({ value, currency }: Amount): string {
  const [whole = '', part = ''] = value.replace(/^-/, '').split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${part.replace(/0+$/, '')} ${currency}`;
}

const ibanOf = (text: unknown): string | undefined =>
  typeof text === 'string' && text !== '' ? text.replace(/\s/g, '').toUpperCase() : undefined;

/** Whom an order pays how much, in the bank's words: a draft has entries, any other order is one. */
function linesOf(
  order: Shown,
): { amount: Amount | undefined; creditor: string | undefined; debtor: string | undefined }[] {
  const entries = Array.isArray(order['entries']) ? (order['entries'] as Shown[]) : [order];
  return entries.map((line) => {
    const other = line['counterparty_alias'] as Shown | null | undefined;
    const pointed = other?.['type'] === 'IBAN' ? other['value'] : undefined;
    return {
      amount: line['amount'] as Amount | undefined,
      creditor: ibanOf(line['counterparty_iban'] ?? line['receiver_iban'] ?? other?.['iban'] ?? pointed),
      debtor: ibanOf(line['sender_iban'] ?? (line['alias'] as Shown | null | undefined)?.['iban']),
    };
  });
}

/** What was sent to the bank, and what it signed, is this order: amounts, and accounts where both name them. */
function checkOrders(findings: Findings, names: string[]): void {
  const { subject, type, shown, dossier } = contentOf(findings);
  const { records } = findings.json('records.json') as { records: Proven[] };
  if (type !== 'payment') return;
  const payment = shown as unknown as PaymentShown;
  const ordered = payment.entries ?? [{ amount: payment.amount, creditor: payment.creditor ?? {} }];
  // That the bank has another order than ours is then what the review is about, on record.
  const wasInReview = dossier.timeline?.some(({ status }) => status === 'in_review') === true;
  const compare = (order: unknown, where: string) => {
    if (typeof order !== 'object' || order === null) return;
    const lines = linesOf(order as Shown);
    if (lines.every(({ amount }) => amount === undefined)) return;
    const isSo = (field: string, holds: boolean) =>
      findings.check(holds, `${field} of ${subject} is not what is in ${where}`);
    isSo('the number of entries', lines.length === ordered.length);
    for (const [index, { amount, creditor, debtor }] of lines.entries()) {
      const one = ordered[index];
      if (!one) continue;
      const place = payment.entries ? `entries (no. ${index + 1})` : undefined;
      const iban = ibanOf(one.creditor['iban']);
      const from = ibanOf(payment.debtor?.['iban']);
      isSo(place ?? 'amount', amount === undefined || sizeOf(amount) === sizeOf(one.amount));
      isSo(place ?? 'creditor', creditor === undefined || iban === undefined || creditor === iban);
      isSo('debtor', debtor === undefined || from === undefined || debtor === from);
    }
  };
  for (const { number, sent, sent_sha256, request_id } of dossier.orders_at_the_bank ?? []) {
    const what = `order ${String(number)} to the bank`;
    findings.check(sha256(String(sent)).toString('hex') === sent_sha256, `${what} is not what was sent`);
    for (const { record } of records) {
      const hash = (JSON.parse(record['details'] ?? '{}') as Shown)['body_hash'];
      if (record['action'] === 'bank.called' && record['subjectId'] === request_id && typeof hash === 'string')
        findings.check(hash === sent_sha256, `${what} is not what record ${record['id']} says was sent`);
    }
    compare(JSON.parse(String(sent)), what);
  }
  if (wasInReview) return;
  for (const name of names.filter((one) => /^bank\/\d+\.body$/.test(one))) {
    const { Response: [signed] = [] } = JSON.parse(findings.read(name).toString('utf8')) as { Response?: Shown[] };
    for (const order of Object.values(signed ?? {})) compare(order, `${name}, which the bank signed`);
  }
}

/** The pages are those whose hashes are shown. */
function checkPages(findings: Findings): void {
  const { shown } = findings.json('dossier.json') as { shown: { file: string | null; textHash: string }[] };
  for (const { file, textHash } of shown)
    if (file !== null)
      findings.check(
        sha256(findings.read(file)).toString('hex') === textHash,
        `${file} is not the page that was shown`,
      );
}

/** What holds and yet proves less than one might think, in sentences. */
export function reservationsAbout(files: PackFiles): string[] {
  const { subject, shown, said } = contentOf(new Findings(files));
  const sealed = said.filter(({ details }) => typeof details['content'] === 'string');
  const versionOf = ({ details }: Said) => details['version'] ?? details['of_version'];
  if (!sealed.some((one) => versionOf(one) === shown.version))
    return [
      `The content of ${subject} was not sealed when it was made: amounts, names, accounts and terms are as they were stored when this pack was made. Its versions are in the trail, and what the bank signed was compared.`,
    ];
  const first = Math.min(...sealed.map((one) => Number(versionOf(one))));
  return first > 1 ? [`The content of ${subject} is sealed since version ${first}, and was not before.`] : [];
}

function checkSeal(findings: Findings, key: string): void {
  findings.attempt('the seal', () => {
    const seal = findings.json('seal.json') as { head: Head; records: Proven[]; consistency: string[] };
    const records = findings.json('records.json') as { head: Head };
    const manifest = findings.json('manifest.json') as { subject: string };
    const [sealed] = seal.records;
    const details = JSON.parse(sealed?.record['details'] ?? '{}') as Record<string, unknown>;
    findings.check(seal.records.length === 1, 'the seal is not over one record');
    findings.check(sealed?.record['action'] === 'evidence.exported', 'the sealed record is not about evidence');
    findings.check(sealed?.record['subjectId'] === manifest.subject, 'the seal is of another subject');
    findings.check(
      details['manifest_sha256'] === sha256(findings.read('manifest.json')).toString('hex'),
      'the manifest is not the one that was sealed',
    );
    findings.proofs(seal, key);
    findings.check(
      isBeginningOf(records.head, seal.head, seal.consistency.map(hex)),
      'the trail of the records is not the beginning of the trail of the seal',
    );
    // Only these fields, in this order: nothing may stand beside what is checked.
    const shape = { head: pick(seal.head), records: seal.records.map(shapeOf), consistency: seal.consistency };
    findings.check(JSON.stringify(shape) === JSON.stringify(seal), 'seal.json has more than a seal');
    findings.check(
      shapeIsHex([...seal.consistency, ...seal.records.flatMap(({ proof }) => proof)]),
      'a proof is not a proof',
    );
    findings.check(
      Buffer.from(seal.head.signature, 'base64').toString('base64') === seal.head.signature,
      'a signature is not written as it was sealed',
    );
  });
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
  process.exitCode = checkFolder(folder, keyFile);
}

/** @returns the exit status: 0 holds, 3 does not hold, 1 could not be checked */
function checkFolder(folder: string, keyFile: string | undefined): number {
  const key = keyFile === undefined ? undefined : attemptRead(() => readFileSync(keyFile, 'utf8'));
  const trouble = troubleWith(folder, keyFile, key);
  if (trouble !== undefined) {
    console.error(`✗ ${trouble}. Nothing was checked. To check a pack: node verify.mjs [folder] [public-key.pem]`);
    return 1;
  }
  const wrong = verifyPack(folder, key);
  for (const sentence of wrong) console.error(`✗ ${sentence}`);
  if (wrong.length > 0) return 3;
  console.log(
    '✓ Every file is what was sealed, every record is in the signed audit trail, and every version has its record.',
  );
  const reservations = reservationsAbout(packIn(folder));
  for (const sentence of reservations) console.log(`! ${sentence}`);
  if (reservations.length === 0) console.log('✓ What it tells of the order or consent is what was sealed.');
  const keyId = keyIdOf(key ?? readFileSync(join(folder, 'public-key.pem'), 'utf8'));
  console.log(`  Signed with key ${keyId}: ask the provider, by another way, whether it is theirs.`);
  return 0;
}

/** What keeps the check from being made, in a sentence without its full stop. */
function troubleWith(folder: string, keyFile: string | undefined, key: string | undefined): string | undefined {
  if (keyFile !== undefined && key === undefined) return `The key file ${keyFile} cannot be read`;
  if (key !== undefined && !isPublicKey(key)) return `The key file ${keyFile} holds no public key in PEM (Ed25519)`;
  const names = attemptRead(() => readdirSync(folder));
  if (!names) return `${folder} cannot be read as a folder; a pack is unpacked first`;
  return names.includes('manifest.json') || names.includes('seal.json')
    ? undefined
    : `The folder ${folder} holds no evidence pack`;
}

function attemptRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
