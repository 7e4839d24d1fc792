import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import {
  hashesEqual,
  newId,
  queryRows,
  randomToken,
  tokenHash,
  toPublicId,
  type Transaction,
} from '@sluis/persistence';

/** Who proved to be an operator. */
export interface OperatorIdentity {
  id: string;
  /** A word for the shift or the desk, never the name of a person: it is shown and kept. */
  handle: string;
}

const tokenPattern = /^so_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** The first two are made by whoever sets the platform up; every later one is made by one of them. */
const madeWithoutMaker = 2;

/** The people who operate the platform. A secret each, so that four eyes can be told from two. */
@Injectable()
export class Operators {
  constructor(private readonly audit: AuditTrail) {}

  /**
   * @param maker undefined only for the first two
   * @returns the token as text; it is shown this once. Undefined when a maker is needed and there is none, or the handle
   *   is taken
   */
  async create(
    tx: Transaction,
    { handle, maker }: { handle: string; maker: OperatorIdentity | undefined },
  ): Promise<{ id: string; token: string } | undefined> {
    // One at a time, so that the first two are two.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('sluis.operators'))`);
    const [count] = await queryRows<{ number: number }>(tx, `SELECT count(*)::int AS number FROM operators`);
    if (!maker && (count?.number ?? 0) >= madeWithoutMaker) return undefined;
    const id = newId();
    const publicId = randomBytes(8).toString('hex');
    const secret = randomToken();
    const created = await queryRows(
      tx,
      `INSERT INTO operators (id, handle, public_id, secret_hash, created_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (handle) DO NOTHING RETURNING id`,
      [id, handle, publicId, tokenHash(secret), maker?.id ?? null],
    );
    if (created.length === 0) return undefined;
    await this.record(tx, 'operator.created', id, maker);
    return { id, token: `so_${publicId}_${secret}` };
  }

  /** Ends an operator's access at once; what they proposed and decided stays theirs. @returns false when there is none */
  async disable(tx: Transaction, id: string, by: OperatorIdentity): Promise<boolean> {
    const disabled = await queryRows(
      tx,
      `UPDATE operators SET disabled_at = now() WHERE id = $1 AND disabled_at IS NULL RETURNING id`,
      [id],
    );
    if (disabled.length === 0) return false;
    await this.record(tx, 'operator.disabled', id, by);
    return true;
  }

  /** @returns undefined for a token that is unknown, wrong, or of a disabled operator: one answer for all three */
  async authenticate(tx: Transaction, token: string): Promise<OperatorIdentity | undefined> {
    const [, publicId, secret = ''] = tokenPattern.exec(token) ?? [];
    const [row] = await queryRows<{ id: string; handle: string; secret_hash: Buffer }>(
      tx,
      `SELECT id, handle, secret_hash FROM operators WHERE public_id = $1 AND disabled_at IS NULL`,
      [publicId ?? ''],
    );
    // An unknown id costs the same comparison as a wrong secret.
    const isRight = hashesEqual(tokenHash(secret), row?.secret_hash ?? Buffer.alloc(32));
    return row && isRight ? { id: row.id, handle: row.handle } : undefined;
  }

  /** All of them, oldest first. */
  list(tx: Transaction): Promise<(OperatorIdentity & { disabledAt: Date | null })[]> {
    return queryRows(tx, `SELECT id, handle, disabled_at AS "disabledAt" FROM operators ORDER BY created_at, id`);
  }

  private record(tx: Transaction, action: string, id: string, by: OperatorIdentity | undefined): Promise<void> {
    const actor: AuditActor = by ? operatorActor(by) : { type: 'operator', id: 'sluis cli' };
    return this.audit.record(tx, {
      partnerId: null,
      actor,
      action,
      subject: { type: 'operator', id: toPublicId('operator', id) },
      outcome: 'done',
    });
  }
}

/** How the audit trail names an operator. */
export function operatorActor({ id }: OperatorIdentity): AuditActor {
  return { type: 'operator', id: toPublicId('operator', id) };
}
