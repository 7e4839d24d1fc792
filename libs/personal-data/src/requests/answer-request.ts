import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import { KnownAccounts } from '@sluis/consents';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { strToU8, zipSync } from 'fflate';
import { HeldThings } from '../holds/held-things.js';
import { answerPage, type Answer } from './answer-page.js';
import { dataClasses, notInTheAnswer } from './data-catalogue.js';
import { DataSubjects, type SubjectKeys } from './data-subjects.js';
import { erasures, type ErasureOutcome } from './erasures.js';
import { withSubject } from './subject-sql.js';
import { SubjectSearch } from './subject-search.js';
import { answerLocation, SubjectVault } from './subject-vault.js';

/** How long an answer waits to be fetched. */
const keptMs = 7 * 24 * 3_600_000;

interface Request {
  id: string;
  subjectId: string;
  kind: 'access' | 'erasure';
  status: string;
}

/** What a worker does for a person who asked: writes down all that is known, or erases what may go. */
@Injectable()
export class AnswerRequest {
  constructor(
    private readonly transactions: Transactions,
    private readonly subjects: DataSubjects,
    private readonly search: SubjectSearch,
    private readonly held: HeldThings,
    private readonly vault: SubjectVault,
    private readonly accounts: KnownAccounts,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  run(id: string): Promise<WorkResult> {
    return this.transactions.run(async (tx) => {
      const [request] = await queryRows<Request>(
        tx,
        `SELECT id, subject_id AS "subjectId", kind, status FROM data_requests WHERE id = $1 FOR UPDATE`,
        [id],
      );
      if (request?.status === 'ready') return this.lapse(tx, request);
      if (request?.status !== 'working') return 'done';
      const keys = await this.subjects.keysOf(tx, request.subjectId);
      // Erased on another request of theirs: there is nothing left to tell or to erase.
      if (!keys) return this.end(tx, request, { erased: [], kept: [] });
      return request.kind === 'access' ? this.answer(tx, request, keys) : this.erase(tx, request, keys);
    });
  }

  private async answer(tx: Transaction, { id, subjectId }: Request, keys: SubjectKeys): Promise<WorkResult> {
    const identifier = await this.subjects.identifierOf(tx, subjectId);
    const box = await this.vault.open(tx, subjectId);
    if (!identifier || !box) throw new RangeError('a person who was just found is not there');
    const found: Answer['found'] = [];
    for (const { find, ...known } of dataClasses) {
      const those = await this.search.items(tx, keys, { find, ...known });
      if (those.items.length > 0) found.push({ ...known, ...those });
    }
    const answer: Answer = {
      request: toPublicId('dataRequest', id),
      made_at: new Date().toISOString(),
      searched_by: identifier,
      found,
      not_in_this_answer: notInTheAnswer,
    };
    const zip = Buffer.from(
      zipSync({
        'answer.html': strToU8(answerPage(answer)),
        'answer.json': strToU8(`${JSON.stringify(answer, null, 2)}\n`),
      }),
    );
    await tx.query(`UPDATE data_requests SET status = 'ready', file_sealed = $2 WHERE id = $1`, [
      id,
      box.sealBytes(zip, answerLocation(id)),
    ]);
    await this.record(
      tx,
      id,
      'data_request.answered',
      Object.fromEntries(found.map((one) => [one.id, one.items.length])),
    );
    return { againInMs: keptMs };
  }

  private async erase(tx: Transaction, request: Request, keys: SubjectKeys): Promise<WorkResult> {
    await this.held.refreshAll(tx);
    if (await this.held.isHeld(tx, request.subjectId, keys)) {
      // Placed since it was approved: two people look again when it is released.
      await tx.query(
        `UPDATE data_requests SET status = 'waiting', decided_by = NULL, decided_at = NULL WHERE id = $1`,
        [request.id],
      );
      await this.record(tx, request.id, 'data_request.held', {});
      return 'done';
    }
    const consents = keys.consentIds.map((consent) => toPublicId('consent', consent));
    const outcome: ErasureOutcome = { erased: [], kept: [] };
    for (const { id, name, text: eraseText } of erasures) {
      // Each has the same parameters, whether its text needs them or not.
      const { text, values } = withSubject(keys, `, given AS (SELECT $7::integer, $8::text[]) ${eraseText}`);
      const rows = await queryRows(tx, text, [...values, this.config.env.VIEWER_HASH_RETENTION_DAYS, consents]);
      if (rows.length > 0) outcome.erased.push({ id, name, rows: rows.length });
    }
    await this.forgetAccounts(tx, keys);
    for (const { id, name, rows, keptUntil, staysBecause } of await this.search.count(tx, keys)) {
      const because = staysBecause ?? 'It came while the rest was erased.';
      outcome.kept.push({ id, name, rows, because, until: keptUntil?.toISOString().slice(0, 10) ?? null });
    }
    await this.subjects.forget(tx, request.subjectId);
    return this.end(tx, request, outcome);
  }

  /** What no consent covers is blank already, unless a hold kept it when its consent ended. */
  private async forgetAccounts(tx: Transaction, { accountIds }: SubjectKeys): Promise<void> {
    const accounts = await queryRows<{ partnerId: string; ids: string[] }>(
      tx,
      `SELECT partner_id AS "partnerId", array_agg(id) AS ids FROM accounts WHERE id = ANY ($1) GROUP BY partner_id`,
      [accountIds],
    );
    for (const { partnerId, ids } of accounts) await this.accounts.forgetUncovered(tx, partnerId, ids);
  }

  private async lapse(tx: Transaction, { id }: Request): Promise<WorkResult> {
    await tx.query(`UPDATE data_requests SET status = 'lapsed', file_sealed = NULL WHERE id = $1`, [id]);
    await this.record(tx, id, 'data_request.lapsed', {});
    return 'done';
  }

  private async end(tx: Transaction, { id, kind }: Request, outcome: ErasureOutcome): Promise<WorkResult> {
    await tx.query(`UPDATE data_requests SET status = 'done', outcome = $2, ended_at = now() WHERE id = $1`, [
      id,
      JSON.stringify(outcome),
    ]);
    const counts = (rows: { id: string; rows: number }[]) => rows.map((row) => [row.id, row.rows] as const);
    await this.record(tx, id, kind === 'erasure' ? 'data_request.erased' : 'data_request.answered', {
      ...Object.fromEntries(counts(outcome.erased).map(([name, rows]) => [`erased_${name}`, rows])),
      ...Object.fromEntries(counts(outcome.kept).map(([name, rows]) => [`kept_${name}`, rows])),
    });
    return 'done';
  }

  private record(tx: Transaction, id: string, action: string, details: Record<string, number>): Promise<void> {
    return this.audit.record(tx, {
      partnerId: null,
      actor: { type: 'platform' },
      action,
      subject: { type: 'data_request', id: toPublicId('dataRequest', id) },
      outcome: 'done',
      details,
    });
  }
}
