import { Injectable } from '@nestjs/common';
import { LookUps } from '@sluis/compliance';
import { refusalsOf } from '@sluis/errors';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { HeldThings } from '../holds/held-things.js';
import type { Certificate } from './certificate.js';
import { plan, type PlannedClass } from './due.js';
import { retentionPolicy } from './retention-policy.js';
import type { RunProgress } from './execute-run.js';
import { RunChange } from './run-change.js';

const refused = refusalsOf('The run was not changed.');

export interface RetentionRun {
  id: string;
  status: 'waiting' | 'working' | 'done' | 'refused';
  case_reference: string;
  asked_by: string;
  asked_at: string;
  decided_by: string | null;
  decided_at: string | null;
  ended_at: string | null;
  /** The change that waits for somebody else's decision. */
  approval: string | null;
  classes: (PlannedClass & { name: string; deleted: number })[];
}

export interface RetentionRule {
  id: string;
  name: string;
  kept: string;
  ground: string;
}

interface Row {
  id: string;
  status: RetentionRun['status'];
  case_reference: string;
  plan: PlannedClass[];
  progress: RunProgress;
  asked_by: string;
  asked_by_id: string;
  asked_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  ended_at: Date | null;
}

const runText = `SELECT r.id, r.status, r.case_reference, r.plan, r.progress, a.name AS asked_by, r.asked_by AS asked_by_id,
  r.asked_at, d.name AS decided_by, r.decided_at, r.ended_at
  FROM retention_runs r JOIN staff_members a ON a.id = r.asked_by LEFT JOIN staff_members d ON d.id = r.decided_by`;
const mostListed = 100;

/** Runs that delete what was kept long enough. One person counts and asks, another approves the change, and a worker deletes. */
@Injectable()
export class RetentionRuns {
  constructor(
    private readonly transactions: Transactions,
    private readonly held: HeldThings,
    private readonly change: RunChange,
    private readonly lookUps: LookUps,
  ) {}

  /** What is kept, how long, and why. */
  policy(): RetentionRule[] {
    return retentionPolicy.map(({ id, name, kept, ground }) => ({ id, name, kept, ground }));
  }

  list(staff: StaffIdentity): Promise<RetentionRun[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<Row>(tx, `${runText} ORDER BY r.id DESC LIMIT ${mostListed}`);
      const details = { rows: rows.length };
      await this.lookUps.record(tx, staff, 'listed', { subject: { type: 'list', id: 'retention_runs' }, details });
      const approvals = await this.change.waiting(tx);
      return rows.map((row) => toRun(row, approvals));
    });
  }

  /** Counts what would go, and deletes nothing. */
  dryRun(): Promise<PlannedClass[]> {
    return this.transactions.run(async (tx) => {
      await this.held.refreshAll(tx);
      return plan(tx, new Date());
    });
  }

  read(id: string): Promise<RetentionRun | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id);
      return row && toRun(row, await this.change.waiting(tx));
    });
  }

  /** Keeps a dry run as what is asked for. @throws DomainError request_invalid  another run is not over, or nothing is due */
  async ask(staff: StaffIdentity, caseReference: string): Promise<RetentionRun> {
    const run = await this.keepPlan(staff, caseReference);
    await this.change.ask(staff, run.id, caseReference);
    return run;
  }

  private keepPlan(staff: StaffIdentity, caseReference: string): Promise<RetentionRun> {
    return this.transactions.run(async (tx) => {
      await this.held.refreshAll(tx);
      const planned = await plan(tx, new Date());
      if (planned.every(({ due }) => due === 0)) throw refused('/', 'Nothing is due');
      const id = newId();
      const inserted = await queryRows(
        tx,
        `INSERT INTO retention_runs (id, status, case_reference, plan, asked_by) VALUES ($1, 'waiting', $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING id`,
        [id, caseReference, JSON.stringify(planned), staff.id],
      );
      if (inserted.length === 0) throw refused('/', 'Another run is not over');
      return this.changed(tx, staff, id, 'asked');
    });
  }

  /** Asks for somebody else's approval once more. @returns undefined when there is no such run */
  async askAgain(staff: StaffIdentity, id: string): Promise<RetentionRun | undefined> {
    const run = await this.read(id);
    if (!run) return undefined;
    await this.change.ask(staff, run.id, run.case_reference);
    return this.read(id);
  }

  /** By anybody who may: not deleting needs one person. */
  refuse(staff: StaffIdentity, id: string): Promise<RetentionRun | undefined> {
    return this.onWaiting(staff, id, 'refused', async (tx) => {
      await tx.query(
        `UPDATE retention_runs SET status = 'refused', ended_at = now(),
           decided_by = CASE WHEN asked_by <> $2 THEN $2::uuid END, decided_at = CASE WHEN asked_by <> $2 THEN now() END
         WHERE id = $1`,
        [id, staff.id],
      );
    });
  }

  /** On record each time. @returns undefined while there is none */
  certificate(staff: StaffIdentity, id: string): Promise<Certificate | undefined> {
    return this.transactions.run(async (tx) => {
      const [row] = await queryRows<{ certificate: Certificate }>(
        tx,
        `SELECT certificate FROM retention_runs WHERE id = $1 AND status = 'done'`,
        [id],
      );
      if (!row) return undefined;
      await this.lookUps.record(tx, staff, 'fetched', {
        subject: { type: 'retention_run', id: toPublicId('retentionRun', id) },
      });
      return row.certificate;
    });
  }

  private onWaiting(
    staff: StaffIdentity,
    id: string,
    step: string,
    change: (tx: Transaction, row: Row) => Promise<void>,
  ): Promise<RetentionRun | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id, 'FOR UPDATE OF r');
      if (!row) return undefined;
      if (row.status !== 'waiting') throw refused('/', 'It does not wait for a decision');
      await change(tx, row);
      return this.changed(tx, staff, id, step);
    });
  }

  private async changed(tx: Transaction, staff: StaffIdentity, id: string, step: string): Promise<RetentionRun> {
    const row = await find(tx, id);
    if (!row) throw new RangeError('a run that was just written is not there');
    await this.lookUps.record(tx, staff, 'registered', {
      subject: { type: 'retention_run', id: toPublicId('retentionRun', id) },
      details: {
        step,
        case: row.case_reference,
        ...Object.fromEntries(row.plan.map(({ id: name, due }) => [`due_${name}`, due])),
      },
    });
    return toRun(row, await this.change.waiting(tx));
  }
}

async function find(tx: Transaction, id: string, lock = ''): Promise<Row | undefined> {
  const [row] = await queryRows<Row>(tx, `${runText} WHERE r.id = $1 ${lock}`, [id]);
  return row;
}

function toRun(row: Row, approvals: ReadonlyMap<string, string>): RetentionRun {
  const names = new Map(retentionPolicy.map(({ id, name }) => [id, name]));
  return {
    id: toPublicId('retentionRun', row.id),
    status: row.status,
    case_reference: row.case_reference,
    asked_by: row.asked_by,
    asked_at: row.asked_at.toISOString(),
    decided_by: row.decided_by,
    decided_at: row.decided_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
    approval: approvals.get(toPublicId('retentionRun', row.id)) ?? null,
    classes: row.plan.map((planned) => ({
      ...planned,
      name: names.get(planned.id) ?? planned.id,
      deleted: row.progress[planned.id]?.deleted ?? 0,
    })),
  };
}
