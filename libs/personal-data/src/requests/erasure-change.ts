import { Injectable } from '@nestjs/common';
import { type ChangeKind, type ChangeOrder, Changes } from '@sluis/changes';
import { DomainError } from '@sluis/errors';
import { scheduleUnrung } from '@sluis/outbox';
import { fromPublicId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { z } from 'zod';
import { HeldThings } from '../holds/held-things.js';
import { approvedBy } from '../approved-by.js';
import { DataSubjects } from './data-subjects.js';

const payload = z.strictObject({ request: z.string().max(100) });

interface Waiting {
  id: string;
  subjectId: string;
  caseReference: string;
  receivedOn: string;
}

/** An erasure is a change that takes two people: whoever asks for it never approves it. */
@Injectable()
export class ErasureChange {
  constructor(
    private readonly changes: Changes,
    private readonly subjects: DataSubjects,
    private readonly held: HeldThings,
  ) {
    changes.register(this.kind());
  }

  /** @throws DomainError request_invalid  it does not wait, or a hold keeps data of the person */
  async ask({ id: staffId, roles }: StaffIdentity, request: string, caseReference: string): Promise<void> {
    const change = { kind: 'personal_data.erasure', payload: { request }, reason: `case ${caseReference}` };
    await this.changes.ask({ staffId, roles }, change);
  }

  /** @returns the change that waits for somebody else, if one does */
  async waitingFor(tx: Transaction, request: string): Promise<string | null> {
    const waiting = await this.changes.list(tx, 'waiting');
    const change = waiting.find(({ kind, subject }) => kind === 'personal_data.erasure' && subject.id === request);
    return change ? toPublicId('changeRequest', change.id) : null;
  }

  private kind(): ChangeKind<z.output<typeof payload>> {
    return {
      name: 'personal_data.erasure',
      payload,
      look: async (tx, { request }) => {
        const { id, caseReference, receivedOn } = await this.require(tx, request);
        const facts = { case: caseReference, received_on: receivedOn };
        return {
          partnerId: null,
          subject: { type: 'data_request', id: toPublicId('dataRequest', id) },
          before: { ...facts, data: 'all that is found of the person' },
          after: { ...facts, data: 'what the law has us keep' },
        };
      },
      apply: async (tx, { request }, order) => this.begin(tx, await this.require(tx, request), order),
    };
  }

  private async begin(tx: Transaction, { id }: Waiting, order: ChangeOrder): Promise<void> {
    await tx.query(`UPDATE data_requests SET status = 'working', decided_by = $2, decided_at = now() WHERE id = $1`, [
      id,
      approvedBy(order),
    ]);
    await scheduleUnrung(tx, { kind: 'data_requests.answer', subject: id, partnerId: null });
  }

  private async require(tx: Transaction, request: string): Promise<Waiting> {
    const [waiting] = await queryRows<Waiting>(
      tx,
      `SELECT id, subject_id AS "subjectId", case_reference AS "caseReference", to_char(received_on, 'YYYY-MM-DD') AS "receivedOn"
       FROM data_requests WHERE id = $1 AND kind = 'erasure' AND status = 'waiting'`,
      [fromPublicId('dataRequest', request) ?? null],
    );
    const keys = waiting && (await this.subjects.keysOf(tx, waiting.subjectId));
    if (!waiting || !keys)
      throw new DomainError('request_invalid', 'There is no such erasure that waits for a decision.');
    if (await this.held.isHeld(tx, waiting.subjectId, keys))
      throw new DomainError('request_invalid', 'A legal hold keeps data of this person.');
    return waiting;
  }
}
