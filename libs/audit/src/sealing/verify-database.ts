import { Transactions } from '@sluis/persistence';
import { AuditVerifier, type Finding, type KeptHead } from './audit-verifier.js';
import { countPlaces, findStrays, findUnsealed, readHeads, readPlaces, type PlacesRead } from './trail-reads.js';
import { WitnessedHeads, type WitnessesRead } from './witnessed-heads.js';

export interface AuditReport {
  records: number;
  heads: number;
  findings: readonly Finding[];
  /** Records that no head covers yet: a few seconds' worth where the sealer runs. */
  unsealed: number;
}

/**
 * Checks the whole trail in the database against its signed heads. The next part is read while one is checked, so the
 * database and this process work side by side.
 *
 * @param publicKeys PEM of every key that ever signed, by key id
 * @param witnesses heads as outside witnesses kept them
 * @param progress is told how many records were checked
 */
export async function verifyDatabase(
  transactions: Transactions,
  publicKeys: ReadonlyMap<string, string>,
  { witnesses = new Map(), progress }: { witnesses?: WitnessesRead; progress?: (records: number) => void } = {},
): Promise<AuditReport> {
  const trail = new TrailReader(transactions, progress);
  const verifier = new AuditVerifier(publicKeys, (level, index) => trail.nodeAt(level, index));
  const shown = [...witnesses].map(([name, kept]) => new WitnessedHeads(name, kept));
  let last: KeptHead | undefined;
  const checkHeads = async (): Promise<void> => {
    for await (const heads of readHeads(transactions, last?.number)) {
      await trail.lookAgain();
      for (const head of heads) {
        await trail.feed(verifier, head.treeSize);
        verifier.head(head);
        for (const witness of shown) verifier.note(witness.compare(head));
        last = head;
      }
    }
  };
  await checkHeads();
  const strays = await findStrays(transactions);
  // What was sealed meanwhile: no stray may hide behind a head that nobody checked.
  await checkHeads();
  for (const witness of shown) verifier.note(witness.beyond());
  const { inserted, pending } = await findUnsealed(transactions, last);
  for (const recordId of inserted) verifier.note({ kind: 'record_inserted', recordId });
  for (const stray of strays) verifier.note(stray);
  return { records: trail.position, heads: verifier.headCount, findings: verifier.findings, unsealed: pending };
}

const placesPerRead = 4_000;

/** Reads the sealed order in large parts, one ahead. */
class TrailReader {
  /** How many places were fed. */
  position = 0;
  private current: PlacesRead | undefined;
  private ahead: { from: number; read: Promise<PlacesRead> } | undefined;
  private placeCount = 0;

  constructor(
    private readonly transactions: Transactions,
    private readonly progress: ((records: number) => void) | undefined,
  ) {}

  /** Forgets what was read before the heads that come now: of a trail that grows, the end was not there yet. */
  async lookAgain(): Promise<void> {
    this.current = undefined;
    this.ahead = undefined;
    this.placeCount = await countPlaces(this.transactions);
  }

  /** @param treeSize as a head claims it, who may claim anything when somebody changed it */
  async feed(verifier: AuditVerifier, treeSize: number): Promise<void> {
    const to = Math.min(treeSize, this.placeCount);
    while (this.position < to) {
      const part = await this.partAt(this.position);
      const end = Math.min(to, part.from + placesPerRead);
      for (; this.position < end; this.position += 1) {
        const seq = this.position;
        verifier.place(part.places.get(seq) ?? { seq, leaf: undefined, record: undefined });
      }
    }
  }

  nodeAt(level: number, index: number): Buffer | undefined {
    return this.current?.nodes.get(`${level}/${index}`);
  }

  private async partAt(position: number): Promise<PlacesRead> {
    const from = position - (position % placesPerRead);
    if (this.current?.from === from) return this.current;
    this.progress?.(position);
    const reading = this.ahead?.from === from ? this.ahead.read : this.read(from);
    const next = from + placesPerRead;
    this.current = await reading;
    this.ahead = { from: next, read: this.read(next) };
    // Awaited when its turn comes; a failure before that is that turn's to tell.
    this.ahead.read.catch(() => undefined);
    return this.current;
  }

  private read(from: number): Promise<PlacesRead> {
    return readPlaces(this.transactions, from, from + placesPerRead);
  }
}
