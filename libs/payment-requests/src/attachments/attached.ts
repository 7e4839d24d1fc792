import { queryRows, type Transaction } from '@sluis/persistence';

/** Ids of a request's attachments, in the order in which the payer sees them. */
export async function attachmentIdsOf(tx: Transaction, partnerId: string, requestId: string): Promise<string[]> {
  return (await attachmentIdsOfAll(tx, partnerId, [requestId])).get(requestId) ?? [];
}

/** As `attachmentIdsOf`, for a page of requests. */
export async function attachmentIdsOfAll(
  tx: Transaction,
  partnerId: string,
  requestIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await queryRows<{ requestId: string; attachmentIds: string[] }>(
    tx,
    `SELECT payment_request_id AS "requestId", array_agg(attachment_id ORDER BY position) AS "attachmentIds"
     FROM payment_request_attachments WHERE partner_id = $1 AND payment_request_id = ANY($2) GROUP BY 1`,
    [partnerId, requestIds],
  );
  return new Map(rows.map(({ requestId, attachmentIds }) => [requestId, attachmentIds]));
}

/** The bank's ids of a request's attachments; null for one that is not at the bank yet. */
export async function bankAttachmentIdsOf(
  tx: Transaction,
  partnerId: string,
  requestId: string,
): Promise<(number | null)[]> {
  const rows = await queryRows<{ id: string | null }>(
    tx,
    `SELECT attachment.bunq_attachment_id AS id FROM payment_request_attachments attached
     JOIN attachments attachment ON attachment.partner_id = attached.partner_id AND attachment.id = attached.attachment_id
     WHERE attached.partner_id = $1 AND attached.payment_request_id = $2 ORDER BY attached.position`,
    [partnerId, requestId],
  );
  return rows.map(({ id }) => (id === null ? null : Number(id)));
}
