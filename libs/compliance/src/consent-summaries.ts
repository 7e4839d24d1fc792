import { firstIdAt, queryRows, toPublicId, type Transaction } from '@sluis/persistence';

/** A consent in a list. */
export interface ConsentSummary {
  id: string;
  partner: { id: string; name: string };
  type: string;
  permissions: string[];
  status: string;
  status_reason: string | null;
  revoked_by: string | null;
  psu_reference: string | null;
  valid_until: string;
  created_at: string;
  authorised_at: string | null;
}

export interface ConsentFilter {
  status?: string | undefined;
  partnerId?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
  /** An id: nothing that is newer. */
  upTo?: string | undefined;
}

export interface ConsentSummaryRow {
  partner_id: string;
  id: string;
  partner_name: string;
  type: string;
  permissions: string[];
  status: string;
  status_reason: string | null;
  revoked_by: string | null;
  psu_reference: string | null;
  valid_until: Date;
  created_at: Date;
  authorised_at: Date | null;
}

export const consentSummaryColumns = `c.partner_id, c.id, r.name AS partner_name, c.type, c.permissions, c.status,
  c.status_reason, c.revoked_by, c.psu_reference, c.valid_until, c.created_at, c.authorised_at`;

/** @param put takes a value, gives its place */
export function consentConditions(
  { status, partnerId, from, until, upTo }: ConsentFilter,
  put: (value: unknown) => string,
): string[] {
  return [
    ...(status ? [`c.status = ${put(status)}`] : []),
    ...(partnerId ? [`c.partner_id = ${put(partnerId)}`] : []),
    ...(from ? [`c.id >= ${put(firstIdAt(from))}`] : []),
    ...(until ? [`c.id < ${put(firstIdAt(until))}`] : []),
    ...(upTo ? [`c.id <= ${put(upTo)}`] : []),
  ];
}

/** Newest first, of all partners. */
export async function listConsents(
  tx: Transaction,
  filter: ConsentFilter,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<ConsentSummaryRow[]> {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const conditions = [...consentConditions(filter, put), ...(before ? [`c.id < ${put(before)}`] : [])];
  return queryRows<ConsentSummaryRow>(
    tx,
    `SELECT ${consentSummaryColumns} FROM consents c JOIN partners r ON r.id = c.partner_id
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY c.id DESC LIMIT ${put(limit)}`,
    values,
  );
}

/** @param keysSql a query for partner_id and id, few of them */
export async function consentsByKeys(
  tx: Transaction,
  keysSql: string,
  values: unknown[],
  limit: number,
): Promise<ConsentSummaryRow[]> {
  return queryRows<ConsentSummaryRow>(
    tx,
    `WITH hits AS (${keysSql})
     SELECT ${consentSummaryColumns} FROM consents c JOIN partners r ON r.id = c.partner_id
     WHERE (c.partner_id, c.id) IN (SELECT partner_id, id FROM hits) ORDER BY c.id DESC LIMIT ${limit}`,
    values,
  );
}

export function toConsentSummary(row: ConsentSummaryRow): ConsentSummary {
  return {
    id: toPublicId('consent', row.id),
    partner: { id: toPublicId('partner', row.partner_id), name: row.partner_name },
    type: row.type,
    permissions: row.permissions,
    status: row.status,
    status_reason: row.status_reason,
    revoked_by: row.revoked_by,
    psu_reference: row.psu_reference,
    valid_until: row.valid_until.toISOString(),
    created_at: row.created_at.toISOString(),
    authorised_at: row.authorised_at?.toISOString() ?? null,
  };
}
