/** What an erasure came to, in counts; nothing personal. */
export interface ErasureOutcome {
  erased: { id: string; name: string; rows: number }[];
  kept: { id: string; name: string; rows: number; because: string; until: string | null }[];
}

/** Something that goes when a person asks for erasure. */
export interface Erasure {
  id: string;
  name: string;
  /** Deletes or blanks what is of `s`'s person. $7: days for which a payer may dispute; $8: public ids of the consents. */
  text: string;
}

const ibans = `(SELECT ibans FROM s)::text[]`;
const consents = `(SELECT consents FROM s)::uuid[]`;
/** Nobody can dispute any more what was done under it. */
const isPast = `c.ended_at < now() - $7 * interval '1 day'`;

/** In this order. Each is safe to repeat, and none touches what a hold keeps: an erasure is refused while there is one. */
export const erasures = [
  {
    id: 'payee_names',
    name: 'Names under which the bank knows accounts',
    text: `DELETE FROM payee_names WHERE iban = ANY (${ibans}) RETURNING 1`,
  },
  {
    id: 'permission_visits',
    name: 'Visits to the page of permissions',
    text: `DELETE FROM permission_sessions
      WHERE bank_user_key = ANY ((SELECT hashes FROM s)::bytea[]) OR iban_keys && (SELECT hashes FROM s)::bytea[] RETURNING 1`,
  },
  {
    id: 'asked_accounts',
    name: 'Account numbers that ended consents were asked for',
    text: `UPDATE consents c SET asked_iban = NULL
      WHERE c.id = ANY (${consents}) AND c.ended_at IS NOT NULL AND c.asked_iban IS NOT NULL RETURNING 1`,
  },
  {
    id: 'addresses',
    name: 'Addresses given with payment requests that are over',
    text: `UPDATE payment_requests SET billing_address = NULL, shipping_address = NULL
      WHERE (debtor_iban = ANY (${ibans}) OR debtor_email = ANY ((SELECT emails FROM s)::text[])
          OR debtor_phone = ANY ((SELECT phones FROM s)::text[]))
        AND status IN ('expired', 'failed', 'refunded', 'rejected', 'revoked', 'accepted')
        AND (billing_address IS NOT NULL OR shipping_address IS NOT NULL) RETURNING 1`,
  },
  {
    id: 'transaction_notices',
    name: 'What applications were told of movements, under consents that ended',
    text: `, told AS (
        SELECT e.partner_id, e.id FROM consents c JOIN events e ON e.partner_id = c.partner_id AND e.id > c.id
        WHERE c.id = ANY (${consents}) AND c.ended_at IS NOT NULL AND e.resource_type = 'transaction'
          AND e.body::jsonb #>> '{data,consent_id}' = ANY ($8::text[])
          AND NOT EXISTS (SELECT FROM webhook_deliveries d
            WHERE d.partner_id = e.partner_id AND d.event_id = e.id AND d.status = 'pending')
      ), attempts AS (
        DELETE FROM webhook_delivery_attempts a USING told, webhook_deliveries d
        WHERE d.partner_id = told.partner_id AND d.event_id = told.id
          AND a.partner_id = d.partner_id AND a.delivery_id = d.id
      ), deliveries AS (
        DELETE FROM webhook_deliveries d USING told WHERE d.partner_id = told.partner_id AND d.event_id = told.id
      )
      DELETE FROM events e USING told WHERE e.partner_id = told.partner_id AND e.id = told.id RETURNING 1`,
  },
  {
    id: 'viewers',
    name: 'Hashes of who looked at pages of consents that nobody can dispute any more',
    text: `UPDATE consent_presentations v SET user_agent_hash = NULL, ip_hash = NULL FROM consents c
      WHERE c.id = ANY (${consents}) AND ${isPast} AND v.partner_id = c.partner_id AND v.consent_id = c.id
        AND v.ip_hash IS NOT NULL RETURNING 1`,
  },
  {
    id: 'pages',
    name: 'Pages shown for consents that nobody can dispute any more; their hashes stay',
    text: `UPDATE consent_renders r SET html_sealed = NULL FROM consents c
      WHERE c.id = ANY (${consents}) AND ${isPast} AND r.partner_id = c.partner_id AND r.consent_id = c.id
        AND r.html_sealed IS NOT NULL RETURNING 1`,
  },
] as const satisfies readonly Erasure[];
