import { Transactions } from '@sluis/persistence';
import { z } from 'zod';
import { AuditVerifier, type KeptHead, type SealedPlace } from './audit-verifier.js';
import { readHeads, readPlaces } from './trail-reads.js';
import type { AuditReport } from './verify-database.js';
import { headFromJson, headJsonSchema, headToJson } from './head-json.js';
import { WitnessedHeads, type WitnessesRead } from './witnessed-heads.js';

const format = 'sluis-audit-trail-1';
const placesPerRead = 10_000;
/** A longer gap is told as one range. */
const mostFilled = 1_000;

const hash = z.hex().transform((text) => Buffer.from(text, 'hex'));
const text = z.string();

const recordSchema = z.strictObject({
  id: text,
  xactId: text,
  recordedAt: text,
  partnerId: text.nullable(),
  actorType: text,
  actorId: text.nullable(),
  action: text,
  subjectType: text,
  subjectId: text,
  outcome: text,
  cause: text.nullable(),
  details: text,
});

const placeSchema = z.strictObject({
  seq: z.int().min(0),
  leaf: z.strictObject({ recordId: text, hash }).optional(),
  record: recordSchema.optional(),
});

const keptHeadSchema = z.strictObject({
  ...headJsonSchema.shape,
  edge: z.array(hash),
  last_xact_id: text,
  last_record_id: text,
});

const firstLineSchema = z.strictObject({ format: z.literal(format) });
const lineSchema = z.strictObject({ place: placeSchema.optional(), head: keptHeadSchema.optional() });

/** An export that is none, or not of this format. */
export class NotATrailError extends Error {
  constructor() {
    super('this is not an exported audit trail');
    this.name = 'NotATrailError';
  }
}

/**
 * The sealed trail as lines of JSON: every place in order, and each signed head behind the last place it covers. What is
 * not sealed yet is left for the next export.
 */
export async function* exportTrail(
  transactions: Transactions,
  progress?: (records: number) => void,
): AsyncGenerator<string> {
  yield JSON.stringify({ format });
  let position = 0;
  for await (const heads of readHeads(transactions)) {
    for (const head of heads) {
      while (position < head.treeSize) {
        const to = Math.min(head.treeSize, position + placesPerRead);
        const { places } = await readPlaces(transactions, position, to);
        for (; position < to; position += 1)
          yield JSON.stringify({ place: placeToJson(position, places.get(position)) });
        progress?.(position);
      }
      yield JSON.stringify({
        head: {
          ...headToJson(head),
          edge: head.edge.map((peak) => peak.toString('hex')),
          last_xact_id: head.lastXactId,
          last_record_id: head.lastRecordId,
        },
      });
    }
  }
}

/**
 * Checks an export as the trail in the database is checked, with nothing but its lines and the keys. From a line on that
 * cannot be read nothing is checked; that is a finding.
 *
 * @throws NotATrailError where the first line is of something else
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  publicKeys: ReadonlyMap<string, string>,
  { witnesses = new Map(), progress }: { witnesses?: WitnessesRead; progress?: (records: number) => void } = {},
): Promise<AuditReport> {
  const verifier = new AuditVerifier(publicKeys);
  const shown = [...witnesses].map(([name, kept]) => new WitnessedHeads(name, kept));
  let line = 0;
  let records = 0;
  let position = 0;
  let covered = 0;
  const fill = (to: number) => {
    if (to - position > mostFilled) position = to;
    for (; position < to; position += 1) verifier.place({ seq: position, leaf: undefined, record: undefined });
  };
  let isDamaged = false;
  for await (const content of untilUnreadable(lines)) {
    line += 1;
    if (line === 1 && content !== undefined) {
      if (!firstLineSchema.safeParse(parseJson(content)).success) throw new NotATrailError();
      continue;
    }
    const { data } = lineSchema.safeParse(content && parseJson(content));
    if (data?.place && !data.head) {
      const { seq, leaf, record } = data.place;
      fill(seq);
      verifier.place({ seq, leaf, record });
      position = seq + 1;
      records += 1;
      if (records % placesPerRead === 0) progress?.(records);
    } else if (data?.head && !data.place) {
      const head = toHead(data.head);
      fill(head.treeSize);
      verifier.head(head);
      for (const witness of shown) verifier.note(witness.compare(head));
      position = head.treeSize;
      covered = head.treeSize;
    } else {
      verifier.note({ kind: 'export_damaged', line, head: verifier.lastHead, coveredTo: covered });
      isDamaged = true;
      break;
    }
  }
  if (line === 0) throw new NotATrailError();
  const report = { records, heads: verifier.headCount, findings: verifier.findings, unsealed: 0 };
  // What a damaged export does not reach says nothing about the trail.
  if (isDamaged) return report;
  for (const witness of shown) verifier.note(witness.beyond());
  if (position > covered) verifier.note({ kind: 'tail_cut', fromSeq: covered });
  return report;
}

/** Ends with undefined where reading fails. */
async function* untilUnreadable(lines: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  try {
    yield* lines;
  } catch {
    yield undefined;
  }
}

function placeToJson(seq: number, place: SealedPlace | undefined) {
  const { leaf, record } = place ?? {};
  return { seq, leaf: leaf && { recordId: leaf.recordId, hash: leaf.hash.toString('hex') }, record };
}

function toHead({ edge, last_xact_id, last_record_id, ...head }: z.output<typeof keptHeadSchema>): KeptHead {
  return { ...headFromJson(head), edge, lastXactId: last_xact_id, lastRecordId: last_record_id };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
