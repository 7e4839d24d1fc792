import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { queryRows, SecretBox, type Transaction } from '@sluis/persistence';

/**
 * A key per person, under which everything is sealed that is kept because of their requests. An erasure destroys the key:
 * what a backup still holds of it opens no more.
 */
@Injectable()
export class SubjectVault {
  constructor(private readonly secrets: SecretBox) {}

  /** A new key, and what seals under it; it is the person's once it is kept. */
  make(): { key: Buffer; box: SecretBox } {
    const key = randomBytes(32);
    return { key, box: boxOf(key) };
  }

  async keep(tx: Transaction, subjectId: string, key: Buffer): Promise<void> {
    await tx.query(`INSERT INTO data_subject_keys (subject_id, key_sealed) VALUES ($1, $2)`, [
      subjectId,
      this.secrets.sealBytes(key, keyLocation(subjectId)),
    ]);
  }

  /** @returns undefined when the key was destroyed */
  async open(tx: Transaction, subjectId: string): Promise<SecretBox | undefined> {
    const [row] = await queryRows<{ key_sealed: Buffer }>(
      tx,
      `SELECT key_sealed FROM data_subject_keys WHERE subject_id = $1`,
      [subjectId],
    );
    return row && boxOf(this.secrets.openBytes(row.key_sealed, keyLocation(subjectId)));
  }

  async destroy(tx: Transaction, subjectId: string): Promise<void> {
    await tx.query(`DELETE FROM data_subject_keys WHERE subject_id = $1`, [subjectId]);
  }
}

function boxOf(key: Buffer): SecretBox {
  return new SecretBox(new Map([[1, key]]));
}

function keyLocation(subjectId: string) {
  return { table: 'data_subject_keys', column: 'key_sealed', rowId: subjectId, partnerId: null };
}

/** Of the answer to a request, under the key of the person. */
export function answerLocation(id: string) {
  return { table: 'data_requests', column: 'file_sealed', rowId: id, partnerId: null };
}
