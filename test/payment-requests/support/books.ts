import { fromPublicId } from '@sluis/persistence';
import type { BankControl } from '../../support/bank-control.js';
import type { Sql } from '../../support/sql.js';

interface Row {
  id: string;
  status: string;
  version: number;
  inquiry: string | null;
  events: number;
  highest: number;
  audited: number;
  attempts: number;
}

/** Compares the platform's payment requests with the bank's, and every request with its events and audit records. */
export async function brokenRequestBooks(sql: Sql, bank: BankControl): Promise<string[]> {
  const rows = await sql.rows<Row>(`
    SELECT r.id, r.status, r.version, r.bunq_request_inquiry_id AS inquiry, e.count AS events, e.highest, a.count AS audited,
           (SELECT count(*)::int FROM order_attempts o WHERE o.order_id = r.id) AS attempts
    FROM payment_requests r
    CROSS JOIN LATERAL (SELECT count(*)::int, max(resource_version) AS highest FROM events
      WHERE partner_id = r.partner_id AND resource_type = 'payment_request' AND resource_id = r.id) e
    CROSS JOIN LATERAL (SELECT count(*)::int FROM audit_records x WHERE x.partner_id = r.partner_id
      AND x.subject_type = 'payment_request' AND x.outcome = 'done'
      AND (x.details ->> 'version')::int BETWEEN 1 AND r.version AND x.subject_id = ANY (
        SELECT body::jsonb -> 'data' ->> 'id' FROM events
        WHERE partner_id = r.partner_id AND resource_type = 'payment_request' AND resource_id = r.id LIMIT 1)) a`);
  const broken: string[] = [];
  const byInquiry = new Map(rows.flatMap((row) => (row.inquiry === null ? [] : [[Number(row.inquiry), row] as const])));
  for (const { id, version, events, highest, audited, attempts } of rows) {
    if (events !== version || highest !== version) broken.push(`${id} has ${events} events for ${version} versions`);
    if (audited !== version) broken.push(`${id} has ${audited} audit records for ${version} versions`);
    if (attempts > 1) broken.push(`${id} has ${attempts} attempts`);
  }
  const inReview = new Set(rows.filter(({ status }) => status === 'in_review').map(({ id }) => id));
  for (const { id, status, merchant_reference: reference } of (await bank.state()).requests) {
    if (status === 'REVOKED' || reference === null) continue;
    if (inReview.has(fromPublicId('paymentRequest', reference) ?? '')) continue;
    if (!byInquiry.has(id)) broken.push(`${id} is ${status} at the bank and nobody's`);
    else if (status === 'ACCEPTED' && byInquiry.get(id)?.status !== 'accepted')
      broken.push(`${id} was paid and its request is ${byInquiry.get(id)?.status ?? 'gone'}`);
  }
  return broken;
}
