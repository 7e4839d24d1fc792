import { Injectable } from '@nestjs/common';
import { refusalsOf } from '@sluis/errors';
import { endOfBusinessDay, endOfDay, todayInAmsterdam } from '@sluis/money';
import { newId, queryRows, SecretBox, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from '../look-ups.js';
import {
  type Complaint,
  type ComplaintList,
  type ComplaintRow,
  type ComplaintStep,
  type ComplaintSummary,
  type NewComplaint,
  toSummary,
} from './complaint.js';

const refused = refusalsOf('The register was not changed.');

/** PSD2 art. 101(2): a reply within so many business days; by a holding reply that says why, within so many at most. */
const replyWithinDays = 15;
const latestReplyWithinDays = 35;

const columns = `c.id, c.partner_id, r.name AS partner_name, c.case_reference, c.complainant, c.topic, c.status, c.payment_id,
  c.consent_id, to_char(c.received_on, 'YYYY-MM-DD') AS received_on, c.reply_by, c.latest_reply_by, c.due_at`;
const tables = `complaints c LEFT JOIN partners r ON r.id = c.partner_id`;
const mostListed = 200;
const conditions: Record<ComplaintList, string> = {
  overdue: `c.status <> 'closed' AND c.due_at <= now() ORDER BY c.due_at`,
  open: `c.status <> 'closed' ORDER BY c.due_at`,
  closed: `c.status = 'closed' ORDER BY c.id DESC`,
};

/** The register of complaints. What people wrote is sealed and never in the audit trail; each step stays. */
@Injectable()
export class Complaints {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: SecretBox,
    private readonly lookUps: LookUps,
  ) {}

  /** @throws DomainError request_invalid  the case is there already, or there is no such payment, consent or partner */
  enter(staff: StaffIdentity, complaint: NewComplaint): Promise<Complaint> {
    return this.transactions.run(async (tx) => {
      const { receivedOn, caseReference, complainant, topic } = complaint;
      if (receivedOn > todayInAmsterdam()) throw refused('/received_on', 'must not be in the future');
      const received = new Date(`${receivedOn}T00:00:00Z`);
      const partnerId = await partnerOf(tx, complaint);
      const id = newId();
      const replyBy = endOfBusinessDay(received, replyWithinDays);
      const inserted = await queryRows(
        tx,
        `INSERT INTO complaints (partner_id, id, complainant, topic, payment_id, consent_id, case_reference, received_on,
           reply_by, latest_reply_by, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9) ON CONFLICT (case_reference) DO NOTHING RETURNING id`,
        [
          partnerId,
          id,
          complainant,
          topic,
          complaint.paymentId ?? null,
          complaint.consentId ?? null,
          caseReference,
          receivedOn,
          replyBy,
          endOfBusinessDay(received, latestReplyWithinDays),
        ],
      );
      if (inserted.length === 0) throw refused('/case_reference', 'is the number of another complaint');
      await this.addStep(tx, staff, id, 1, { kind: 'entered', text: complaint.text });
      await this.record(tx, staff, { id, partner_id: partnerId }, 'entered', {
        case: caseReference,
        topic,
        complainant,
      });
      return this.show(tx, await find(tx, id));
    });
  }

  list(staff: StaffIdentity, list: ComplaintList): Promise<ComplaintSummary[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<ComplaintRow>(
        tx,
        `SELECT ${columns} FROM ${tables} WHERE ${conditions[list]} LIMIT ${mostListed}`,
      );
      await this.lookUps.record(tx, staff, 'listed', {
        subject: { type: 'list', id: 'complaints' },
        details: { list, rows: rows.length },
      });
      return rows.map(toSummary);
    });
  }

  /** With what people wrote; on record each time. @returns undefined when there is no such complaint */
  read(staff: StaffIdentity, id: string): Promise<Complaint | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', {
        partnerId: row.partner_id,
        subject: { type: 'complaint', id: toPublicId('complaint', id) },
      });
      return this.show(tx, row);
    });
  }

  /**
   * @returns undefined when there is no such complaint
   * @throws DomainError request_invalid  it is closed, was held once already, or the promised day is too late
   */
  take(staff: StaffIdentity, id: string, step: ComplaintStep): Promise<Complaint | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await find(tx, id, 'FOR UPDATE OF c');
      if (!row) return undefined;
      if (row.status === 'closed') throw refused('/kind', 'is not possible: the complaint is closed');
      if (step.kind === 'held') {
        if (row.status === 'held') throw refused('/kind', 'is not possible: a holding reply was sent already');
        const due = endOfDay(new Date(`${step.finalReplyOn}T00:00:00Z`));
        if (due > row.latest_reply_by)
          throw refused('/final_reply_on', 'is later than 35 business days after it came in');
        if (due <= new Date()) throw refused('/final_reply_on', 'has passed');
        await tx.query(`UPDATE complaints SET status = 'held', due_at = $2 WHERE id = $1`, [id, due]);
      }
      if (step.kind === 'closed') await tx.query(`UPDATE complaints SET status = 'closed' WHERE id = $1`, [id]);
      const [last] = await queryRows<{ number: number }>(
        tx,
        `SELECT max(number) AS number FROM complaint_steps WHERE complaint_id = $1`,
        [id],
      );
      await this.addStep(tx, staff, id, (last?.number ?? 0) + 1, step);
      await this.record(tx, staff, row, step.kind, {
        case: row.case_reference,
        ...(step.kind === 'closed' && { result: step.outcome, was_late: row.due_at <= new Date() }),
        ...(step.kind === 'held' && { final_reply_on: step.finalReplyOn }),
      });
      return this.show(tx, await find(tx, id));
    });
  }

  private async addStep(
    tx: Transaction,
    staff: StaffIdentity,
    id: string,
    number: number,
    step: { kind: string; text: string; outcome?: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO complaint_steps (complaint_id, number, kind, outcome, text_sealed, staff_id) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, number, step.kind, step.outcome ?? null, this.secrets.seal(step.text, textLocation(id, number)), staff.id],
    );
  }

  private record(
    tx: Transaction,
    staff: StaffIdentity,
    { id, partner_id: partnerId }: { id: string; partner_id: string | null },
    kind: string,
    details: Record<string, string | boolean>,
  ): Promise<void> {
    return this.lookUps.record(tx, staff, 'registered', {
      partnerId,
      subject: { type: 'complaint', id: toPublicId('complaint', id) },
      details: { step: kind, ...details },
    });
  }

  private async show(tx: Transaction, row: ComplaintRow | undefined): Promise<Complaint> {
    if (!row) throw new RangeError('a complaint that was just written is not there');
    const steps = await queryRows<{
      number: number;
      kind: string;
      outcome: string | null;
      text_sealed: Buffer;
      taken_by: string;
      taken_at: Date;
    }>(
      tx,
      `SELECT t.number, t.kind, t.outcome, t.text_sealed, s.name AS taken_by, t.taken_at
       FROM complaint_steps t JOIN staff_members s ON s.id = t.staff_id WHERE t.complaint_id = $1 ORDER BY t.number`,
      [row.id],
    );
    return {
      ...toSummary(row),
      reply_by: row.reply_by.toISOString(),
      latest_reply_by: row.latest_reply_by.toISOString(),
      steps: steps.map(({ text_sealed: sealed, taken_at: at, ...step }) => ({
        ...step,
        text: this.secrets.open(sealed, textLocation(row.id, step.number)),
        taken_at: at.toISOString(),
      })),
    };
  }
}

function textLocation(id: string, number: number) {
  return { table: 'complaint_steps', column: 'text_sealed', rowId: `${id} ${number}`, partnerId: null };
}

async function find(tx: Transaction, id: string, lock = ''): Promise<ComplaintRow | undefined> {
  const [row] = await queryRows<ComplaintRow>(tx, `SELECT ${columns} FROM ${tables} WHERE c.id = $1 ${lock}`, [id]);
  return row;
}

/** Whose it is: what it is about says so before anybody does. */
async function partnerOf(
  tx: Transaction,
  { partnerId, paymentId, consentId }: Pick<NewComplaint, 'partnerId' | 'paymentId' | 'consentId'>,
): Promise<string | null> {
  const partners: string[] = [];
  for (const [pointer, sql, id] of [
    ['/payment', 'SELECT partner_id AS id FROM payments WHERE id = $1', paymentId],
    ['/consent', 'SELECT partner_id AS id FROM consents WHERE id = $1', consentId],
    ['/partner', 'SELECT id FROM partners WHERE id = $1', partnerId],
  ] as const) {
    if (id === undefined) continue;
    const [row] = await queryRows<{ id: string }>(tx, sql, [id]);
    if (!row) throw refused(pointer, 'is not there');
    if (partners[0] !== undefined && partners[0] !== row.id)
      throw refused(pointer, 'is of another partner than the rest');
    partners.push(row.id);
  }
  return partners[0] ?? null;
}
