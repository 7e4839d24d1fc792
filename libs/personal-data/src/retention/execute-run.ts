import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail, SealingKey } from '@sluis/audit';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { HeldThings } from '../holds/held-things.js';
import { certify, type CertificateContent } from './certificate.js';
import { deletePart, plan, type DeletedPart, type PlannedClass } from './due.js';
import { retentionPolicy } from './retention-policy.js';

/** Per class, what is deleted so far. `ids` is the hash over the hashes of the parts. */
export type RunProgress = Record<string, { deleted: number; ids: string; isOver: boolean }>;

interface Run {
  id: string;
  plan: PlannedClass[];
  progress: RunProgress;
  caseReference: string;
  askedBy: string;
  askedAt: Date;
  decidedBy: string;
  decidedAt: Date;
}

/** Of one class in one transaction, so that no lock is held for long. */
const rowsAtOnce = 500;
/** Another worker may have the key. */
const withoutKeyMs = 5_000;

/** Carries out what two people decided, a part at a time. Every part commits with its audit record, and is safe to repeat. */
@Injectable()
export class ExecuteRun {
  private readonly logger = new Logger(ExecuteRun.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly held: HeldThings,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  run(id: string): Promise<WorkResult> {
    return this.transactions.run(async (tx) => {
      const [run] = await queryRows<Run>(
        tx,
        `SELECT id, plan, progress, case_reference AS "caseReference", asked_by AS "askedBy", asked_at AS "askedAt",
           decided_by AS "decidedBy", decided_at AS "decidedAt"
         FROM retention_runs WHERE id = $1 AND status = 'working' FOR UPDATE`,
        [id],
      );
      if (!run) return 'done';
      const next = retentionPolicy.find(({ id: name }) => run.progress[name]?.isOver !== true);
      if (!next) return this.finish(tx, run);
      // A hold that was placed a moment ago counts.
      await this.held.refreshAll(tx);
      const cutOff = run.plan.find(({ id: name }) => name === next.id)?.cut_off;
      const part = cutOff === undefined ? nothing : await deletePart(tx, next, new Date(cutOff), rowsAtOnce);
      const before = run.progress[next.id] ?? { deleted: 0, ids: '', isOver: false };
      const after = {
        deleted: before.deleted + part.rows,
        ids:
          part.rows === 0
            ? before.ids
            : createHash('sha256')
                .update(before.ids + part.idsSha256)
                .digest('hex'),
        isOver: part.rows < rowsAtOnce,
      };
      await tx.query(`UPDATE retention_runs SET progress = progress || $2::jsonb WHERE id = $1`, [
        id,
        JSON.stringify({ [next.id]: after }),
      ]);
      if (part.rows > 0)
        await this.record(tx, id, 'retention.deleted', {
          class: next.id,
          rows: part.rows,
          cut_off: cutOff ?? null,
          ids_sha256: part.idsSha256,
        });
      return { againInMs: 1 };
    });
  }

  private async finish(tx: Transaction, run: Run): Promise<WorkResult> {
    const seed = this.config.env.AUDIT_SEALING_KEY;
    if (seed === undefined) {
      this.logger.warn({ msg: 'a retention run waits for a worker with the sealing key', retention_run: run.id });
      return { againInMs: withoutKeyMs };
    }
    const left = new Map((await plan(tx, new Date())).map((counted) => [counted.id, counted]));
    const content: CertificateContent = {
      format: 'sluis-retention-1',
      run: toPublicId('retentionRun', run.id),
      case_reference: run.caseReference,
      asked_by: toPublicId('staffMember', run.askedBy),
      asked_at: run.askedAt.toISOString(),
      approved_by: toPublicId('staffMember', run.decidedBy),
      approved_at: run.decidedAt.toISOString(),
      ended_at: new Date().toISOString(),
      classes: retentionPolicy.map(({ id, name, kept, ground }) => ({
        id,
        name,
        kept,
        ground,
        cut_off: run.plan.find((planned) => planned.id === id)?.cut_off ?? '',
        deleted: run.progress[id]?.deleted ?? 0,
        held: left.get(id)?.held ?? 0,
        needed: left.get(id)?.needed ?? 0,
        ids_sha256: run.progress[id]?.ids ?? '',
      })),
    };
    const certificate = certify(content, SealingKey.of(Buffer.from(seed, 'base64')));
    await tx.query(`UPDATE retention_runs SET status = 'done', certificate = $2, ended_at = now() WHERE id = $1`, [
      run.id,
      JSON.stringify(certificate),
    ]);
    await this.record(tx, run.id, 'retention.certified', {
      deleted: content.classes.reduce((sum, { deleted }) => sum + deleted, 0),
      certificate_sha256: createHash('sha256').update(JSON.stringify(certificate)).digest('hex'),
    });
    return 'done';
  }

  private record(
    tx: Transaction,
    id: string,
    action: string,
    details: Record<string, string | number | null>,
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId: null,
      actor: { type: 'platform' },
      action,
      subject: { type: 'retention_run', id: toPublicId('retentionRun', id) },
      outcome: 'done',
      details,
    });
  }
}

const nothing: DeletedPart = { rows: 0, idsSha256: '' };
