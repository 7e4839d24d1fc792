import type { World } from './world.js';

/**
 * Whatever is under way has due work, at any moment: the row is written with the state that needs it.
 *
 * @throws Error naming what nobody looks at
 */
export async function expectWatched({ stack, partner }: Pick<World, 'stack' | 'partner'>): Promise<void> {
  const rows = await stack.database.rows<{ what: string }>(
    `SELECT payment.reference || ' that is ' || payment.status AS what FROM payments payment
     WHERE payment.partner_id = $1 AND (
       (payment.status IN ('submitting', 'outcome_unknown')
          OR (payment.status = 'received' AND payment.authorise_requested_at IS NOT NULL))
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'payments.submit' AND subject = $1::text || '/' || payment.id)
       OR payment.status IN ('awaiting_authorisation', 'authorised')
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'payments.follow' AND subject =
           CASE payment.rail WHEN 'draft'
             THEN concat_ws('/', 'draft', $1::text, payment.consent_id, payment.account_id) ELSE payment.rail END))
     UNION ALL
     SELECT 'the time of ' || payment.reference FROM payments payment
     WHERE payment.partner_id = $1 AND payment.end_requested IS NULL
       AND payment.status IN ('received', 'submitting', 'outcome_unknown', 'awaiting_authorisation')
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'payments.expire' AND subject = $1::text || '/' || payment.id)
     UNION ALL
     SELECT 'the time of consent ' || consent.id FROM consents consent
     WHERE consent.partner_id = $1 AND consent.status IN ('awaiting_authorisation', 'authorised')
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'consents.expire' AND subject = $1::text || '/' || consent.id)
     UNION ALL
     SELECT delivery.event_type || ' to tell' FROM webhook_deliveries delivery
     WHERE delivery.partner_id = $1 AND delivery.status = 'pending'
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'webhooks.deliver' AND subject = delivery.id::text)`,
    [partner.partnerId],
  );
  if (rows.length > 0) throw new Error(`nobody looks at ${rows.map(({ what }) => what).join(', ')}`);
}
