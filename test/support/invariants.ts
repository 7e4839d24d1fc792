import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import type { BankState } from './bank-control.js';
import type { Stack } from './stack.js';

type Rail = 'psp_draft' | 'issuer_transaction' | 'draft';

interface PaymentRow {
  id: string;
  rail: Rail;
  status: string;
  version: number;
  bunq_object_id: string | null;
}

interface BankObject {
  rail: Rail;
  id: number;
  status: string;
}

/** What a look at both books counted; `violations` says in words what must not be. */
export interface Books {
  payments: number;
  executed: number;
  byStatus: Record<string, number>;
  bankObjects: number;
  accepted: number;
  live: number;
  duplicates: number;
  orphans: number;
  attempts: number;
  alarms: number;
  violations: string[];
}

const finalStatuses = ['executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed'];

/**
 * Compares the platform's books with the bank's, once everything has come to rest.
 *
 * @param acknowledged public ids of payments that were answered with 201: none may be missing
 */
export async function readBooks(
  stack: { api: Pick<Stack['api'], 'get'>; bank: Stack['bank'] },
  acknowledged: readonly string[] = [],
): Promise<Books> {
  const sql = <Row>(text: string): Promise<Row[]> => stack.api.get(Transactions).run((tx) => queryRows<Row>(tx, text));
  const payments = await sql<PaymentRow>(`SELECT id, rail, status, version, bunq_object_id FROM payments`);
  const [attempts] = await sql<{ count: number; request_ids: number }>(
    `SELECT count(*)::int AS count, count(DISTINCT request_id)::int AS request_ids FROM order_attempts`,
  );
  const alarms = await sql<{ cause: string }>(`SELECT cause FROM audit_records WHERE outcome = 'alarm'`);
  const objects = bankObjects(await stack.bank.state());
  const violations: string[] = [];

  // Nothing acknowledged is lost, and nothing stands still unseen.
  const known = new Set(payments.map(({ id }) => toPublicId('payment', id)));
  for (const id of acknowledged) if (!known.has(id)) violations.push(`${id} was acknowledged and is not there`);
  const moving = new Set((await sql<{ subject: string }>(`SELECT subject FROM outbox`)).map(({ subject }) => subject));
  for (const { id, status, rail } of payments) {
    const isAtRest = finalStatuses.includes(status) || status === 'in_review' || status === 'received';
    const isFollowed = [...moving].some((subject) => subject.endsWith(id) || subject.startsWith(rail));
    if (!isAtRest && !isFollowed) violations.push(`${id} is ${status} and nobody looks at it`);
  }

  // One payment has at most one order that may still move or has moved money; executed ones match one to one.
  const adopted = new Map(
    payments.flatMap(({ rail, bunq_object_id: id, ...payment }) =>
      id === null ? [] : [[`${rail}/${id}`, payment] as const],
    ),
  );
  // What is in review without an order may be at the bank under an id that no read tells; a person is looking.
  const unexplained: Record<Rail, number> = { psp_draft: 0, issuer_transaction: 0, draft: 0 };
  for (const { rail, status, bunq_object_id: id } of payments)
    if (status === 'in_review' && id === null) unexplained[rail] += 1;
  let duplicates = 0;
  let orphans = 0;
  for (const object of objects) {
    const owner = adopted.get(`${object.rail}/${object.id}`);
    if (!owner && isAlive(object) && unexplained[object.rail] > 0) {
      unexplained[object.rail] -= 1;
      continue;
    }
    if (object.status === 'ACCEPTED' && owner?.status !== 'executed') {
      duplicates += 1;
      violations.push(`${object.rail} ${object.id} moved money and its payment is ${owner?.status ?? 'nobody'}`);
    }
    if (object.status === 'PENDING' && (!owner || finalStatuses.includes(owner.status))) {
      orphans += 1;
      violations.push(`${object.rail} ${object.id} waits at the bank and its payment is ${owner?.status ?? 'nobody'}`);
    }
  }
  const accepted = new Set(
    objects.filter(({ status }) => status === 'ACCEPTED').map(({ rail, id }) => `${rail}/${id}`),
  );
  for (const { id, rail, status, bunq_object_id: objectId } of payments) {
    if (status === 'executed' && !accepted.has(`${rail}/${objectId}`))
      violations.push(`${id} is executed and the bank does not say so`);
  }

  // One attempt, one request id; more attempts of one payment would be more orders.
  for (const { payment_id } of await sql<{ payment_id: string }>(
    `SELECT order_id AS payment_id FROM order_attempts GROUP BY order_id HAVING count(*) > 1`,
  )) {
    violations.push(`${payment_id} has more than one attempt`);
  }

  violations.push(...(await brokenHistories(sql)));
  const byStatus: Record<string, number> = {};
  for (const { status } of payments) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return {
    payments: payments.length,
    executed: byStatus['executed'] ?? 0,
    byStatus,
    bankObjects: objects.length,
    accepted: accepted.size,
    live: objects.filter(({ status }) => status === 'PENDING').length,
    duplicates,
    orphans,
    attempts: attempts?.count ?? 0,
    alarms: alarms.length,
    violations,
  };
}

function isAlive({ status }: BankObject): boolean {
  return status === 'PENDING' || status === 'ACCEPTED';
}

/** One line for the log of a run. */
export function summaryOf({ violations, byStatus, ...counts }: Books): string {
  const numbers = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status} ${count}`);
  return `${numbers.join(', ')} (${statuses.join(', ')}); ${violations.length} violations`;
}

/** Versions grow by one and end with the row's; every version has its timeline entry, its event and its audit record. */
async function brokenHistories(sql: <Row>(text: string) => Promise<Row[]>): Promise<string[]> {
  const rows = await sql<{ id: string; problem: string }>(`
    SELECT p.id, concat_ws(', ',
      CASE WHEN t.count <> p.version OR t.highest <> p.version THEN 'timeline has gaps' END,
      CASE WHEN e.count <> p.version THEN 'events differ from versions' END,
      CASE WHEN t.after_end > 0 THEN 'changed after its end' END) AS problem
    FROM payments p
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count, max(version) AS highest,
             count(*) FILTER (WHERE version < p.version AND status <> p.status AND status = ANY ('{${finalStatuses.join(',')}}'))::int AS after_end
      FROM payment_transitions t WHERE t.partner_id = p.partner_id AND t.payment_id = p.id) t
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count FROM events e
      WHERE e.partner_id = p.partner_id AND e.resource_type = 'payment' AND e.resource_id = p.id) e`);
  const broken = rows.filter(({ problem }) => problem !== '').map(({ id, problem }) => `${id}: ${problem}`);
  const [audited] = await sql<{ transitions: number; records: number }>(`
    SELECT (SELECT count(*)::int FROM payment_transitions) AS transitions,
           (SELECT count(*)::int FROM audit_records WHERE subject_type = 'payment' AND action LIKE 'payment.%'
             AND outcome = 'done') AS records`);
  if (audited?.transitions !== audited?.records)
    broken.push(`${audited?.transitions} changes of payments and ${audited?.records} audit records`);
  return broken;
}

function bankObjects({ psp_drafts, issuer_transactions, drafts }: BankState): BankObject[] {
  return [
    ...psp_drafts.map(({ id, status }) => ({ rail: 'psp_draft' as const, id, status })),
    ...issuer_transactions.map(({ id, status }) => ({ rail: 'issuer_transaction' as const, id, status })),
    ...drafts.map(({ id, status }) => ({ rail: 'draft' as const, id, status })),
  ];
}
