import { Injectable } from '@nestjs/common';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { stateOf } from './certificates/certificate.js';

/** A deadline that somebody has to know of now. */
export interface DeskAlarm {
  level: 'near' | 'overdue';
  subject: string;
  what: string;
  dueAt: Date;
}

export interface DeadlineFigures {
  incidentReportsNear: number;
  incidentReportsOverdue: number;
  /** Of the certificate in use that ends first; undefined when there is none. */
  certificateDaysLeft: number | undefined;
}

/** Deadlines of the regulatory desk: what is near or over, and which of it was not called out before. */
@Injectable()
export class DeskAlarms {
  constructor(private readonly transactions: Transactions) {}

  /** @returns each alarm once, over all processes and restarts */
  raise(): Promise<DeskAlarm[]> {
    return this.transactions.run(async (tx) => {
      const alarms: DeskAlarm[] = [];
      for (const alarm of [...(await incidentAlarms(tx)), ...(await certificateAlarms(tx))])
        if (await isNew(tx, alarm)) alarms.push(alarm);
      return alarms;
    });
  }

  figures(): Promise<DeadlineFigures> {
    return this.transactions.run(async (tx) => {
      const alarms = await incidentAlarms(tx);
      const count = (level: DeskAlarm['level']) => alarms.filter((alarm) => alarm.level === level).length;
      return {
        incidentReportsNear: count('near'),
        incidentReportsOverdue: count('overdue'),
        certificateDaysLeft: await certificateDaysLeft(tx),
      };
    });
  }
}

async function incidentAlarms(tx: Transaction): Promise<DeskAlarm[]> {
  const rows = await queryRows<{ id: string; next_report: string; next_due_at: Date; is_over: boolean }>(
    tx,
    `SELECT id, next_report, next_due_at, next_due_at <= now() AS is_over
     FROM incidents WHERE status = 'open' AND next_near_at <= now() ORDER BY next_due_at LIMIT 500`,
  );
  return rows.map(({ id, next_report: report, next_due_at: dueAt, is_over: isOver }) => ({
    level: isOver ? 'overdue' : 'near',
    subject: toPublicId('incident', id),
    what: report,
    dueAt,
  }));
}

/** Each at the tightest of 60, 30 and 7 days that it has come to, so that a late find is one alarm and not three. */
async function certificateAlarms(tx: Transaction): Promise<DeskAlarm[]> {
  const rows = await queryRows<{ id: string; not_after: Date }>(
    tx,
    `SELECT id, not_after FROM certificates
     WHERE ended_at IS NULL AND not_after <= now() + interval '60 days' ORDER BY not_after LIMIT 500`,
  );
  const now = new Date();
  return rows.map(({ id, not_after: dueAt }) => {
    const state = stateOf(dueAt, now);
    return {
      level: state === 'expired' ? 'overdue' : 'near',
      subject: toPublicId('certificate', id),
      what: `certificate ${state.replaceAll('_', ' ')}`,
      dueAt,
    };
  });
}

async function certificateDaysLeft(tx: Transaction): Promise<number | undefined> {
  const [row] = await queryRows<{ days: number | null }>(
    tx,
    `SELECT extract(epoch FROM min(not_after) - now())::double precision / 86400 AS days
     FROM certificates WHERE ended_at IS NULL`,
  );
  return row?.days ?? undefined;
}

async function isNew(tx: Transaction, { level, subject, what, dueAt }: DeskAlarm): Promise<boolean> {
  const inserted = await queryRows(
    tx,
    `INSERT INTO desk_alarms (subject_id, alarm) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
    [subject, `${what} ${level} ${dueAt.toISOString()}`],
  );
  return inserted.length > 0;
}
