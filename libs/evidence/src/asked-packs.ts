import { Injectable } from '@nestjs/common';
import { scheduleUnrung } from '@sluis/outbox';
import { newId, queryRows, SecretBox, toPublicId, type Transaction } from '@sluis/persistence';

export type EvidenceKind = 'payment' | 'consent';
export type AskedPackStatus = 'making' | 'ready' | 'failed' | 'gone';

/** A pack that somebody of the staff asked for. */
export interface AskedPack {
  id: string;
  staffId: string;
  kind: EvidenceKind;
  subjectId: string;
  reason: string;
  status: AskedPackStatus;
  /** `not_sealed`, `not_found`, `unsound` */
  failure: string | null;
  /** Of one that is `unsound`: what does not hold, in sentences. */
  findings: string[];
  manifestSha256: string | null;
}

/** Of one person, being made or waiting to be fetched. */
const mostOpen = 5;

const columns = `id, staff_id AS "staffId", kind, subject_id AS "subjectId", reason, status, failure, findings,
  manifest_sha256 AS "manifestSha256"`;

/** Packs on their way from a worker, which makes them, to whoever of the staff asked. Each sees their own. */
@Injectable()
export class AskedPacks {
  constructor(private readonly secrets: SecretBox) {}

  /** @returns its id; undefined when this person has too many under way */
  async ask(
    tx: Transaction,
    { staffId, kind, subjectId, reason }: Pick<AskedPack, 'staffId' | 'kind' | 'subjectId' | 'reason'>,
  ): Promise<string | undefined> {
    const id = newId();
    const inserted = await queryRows(
      tx,
      `INSERT INTO staff_evidence_packs (staff_id, id, kind, subject_id, reason)
       SELECT $1, $2, $3, $4, $5
       WHERE (SELECT count(*) FROM staff_evidence_packs WHERE staff_id = $1 AND status IN ('making', 'ready')) < ${mostOpen}
       RETURNING id`,
      [staffId, id, kind, subjectId, reason],
    );
    if (inserted.length === 0) return undefined;
    await scheduleUnrung(tx, { kind: 'evidence.make', subject: id, partnerId: null });
    return id;
  }

  async find(tx: Transaction, staffId: string, id: string): Promise<AskedPack | undefined> {
    const [pack] = await queryRows<AskedPack>(
      tx,
      `SELECT ${columns} FROM staff_evidence_packs WHERE staff_id = $1 AND id = $2`,
      [staffId, id],
    );
    return pack;
  }

  /** For whoever makes it. */
  async findOfAnybody(tx: Transaction, id: string): Promise<AskedPack | undefined> {
    const [pack] = await queryRows<AskedPack>(tx, `SELECT ${columns} FROM staff_evidence_packs WHERE id = $1`, [id]);
    return pack;
  }

  /** @returns the ZIP, while it is there */
  async file(tx: Transaction, staffId: string, id: string): Promise<Buffer | undefined> {
    const [row] = await queryRows<{ zip: Buffer }>(
      tx,
      `SELECT zip_sealed AS zip FROM staff_evidence_packs WHERE staff_id = $1 AND id = $2 AND status = 'ready'`,
      [staffId, id],
    );
    return row && Buffer.from(this.secrets.open(row.zip, zipLocation(id)), 'base64');
  }

  async keep(tx: Transaction, id: string, pack: { zip: Buffer; manifestSha256: string }): Promise<void> {
    await tx.query(
      `UPDATE staff_evidence_packs SET status = 'ready', zip_sealed = $2, manifest_sha256 = $3, ended_at = now()
       WHERE id = $1 AND status = 'making'`,
      [id, this.secrets.seal(pack.zip.toString('base64'), zipLocation(id)), pack.manifestSha256],
    );
  }

  async fail(
    tx: Transaction,
    id: string,
    { failure, findings = [] }: { failure: string; findings?: readonly string[] },
  ): Promise<void> {
    await tx.query(
      `UPDATE staff_evidence_packs SET status = 'failed', failure = $2, findings = $3, ended_at = now()
       WHERE id = $1 AND status = 'making'`,
      [id, failure, findings],
    );
  }

  async discard(tx: Transaction, id: string): Promise<void> {
    await tx.query(
      `UPDATE staff_evidence_packs SET status = 'gone', zip_sealed = NULL WHERE id = $1 AND status = 'ready'`,
      [id],
    );
  }
}

export function subjectOf({ kind, subjectId }: Pick<AskedPack, 'kind' | 'subjectId'>): string {
  return toPublicId(kind, subjectId);
}

function zipLocation(id: string) {
  return { table: 'staff_evidence_packs', column: 'zip_sealed', rowId: id, partnerId: 'platform' };
}
