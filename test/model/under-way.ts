import type { World } from './world.js';

/** What a failure leaves behind, for whoever looks for its cause. */
export async function describeUnderWay({ stack, partner, books, prefix }: World): Promise<string> {
  const attempts = await stack.database.rows(
    `SELECT payment.reference AS payment, payment.status AS is, payment.end_requested AS "end",
            attempt.status AS attempt, attempt.outcome, attempt.sends, attempt.empty_reads AS empty,
            attempt.bunq_object_id AS bank_id,
            round(extract(epoch FROM clock_timestamp() - attempt.created_at), 1) AS age,
            round(extract(epoch FROM clock_timestamp() - attempt.unknown_since), 1) AS unknown_for
     FROM payments payment
     LEFT JOIN order_attempts attempt ON attempt.partner_id = payment.partner_id AND attempt.order_id = payment.id
     WHERE payment.partner_id = $1 ORDER BY payment.created_at`,
    [partner.partnerId],
  );
  const work = await stack.database.rows(
    `SELECT kind, right(subject, 12) AS subject, tries, generation,
            round(extract(epoch FROM due_at - clock_timestamp()), 1) AS due_in,
            round(extract(epoch FROM lease_until - clock_timestamp()), 1) AS held_for
     FROM outbox WHERE partner_id = $1 OR kind = 'payments.follow' ORDER BY due_at LIMIT 20`,
    [partner.partnerId],
  );
  const orders = books.orders(prefix).map(({ id, rail, status, description }) => ({ id, rail, status, description }));
  return [attempts, work, orders].flatMap((rows) => rows.map((row) => `    ${JSON.stringify(row)}`)).join('\n');
}
