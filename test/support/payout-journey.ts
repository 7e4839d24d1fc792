import { payoutIdKinds, type PayoutKind } from '@sluis/payouts';
import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import { z } from 'zod';
import type { BankUser } from './bank-control.js';
import type { PartnerClient } from './partner-client.js';
import type { Stack } from './stack.js';

const payoutSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  version: z.number(),
  amount: z.object({ value: z.string(), currency: z.string() }),
  failure: z.object({ stage: z.string(), reason: z.string() }).nullable(),
  review_reason: z.string().nullable(),
  end_requested: z.string().nullable(),
});

export type PayoutAnswer = z.output<typeof payoutSchema>;

/** A payout that is right in every field. */
export function payoutBody(creditor: Pick<BankUser, 'name' | 'iban'>, amount = '12.50'): Record<string, unknown> {
  return {
    amount: { value: amount, currency: 'EUR' },
    creditor: { name: creditor.name, iban: creditor.iban },
    remittance_information: 'Invoice 7',
  };
}

export async function createPayout(partner: PartnerClient, body: object): Promise<PayoutAnswer> {
  return payoutSchema.parse((await partner.post('/v1/payouts', body).expect(201)).body);
}

export async function createRefund(
  partner: PartnerClient,
  paymentId: string,
  body: object | undefined = undefined,
): Promise<PayoutAnswer> {
  const answer = await partner.post(`/v1/payments/${paymentId}/refunds`, body).expect(201);
  return payoutSchema.parse(answer.body);
}

export async function waitForPayout(partner: PartnerClient, path: string, statuses: string[]): Promise<PayoutAnswer> {
  return payoutSchema.parse(await partner.waitFor(path, statuses, 100_000));
}

interface Row {
  id: string;
  kind: PayoutKind;
  status: string;
  version: number;
  events: number;
  entries: number;
  attempts: number;
  isPlanned: boolean;
  /** How many payments a batch has. */
  lines: number | null;
  /** Times a plan fell due and was paid. */
  instances: number;
}

/** By which names the bank has what a payout pays. */
function referencesOf({ isPlanned, lines }: Row, name: string): string[] {
  if (lines === null && !isPlanned) return [name];
  return Array.from({ length: lines ?? 1 }, (_, index) => `${name}-${index + 1}`);
}

function movedAmiss({ status, isPlanned, instances }: Row, name: string, moved: number): string[] {
  const found: string[] = [];
  if (isPlanned && status !== 'in_review' && moved !== instances)
    found.push(`${name} was paid ${instances} times and the bank has ${moved} movements`);
  if (isPlanned) return found;
  if (moved > 1) found.push(`${name} moved money ${moved} times`);
  if (status === 'executed' && moved !== 1) found.push(`${name} is executed and the bank has ${moved} movements`);
  if (neverPaid.includes(status) && moved > 0) found.push(`${name} is ${status} and the bank moved its money`);
  return found;
}

const neverPaid = ['failed', 'cancelled', 'rejected', 'expired'];

/**
 * Compares our payouts and refunds with the bank's ledger once everything has come to rest.
 *
 * @returns in words, what must not be
 */
export async function payoutViolations({ api, bank }: Stack): Promise<string[]> {
  const rows = await api.get(Transactions).run((tx) =>
    queryRows<Row>(
      tx,
      `SELECT id, kind, status, version,
         (SELECT count(*)::int FROM events e WHERE e.partner_id = p.partner_id AND e.resource_id = p.id) AS events,
         (SELECT count(*)::int FROM payout_transitions t WHERE t.partner_id = p.partner_id AND t.payout_id = p.id) AS entries,
         (SELECT count(*)::int FROM order_attempts o WHERE o.partner_id = p.partner_id AND o.order_id = p.id) AS attempts,
         jsonb_array_length(p.entries) AS lines,
         schedule IS NOT NULL AS "isPlanned",
         (SELECT count(*)::int FROM payout_instances i
          WHERE i.partner_id = p.partner_id AND i.payout_id = p.id AND i.status = 'executed') AS instances
       FROM payouts p`,
    ),
  );
  const movements = new Map<string, number>();
  for (const { merchant_reference: reference, amount } of (await bank.state()).payments)
    if (reference !== null && amount.startsWith('-')) movements.set(reference, (movements.get(reference) ?? 0) + 1);
  const violations: string[] = [];
  for (const row of rows) {
    const { id, kind, status, version, events, entries, attempts } = row;
    const name = toPublicId(payoutIdKinds[kind], id);
    for (const reference of referencesOf(row, name)) {
      const moved = movements.get(reference) ?? 0;
      violations.push(...movedAmiss(row, reference, moved));
      movements.delete(reference);
    }
    if (events !== version || entries !== version) violations.push(`${name} has gaps in its history`);
    if (attempts > 1) violations.push(`${name} has ${attempts} attempts`);
    if (status === 'executed' && row.isPlanned && row.instances === 0) violations.push(`${name} was never paid`);
  }
  const [books] = await api.get(Transactions).run((tx) =>
    queryRows<{ transitions: number; records: number }>(
      tx,
      `SELECT (SELECT count(*)::int FROM payout_transitions) AS transitions,
              (SELECT count(*)::int FROM audit_records
               WHERE subject_type IN ('payout', 'refund', 'payout_batch') AND outcome = 'done'
                AND action NOT LIKE 'review.%' AND action NOT LIKE 'payout_instance.%' AND action <> 'bank_answer.kept') AS records`,
    ),
  );
  if (books?.transitions !== books?.records)
    violations.push(`${books?.transitions} changes of payouts and ${books?.records} audit records`);
  for (const reference of movements.keys())
    if (/^(pot|ref|pob)_/.test(reference)) violations.push(`the bank moved ${reference}, which nobody ordered`);
  return violations;
}
