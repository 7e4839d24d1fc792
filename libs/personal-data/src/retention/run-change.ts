import { Injectable } from '@nestjs/common';
import { type ChangeKind, Changes } from '@sluis/changes';
import { DomainError } from '@sluis/errors';
import { scheduleUnrung } from '@sluis/outbox';
import { fromPublicId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { z } from 'zod';
import { approvedBy } from '../approved-by.js';
import type { PlannedClass } from './due.js';

const payload = z.strictObject({ run: z.string().max(100) });

interface Waiting {
  id: string;
  caseReference: string;
  plan: PlannedClass[];
}

/** A retention run is a change that takes two people. What is approved are the days of the dry run that was kept. */
@Injectable()
export class RunChange {
  constructor(private readonly changes: Changes) {
    changes.register(this.kind());
  }

  async ask({ id: staffId, roles }: StaffIdentity, run: string, caseReference: string): Promise<void> {
    const change = { kind: 'personal_data.retention_run', payload: { run }, reason: `case ${caseReference}` };
    await this.changes.ask({ staffId, roles }, change);
  }

  /** @returns the changes that wait for somebody else, by the public id of their run */
  async waiting(tx: Transaction): Promise<Map<string, string>> {
    const changes = await this.changes.list(tx, 'waiting');
    return new Map(changes.map(({ id, subject }) => [subject.id, toPublicId('changeRequest', id)]));
  }

  private kind(): ChangeKind<z.output<typeof payload>> {
    return {
      name: 'personal_data.retention_run',
      payload,
      look: async (tx, { run }) => {
        const { id, caseReference, plan } = await this.require(tx, run);
        const due = plan.filter((planned) => planned.due > 0);
        return {
          partnerId: null,
          subject: { type: 'retention_run', id: toPublicId('retentionRun', id) },
          before: { case: caseReference, ...Object.fromEntries(due.map((one) => [one.id, `${one.due} kept`])) },
          after: {
            case: caseReference,
            ...Object.fromEntries(due.map((one) => [one.id, `deleted where over before ${one.cut_off.slice(0, 10)}`])),
          },
        };
      },
      apply: async (tx, { run }, order) => {
        const { id } = await this.require(tx, run);
        await tx.query(
          `UPDATE retention_runs SET status = 'working', decided_by = $2, decided_at = now() WHERE id = $1`,
          [id, approvedBy(order)],
        );
        await scheduleUnrung(tx, { kind: 'retention.run', subject: id, partnerId: null });
      },
    };
  }

  private async require(tx: Transaction, run: string): Promise<Waiting> {
    const [waiting] = await queryRows<Waiting>(
      tx,
      `SELECT id, case_reference AS "caseReference", plan FROM retention_runs WHERE id = $1 AND status = 'waiting'`,
      [fromPublicId('retentionRun', run) ?? null],
    );
    if (!waiting) throw new DomainError('request_invalid', 'There is no such run that waits for a decision.');
    return waiting;
  }
}
