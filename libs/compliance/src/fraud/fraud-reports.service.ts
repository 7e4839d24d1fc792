import { Injectable } from '@nestjs/common';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from '../look-ups.js';
import { toCsv } from '../spreadsheet.js';
import { type FraudFigures, fraudFiguresOf } from './fraud-figures.js';
import { type HalfYear, nameOf } from './half-year.js';

export interface FraudReport {
  id: string;
  made_at: string;
  made_by: string;
  figures: FraudFigures;
}

interface ReportRow {
  id: string;
  made_at: Date;
  made_by: string;
  figures: FraudFigures;
}

const columns = `f.id, f.made_at, s.name AS made_by, f.figures`;
const tables = `fraud_reports f JOIN staff_members s ON s.id = f.staff_id`;
const mostListed = 50;

/** Fraud per half-year, as it was computed when somebody asked; looking again computes nothing. */
@Injectable()
export class FraudReports {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
  ) {}

  /** Reads a half-year of payments once, and keeps what came out. */
  make(staff: StaffIdentity, half: HalfYear, homeCountry: string): Promise<FraudReport> {
    return this.transactions.run(async (tx) => {
      // Seconds per million payments: more than any other statement may take.
      await tx.query(`SET LOCAL statement_timeout = '2min'`);
      const figures = await fraudFiguresOf(tx, half, homeCountry);
      const id = newId();
      await tx.query(`INSERT INTO fraud_reports (id, period, figures, staff_id) VALUES ($1, $2, $3, $4)`, [
        id,
        nameOf(half),
        JSON.stringify(figures),
        staff.id,
      ]);
      await this.lookUps.record(tx, staff, 'reported', {
        subject: { type: 'fraud_report', id: toPublicId('fraudReport', id) },
        details: { period: figures.period, home_country: homeCountry },
      });
      return { id: toPublicId('fraudReport', id), made_at: new Date().toISOString(), made_by: staff.name, figures };
    });
  }

  /** Newest first, without their figures. */
  list(): Promise<{ id: string; period: string; made_at: string; made_by: string }[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<Omit<ReportRow, 'figures'> & { period: string }>(
        tx,
        `SELECT f.id, f.period, f.made_at, s.name AS made_by FROM ${tables} ORDER BY f.id DESC LIMIT ${mostListed}`,
      );
      return rows.map((row) => ({ ...row, id: toPublicId('fraudReport', row.id), made_at: row.made_at.toISOString() }));
    });
  }

  /** @returns undefined when there is no such report */
  read(staff: StaffIdentity, id: string): Promise<FraudReport | undefined> {
    return this.transactions.run(async (tx) => {
      const report = await find(tx, id);
      if (!report) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', { subject: { type: 'fraud_report', id: report.id } });
      return report;
    });
  }

  /** On record each time. @returns undefined when there is no such report */
  file(staff: StaffIdentity, id: string, format: 'csv' | 'json'): Promise<string | undefined> {
    return this.transactions.run(async (tx) => {
      const report = await find(tx, id);
      if (!report) return undefined;
      await this.lookUps.record(tx, staff, 'fetched', {
        subject: { type: 'fraud_report', id: report.id },
        details: { format },
      });
      return format === 'csv' ? csvOf(report) : `${JSON.stringify(report, undefined, 2)}\n`;
    });
  }
}

async function find(tx: Transaction, id: string): Promise<FraudReport | undefined> {
  const [row] = await queryRows<ReportRow>(tx, `SELECT ${columns} FROM ${tables} WHERE f.id = $1`, [id]);
  return row && { ...row, id: toPublicId('fraudReport', row.id), made_at: row.made_at.toISOString() };
}

function csvOf({ figures }: FraudReport): string {
  const header = [
    'period',
    'row',
    'name',
    'area',
    'transactions',
    'value',
    'fraudulent',
    'fraudulent_value',
    'currency',
  ];
  return toCsv(
    header,
    figures.rows.map((row) => [
      figures.period,
      // As text, or a spreadsheet shows row 8.1 as a number, or a day.
      `H ${row.row}`,
      row.name,
      row.area,
      row.transactions,
      row.value,
      row.fraudulent,
      row.fraudulent_value,
      figures.currency,
    ]),
  );
}
