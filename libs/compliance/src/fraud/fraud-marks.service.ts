import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { Money } from '@sluis/money';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps, type RevealReason } from '../look-ups.js';
import { executedMinorOf, executedTransactionsOf } from './executed-transactions.js';

/**
 * The two kinds of fraud of EBA/GL/2018/05, guideline 1.1: (a) the payer did not authorise it, (b) the payer was manipulated
 * into it. `no_fraud` takes an earlier finding back.
 */
export const fraudFindings = ['unauthorised', 'payer_manipulated', 'no_fraud'] as const;
export type FraudFinding = (typeof fraudFindings)[number];

export const lossBearers = ['payer', 'reporting_provider', 'others', 'not_known_yet'] as const;
export type LossBearer = (typeof lossBearers)[number];

type Amount = { value: string; currency: string };

export interface FraudMark {
  number: number;
  finding: FraudFinding;
  loss_bearer: LossBearer | null;
  transactions: number;
  fraud: Amount;
  lost: Amount;
  recovered: Amount;
  found_on: string | null;
  reason: string;
  case_reference: string;
  marked_by: string;
  marked_at: string;
}

export interface FraudFound {
  finding: Exclude<FraudFinding, 'no_fraud'>;
  lossBearer: LossBearer;
  /** How many of the payment's executed transactions: more than one only in orders of many, or planned ones. */
  transactions: number;
  /** In the currency of the payment: what fraud took, what of it is lost, what came back. */
  fraud: string;
  lost: string;
  recovered: string;
  /** A calendar day, in UTC. */
  foundOn: string;
}

export type FraudFindingInput = FraudFound | { finding: 'no_fraud' };

interface PaymentRow {
  partner_id: string;
  currency: string;
  transactions: number;
  moved_minor: string;
  created_on: string;
}

/** Says of a payment that it is fraud, and takes it back; each finding stays, the last one holds. */
@Injectable()
export class FraudMarks {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
  ) {}

  /**
   * @param after the number of the last finding that this person saw, 0 for none
   * @returns undefined when there is no such payment
   * @throws DomainError request_invalid  no money moved, the amounts do not fit, or somebody else was faster
   */
  mark(
    staff: StaffIdentity,
    paymentId: string,
    { after, reason, caseReference }: { after: number; reason: RevealReason; caseReference: string },
    input: FraudFindingInput,
  ): Promise<FraudMark[] | undefined> {
    return this.transactions.run(async (tx) => {
      const [payment] = await queryRows<PaymentRow>(
        tx,
        `SELECT p.partner_id, p.currency, to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS created_on,
           ${executedTransactionsOf} AS transactions, ${executedMinorOf} AS moved_minor
         FROM payments p WHERE p.id = $1`,
        [paymentId],
      );
      if (!payment) return undefined;
      if (payment.transactions === 0)
        throw refused('/finding', 'not_executed', 'is of a payment that was not executed');
      const { fraud, lost, recovered } = amountsOf(payment, input);
      const found = input.finding === 'no_fraud' ? { lossBearer: null, foundOn: null, transactions: 0 } : input;
      const inserted = await queryRows(
        tx,
        `INSERT INTO payment_fraud_marks (partner_id, payment_id, number, finding, loss_bearer, transactions, fraud_minor,
           lost_minor, recovered_minor, found_on, reason, case_reference, staff_id)
         SELECT $1, $2, $3::integer + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
         WHERE (SELECT coalesce(max(number), 0) FROM payment_fraud_marks WHERE partner_id = $1 AND payment_id = $2) = $3::integer
         ON CONFLICT DO NOTHING RETURNING number`,
        [
          payment.partner_id,
          paymentId,
          after,
          input.finding,
          found.lossBearer,
          found.transactions,
          String(fraud.minorUnits),
          String(lost.minorUnits),
          String(recovered.minorUnits),
          found.foundOn,
          reason,
          caseReference,
          staff.id,
        ],
      );
      if (inserted.length === 0)
        throw refused('/after', 'out_of_date', 'is not the last finding: read the payment again');
      await this.lookUps.record(tx, staff, 'marked', {
        partnerId: payment.partner_id,
        subject: { type: 'payment', id: toPublicId('payment', paymentId) },
        cause: reason,
        details: {
          case: caseReference,
          finding: input.finding,
          loss_bearer: found.lossBearer,
          transactions: found.transactions,
          fraud: fraud.toWire().value,
          lost: lost.toWire().value,
          recovered: recovered.toWire().value,
          found_on: found.foundOn,
        },
      });
      return fraudMarksOf(tx, payment.partner_id, paymentId, payment.currency);
    });
  }
}

/** The last first: that is what holds. */
export async function fraudMarksOf(
  tx: Transaction,
  partnerId: string,
  paymentId: string,
  currency: string,
): Promise<FraudMark[]> {
  const rows = await queryRows<{
    number: number;
    finding: FraudFinding;
    loss_bearer: LossBearer | null;
    transactions: number;
    fraud_minor: string;
    lost_minor: string;
    recovered_minor: string;
    found_on: string | null;
    reason: string;
    case_reference: string;
    marked_by: string;
    marked_at: Date;
  }>(
    tx,
    `SELECT m.number, m.finding, m.loss_bearer, m.transactions, m.fraud_minor, m.lost_minor, m.recovered_minor,
       to_char(m.found_on, 'YYYY-MM-DD') AS found_on, m.reason, m.case_reference, s.name AS marked_by, m.marked_at
     FROM payment_fraud_marks m JOIN staff_members s ON s.id = m.staff_id
     WHERE m.partner_id = $1 AND m.payment_id = $2 ORDER BY m.number DESC`,
    [partnerId, paymentId],
  );
  const amount = (minor: string) => Money.ofMinor(BigInt(minor), currency).toWire();
  return rows.map(({ fraud_minor: fraud, lost_minor: lost, recovered_minor: recovered, marked_at: at, ...row }) => ({
    ...row,
    fraud: amount(fraud),
    lost: amount(lost),
    recovered: amount(recovered),
    marked_at: at.toISOString(),
  }));
}

function amountsOf(payment: PaymentRow, input: FraudFindingInput): { fraud: Money; lost: Money; recovered: Money } {
  const { currency } = payment;
  const nothing = Money.ofMinor(0n, currency);
  if (input.finding === 'no_fraud') return { fraud: nothing, lost: nothing, recovered: nothing };
  const today = new Date().toISOString().slice(0, 10);
  if (input.foundOn > today) throw refused('/found_on', 'in_the_future', 'must not be in the future');
  if (input.foundOn < payment.created_on) throw refused('/found_on', 'too_early', 'is before the payment was made');
  const [fraud, lost, recovered] = [input.fraud, input.lost, input.recovered].map((value) =>
    Money.fromWire({ value, currency }),
  );
  if (!fraud || !lost || !recovered) throw new RangeError('three amounts were asked for');
  if (input.transactions > payment.transactions)
    throw refused('/transactions', 'too_many', `is more than the ${payment.transactions} that were executed`);
  if (fraud.minorUnits === 0n) throw refused('/fraud', 'nothing', 'must be more than nothing');
  if (fraud.minorUnits > BigInt(payment.moved_minor))
    throw refused('/fraud', 'too_much', 'is more than the payment moved');
  if (lost.minorUnits + recovered.minorUnits > fraud.minorUnits)
    throw refused('/lost', 'too_much', 'and what was recovered are more than what fraud took');
  return { fraud, lost, recovered };
}

function refused(pointer: string, code: string, detail: string): DomainError {
  return new DomainError('request_invalid', 'The finding was not kept.', { fields: [{ pointer, code, detail }] });
}
