/**
 * Payment transactions of the payment `p` that were executed: one for a single order, its paid entries for an order of
 * many, and each of these every time a planned order fell due.
 */
export const executedTransactionsOf = `CASE
  WHEN p.schedule IS NOT NULL THEN coalesce(jsonb_array_length(p.entries), 1) * (
    SELECT count(*) FROM payment_instances i
    WHERE i.partner_id = p.partner_id AND i.payment_id = p.id AND i.status = 'executed')::integer
  WHEN p.entries IS NOT NULL THEN (
    SELECT count(*) FROM jsonb_array_elements(p.entries) e WHERE e->>'status' = 'executed')::integer
  WHEN p.status = 'executed' THEN 1 ELSE 0 END`;

/** What these moved, in minor units. Every currency here has two decimals. */
export const executedMinorOf = `CASE
  WHEN p.schedule IS NOT NULL THEN p.amount_minor * (
    SELECT count(*) FROM payment_instances i
    WHERE i.partner_id = p.partner_id AND i.payment_id = p.id AND i.status = 'executed')
  WHEN p.entries IS NOT NULL THEN (
    SELECT coalesce(sum((e->'amount'->>'value')::numeric * 100), 0)::bigint
    FROM jsonb_array_elements(p.entries) e WHERE e->>'status' = 'executed')
  WHEN p.status = 'executed' THEN p.amount_minor ELSE 0 END`;
