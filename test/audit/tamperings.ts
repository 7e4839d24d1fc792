import { randomBytes } from 'node:crypto';
import { SealingKey, type Finding, type SignedHead } from '@sluis/audit';
import type { Intrusion } from './sealed-trail.js';

/** What one edit touched; a finding has to lead to each of them. */
export interface Touched {
  /** Places in the sealed order. */
  places?: number[];
  /** Records that stand in no place. */
  records?: string[];
  heads?: number[];
  nodes?: [level: number, index: number][];
  /** Everything from this place on. */
  from?: number;
}

export interface Tampering {
  /** update, delete, insert, swap, chain again, cut the tail */
  kind: 'update' | 'delete' | 'insert' | 'swap' | 'chain again' | 'cut';
  /** @param throwDice a number from 0 up to 1 */
  edit(intrusion: Intrusion, throwDice: () => number): Promise<Touched>;
}

const recordAt = (seq: number) => `(SELECT record_id FROM audit_leaves WHERE seq = ${seq})`;
const below = (limit: number, throwDice: () => number) => Math.floor(throwDice() * limit);
function oneOf<T>(choices: readonly T[], throwDice: () => number): T {
  const choice = choices[below(choices.length, throwDice)];
  if (choice === undefined) throw new RangeError('nothing to choose from');
  return choice;
}
const seqOf = ({ trail }: Intrusion, throwDice: () => number) => below(trail.size, throwDice);
const headOf = ({ trail }: Intrusion, throwDice: () => number) => oneOf(trail.witnessed, throwDice);

function pairOf(intrusion: Intrusion, throwDice: () => number): [number, number] {
  const { size } = intrusion.trail;
  const seq = below(size, throwDice);
  return [seq, (seq + 1 + below(size - 1, throwDice)) % size];
}

const recordChanges = [
  `id = gen_random_uuid()`,
  `partner_id = gen_random_uuid()`,
  `partner_id = NULL`,
  `actor_type = 'psu'`,
  `actor_id = 'somebody'`,
  `actor_id = ''`,
  `action = action || 'x'`,
  `action = upper(action)`,
  `subject_type = 'consent'`,
  `subject_id = subject_id || ' '`,
  `outcome = 'refused'`,
  `cause = NULL`,
  `cause = 'null'`,
  `details = details || '{"more": 1}'`,
  `details = details - 'note'`,
  `details = '{}'`,
  `details = 'null'`,
  `details = jsonb_set(details, '{version}', to_jsonb((details->>'version') || '.0'))`,
  `recorded_at = recorded_at + interval '1 microsecond'`,
  `recorded_at = recorded_at - interval '3 years'`,
  `recorded_at = make_timestamptz(-extract(year FROM recorded_at AT TIME ZONE 'UTC')::int, extract(month FROM recorded_at AT TIME ZONE 'UTC')::int,
     extract(day FROM recorded_at AT TIME ZONE 'UTC')::int, extract(hour FROM recorded_at AT TIME ZONE 'UTC')::int,
     extract(minute FROM recorded_at AT TIME ZONE 'UTC')::int, extract(second FROM recorded_at AT TIME ZONE 'UTC')::float8, 'UTC')`,
  `recorded_at = 'infinity'`,
  `xact_id = (xact_id::text::bigint + 1)::text::xid8`,
  `xact_id = '0'`,
];

const headChanges = [
  'tree_size = tree_size + 1',
  'tree_size = tree_size - 1',
  'tree_size = 1000000000000',
  'tree_size = 9223372036854775807',
  'tree_size = -1',
  'tree_size = 0',
  `root = set_byte(root, 31, get_byte(root, 31) # 1)`,
  `root = ''`,
  `previous_hash = set_byte(previous_hash, 0, get_byte(previous_hash, 0) # 128)`,
  `sealed_at = '2020-01-01T00:00:00.000Z'`,
  `sealed_at = sealed_at || ' '`,
  `key_id = 'x'`,
  `signature = set_byte(signature, 5, get_byte(signature, 5) # 1)`,
  `signature = ''`,
  `edge = '{}'`,
  `edge = ARRAY[NULL]::bytea[]`,
  `edge[1] = sha256('x')`,
  `last_xact_id = '1'`,
  `last_record_id = gen_random_uuid()`,
  `number = -number`,
  `number = number + 1000000`,
  `number = 9223372036854775807`,
];

/** Takes everything sealed by `head` and later out, as if it had not been sealed yet. */
async function unseal({ sql, trail }: Intrusion, head: SignedHead): Promise<number[]> {
  const before = trail.witnessed.filter(({ number }) => number < head.number).at(-1)?.treeSize ?? 0;
  await sql(`DELETE FROM audit_heads WHERE number >= ${head.number}`);
  await sql(`DELETE FROM audit_leaves WHERE seq >= ${before}`);
  await sql(`DELETE FROM audit_nodes WHERE (index + 1) << level > ${before}`);
  return [before, ...trail.witnessed.filter(({ number }) => number >= head.number).map(({ treeSize }) => treeSize)];
}

function headOver({ trail }: Intrusion, seq: number): SignedHead {
  const head = trail.witnessed.find(({ treeSize }) => treeSize > seq);
  if (!head) throw new RangeError('no head covers this place');
  return head;
}

/** One record changed, and the tree built anew from it on. */
async function chainAgain(intrusion: Intrusion, throwDice: () => number, key: SealingKey): Promise<Touched> {
  const seq = seqOf(intrusion, throwDice);
  await intrusion.sql(`UPDATE audit_records SET outcome = 'refused' WHERE id = ${recordAt(seq)}`);
  await intrusion.sealAgain(key, await unseal(intrusion, headOver(intrusion, seq)));
  return { places: [seq] };
}

export const tamperings: Record<string, Tampering> = {
  'a column of a record changed': {
    kind: 'update',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`UPDATE audit_records SET ${oneOf(recordChanges, throwDice)} WHERE id = ${recordAt(seq)}`);
      return { places: [seq] };
    },
  },
  'a column of a leaf changed': {
    kind: 'update',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      const changes = [
        `hash = set_byte(hash, 3, get_byte(hash, 3) # 16)`,
        `hash = ''`,
        `record_id = gen_random_uuid()`,
        `seq = -1 - seq`,
        `seq = seq + 1000000000000`,
        `seq = 9223372036854775807`,
      ];
      await intrusion.sql(`UPDATE audit_leaves SET ${oneOf(changes, throwDice)} WHERE seq = ${seq}`);
      return { places: [seq] };
    },
  },
  'a column of a head changed': {
    kind: 'update',
    async edit(intrusion, throwDice) {
      const { number } = headOf(intrusion, throwDice);
      await intrusion.sql(`UPDATE audit_heads SET ${oneOf(headChanges, throwDice)} WHERE number = ${number}`);
      return { heads: [number] };
    },
  },
  'a column of a node changed': {
    kind: 'update',
    async edit({ sql }, throwDice) {
      const [level, index] = await someNode(sql, throwDice);
      const changes = [
        `hash = set_byte(hash, 9, get_byte(hash, 9) # 2)`,
        `level = 3`,
        `level = -4`,
        `index = -1 - index`,
        `index = 9223372036854775807`,
      ];
      await sql(`UPDATE audit_nodes SET ${oneOf(changes, throwDice)} WHERE level = ${level} AND index = ${index}`);
      return { nodes: [[level, index]] };
    },
  },
  'a record deleted': {
    kind: 'delete',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_records WHERE id = ${recordAt(seq)}`);
      return { places: [seq] };
    },
  },
  'a leaf deleted': {
    kind: 'delete',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_leaves WHERE seq = ${seq}`);
      return { places: [seq] };
    },
  },
  'a record deleted with its leaf': {
    kind: 'delete',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_records WHERE id = ${recordAt(seq)}`);
      await intrusion.sql(`DELETE FROM audit_leaves WHERE seq = ${seq}`);
      return { places: [seq] };
    },
  },
  'a record deleted, and what follows moved up': {
    kind: 'delete',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_records WHERE id = ${recordAt(seq)}`);
      await intrusion.sql(`DELETE FROM audit_leaves WHERE seq = ${seq}`);
      await intrusion.sql(`UPDATE audit_leaves SET seq = -seq - 1 WHERE seq > ${seq}`);
      await intrusion.sql(`UPDATE audit_leaves SET seq = -seq - 2 WHERE seq < 0`);
      return { places: [seq] };
    },
  },
  'a head deleted': {
    kind: 'delete',
    async edit(intrusion, throwDice) {
      const { number } = headOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_heads WHERE number = ${number}`);
      return { heads: [number] };
    },
  },
  'a node deleted': {
    kind: 'delete',
    async edit({ sql }, throwDice) {
      const [level, index] = await someNode(sql, throwDice);
      await sql(`DELETE FROM audit_nodes WHERE level = ${level} AND index = ${index}`);
      return { nodes: [[level, index]] };
    },
  },
  'a record inserted into the past': {
    kind: 'insert',
    async edit(intrusion, throwDice) {
      const id = await insertRecord(intrusion, seqOf(intrusion, throwDice));
      return { records: [id] };
    },
  },
  'a record inserted with a leaf behind the last': {
    kind: 'insert',
    async edit(intrusion, throwDice) {
      const { size } = intrusion.trail;
      const id = await insertRecord(intrusion, seqOf(intrusion, throwDice));
      await intrusion.sql(`INSERT INTO audit_leaves VALUES ($1, $2, $3)`, [size, id, randomBytes(32)]);
      return { from: size };
    },
  },
  'a record inserted with a leaf before the first': {
    kind: 'insert',
    async edit(intrusion, throwDice) {
      const id = await insertRecord(intrusion, seqOf(intrusion, throwDice));
      await intrusion.sql(`INSERT INTO audit_leaves VALUES (-1, $1, $2)`, [id, randomBytes(32)]);
      return { records: [id] };
    },
  },
  'a record inserted between two, and what follows moved down': {
    kind: 'insert',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      const id = await insertRecord(intrusion, seq);
      await intrusion.sql(`UPDATE audit_leaves SET seq = -seq - 2 WHERE seq >= ${seq}`);
      await intrusion.sql(`UPDATE audit_leaves SET seq = -seq - 1 WHERE seq < 0`);
      await intrusion.sql(`INSERT INTO audit_leaves VALUES ($1, $2, $3)`, [seq, id, randomBytes(32)]);
      return { places: [seq], from: intrusion.trail.size };
    },
  },
  'a head inserted': {
    kind: 'insert',
    async edit(intrusion, throwDice) {
      const { sql, trail } = intrusion;
      const number = oneOf([-3, 0, trail.witnessed.length + 1, trail.witnessed.length + 1_000_000], throwDice);
      await sql(
        `INSERT INTO audit_heads SELECT ${number}, tree_size, root, previous_hash, sealed_at, key_id, signature, edge, last_xact_id,
           last_record_id FROM audit_heads WHERE number = ${headOf(intrusion, throwDice).number}`,
      );
      return { heads: [number] };
    },
  },
  'a node inserted': {
    kind: 'insert',
    async edit({ sql, trail }, throwDice) {
      const [level, index] = oneOf<[number, number]>(
        [
          [4, trail.size],
          [3, 0],
          [8, -1],
          [40, 0],
        ],
        throwDice,
      );
      await sql(`INSERT INTO audit_nodes VALUES ($1, $2, $3)`, [level, index, randomBytes(32)]);
      return { nodes: [[level, index]] };
    },
  },
  'two records swapped': {
    kind: 'swap',
    async edit(intrusion, throwDice) {
      const [seq, other] = pairOf(intrusion, throwDice);
      await intrusion.sql(`CREATE TEMP TABLE pair ON COMMIT DROP AS
        SELECT ${recordAt(seq)} AS one, ${recordAt(other)} AS two, gen_random_uuid() AS spare`);
      await intrusion.sql(`UPDATE audit_records SET id = spare FROM pair WHERE id = one`);
      await intrusion.sql(`UPDATE audit_records SET id = one FROM pair WHERE id = two`);
      await intrusion.sql(`UPDATE audit_records SET id = two FROM pair WHERE id = spare`);
      return { places: [seq, other] };
    },
  },
  'the details of two records swapped': {
    kind: 'swap',
    async edit(intrusion, throwDice) {
      const [seq, other] = pairOf(intrusion, throwDice);
      await intrusion.sql(
        `UPDATE audit_records record SET details = other.details FROM audit_records other
         WHERE (record.id = ${recordAt(seq)} AND other.id = ${recordAt(other)})
            OR (record.id = ${recordAt(other)} AND other.id = ${recordAt(seq)})`,
      );
      return { places: [seq, other] };
    },
  },
  'two leaves swapped': {
    kind: 'swap',
    async edit(intrusion, throwDice) {
      const [seq, other] = pairOf(intrusion, throwDice);
      await intrusion.sql(`UPDATE audit_leaves SET seq = -1 WHERE seq = ${seq}`);
      await intrusion.sql(`UPDATE audit_leaves SET seq = ${seq} WHERE seq = ${other}`);
      await intrusion.sql(`UPDATE audit_leaves SET seq = ${other} WHERE seq = -1`);
      return { places: [seq, other] };
    },
  },
  'two heads swapped': {
    kind: 'swap',
    async edit(intrusion, throwDice) {
      const { number } = headOf(intrusion, throwDice);
      const other = (number % intrusion.trail.witnessed.length) + 1;
      await intrusion.sql(`UPDATE audit_heads SET number = -1 WHERE number = ${number}`);
      await intrusion.sql(`UPDATE audit_heads SET number = ${number} WHERE number = ${other}`);
      await intrusion.sql(`UPDATE audit_heads SET number = ${other} WHERE number = -1`);
      return { heads: [number, other] };
    },
  },
  'a record changed with its leaf': {
    kind: 'chain again',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`UPDATE audit_records SET cause = 'never' WHERE id = ${recordAt(seq)}`);
      await intrusion.sql(`UPDATE audit_leaves SET hash = $1 WHERE seq = ${seq}`, [randomBytes(32)]);
      return { places: [seq] };
    },
  },
  'a record changed and chained again, signed with another key': {
    kind: 'chain again',
    edit: (intrusion, throwDice) => chainAgain(intrusion, throwDice, SealingKey.of(randomBytes(32))),
  },
  'a record changed and chained again, under the name of the key': {
    kind: 'chain again',
    async edit(intrusion, throwDice) {
      const key = SealingKey.of(randomBytes(32));
      const touched = await chainAgain(intrusion, throwDice, key);
      await intrusion.sql(`UPDATE audit_heads SET key_id = $1 WHERE key_id = $2`, [intrusion.trail.key.id, key.id]);
      return touched;
    },
  },
  'a record changed and chained again, with the stolen key': {
    kind: 'chain again',
    edit: (intrusion, throwDice) => chainAgain(intrusion, throwDice, intrusion.trail.key),
  },
  'the tail cut off': {
    kind: 'cut',
    async edit(intrusion, throwDice) {
      const seq = seqOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_heads WHERE tree_size > ${seq}`);
      await intrusion.sql(
        `DELETE FROM audit_records WHERE id IN (SELECT record_id FROM audit_leaves WHERE seq >= ${seq})`,
      );
      await intrusion.sql(`DELETE FROM audit_leaves WHERE seq >= ${seq}`);
      await intrusion.sql(`DELETE FROM audit_nodes WHERE (index + 1) << level > ${seq}`);
      return { from: seq };
    },
  },
  'the tail cut off where a head ends': {
    kind: 'cut',
    async edit(intrusion, throwDice) {
      const { sql } = intrusion;
      await sql(`CREATE TEMP TABLE doomed ON COMMIT DROP AS SELECT seq, record_id FROM audit_leaves`);
      const [from = 0] = await unseal(intrusion, headOf(intrusion, throwDice));
      await sql(`DELETE FROM audit_records WHERE id IN (SELECT record_id FROM doomed WHERE seq >= ${from})`);
      return { from };
    },
  },
  'the last records cut off, with nothing else': {
    kind: 'cut',
    async edit(intrusion, throwDice) {
      const from = intrusion.trail.size - 1 - below(Math.min(500, intrusion.trail.size), throwDice);
      await intrusion.sql(
        `DELETE FROM audit_records WHERE id IN (SELECT record_id FROM audit_leaves WHERE seq >= ${from})`,
      );
      return { places: Array.from({ length: intrusion.trail.size - from }, (_, index) => from + index) };
    },
  },
  'the last heads cut off, with nothing else': {
    kind: 'cut',
    async edit(intrusion, throwDice) {
      const head = headOf(intrusion, throwDice);
      await intrusion.sql(`DELETE FROM audit_heads WHERE number >= ${head.number}`);
      return { heads: [head.number] };
    },
  },
};

async function someNode(sql: Intrusion['sql'], throwDice: () => number): Promise<[number, number]> {
  const [row] = await sql(
    `SELECT level, index FROM audit_nodes ORDER BY level, index
     OFFSET floor($1::float8 * (SELECT count(*) FROM audit_nodes)) LIMIT 1`,
    [throwDice()],
  );
  return [Number(row?.['level']), Number(row?.['index'])];
}

async function insertRecord({ sql }: Intrusion, seq: number): Promise<string> {
  const [row] = await sql(
    `INSERT INTO audit_records (id, xact_id, recorded_at, actor_type, action, subject_type, subject_id, outcome)
     SELECT gen_random_uuid(), xact_id, recorded_at, 'psu', 'consent.given', 'consent', 'x', 'done'
     FROM audit_records WHERE id = ${recordAt(seq)} RETURNING id`,
  );
  return String(row?.['id']);
}

/** Whether findings lead to everything that was touched. */
export function locates(findings: readonly Finding[], touched: Touched): boolean {
  const { places = [], records = [], heads = [], nodes = [], from } = touched;
  return (
    places.every((seq) => findings.some((finding) => isAt(finding, seq))) &&
    records.every((id) => findings.some((finding) => 'recordId' in finding && finding.recordId === id)) &&
    heads.every((head) => findings.some((finding) => isAbout(finding, head))) &&
    nodes.every(([level, index]) =>
      findings.some((finding) => 'level' in finding && finding.level === level && finding.index === index),
    ) &&
    (from === undefined || findings.some((finding) => beginsAt(finding, from)))
  );
}

function isAt(finding: Finding, seq: number): boolean {
  if ('seq' in finding) return finding.seq === seq;
  return 'toSeq' in finding && finding.fromSeq <= seq && seq <= finding.toSeq;
}

function isAbout(finding: Finding, head: number): boolean {
  if (finding.kind === 'rolled_back') return finding.fromHead <= head && head <= finding.toHead;
  return 'head' in finding && finding.head === head;
}

/** Records from there on are told to be missing, or more than there should be. */
function beginsAt(finding: Finding, from: number): boolean {
  if (finding.kind === 'tail_cut') return finding.fromSeq <= from;
  return finding.kind === 'rolled_back' && finding.fromSeq <= from && from <= finding.toSeq;
}
