import type { SubjectKeys } from './data-subjects.js';

/** What `text` reads of a person, as the one row of `s`. Its own parameters begin at $7. */
export function withSubject(keys: SubjectKeys, text: string): { text: string; values: unknown[] } {
  return {
    text: `WITH s AS (SELECT $1::text[] AS ibans, $2::text[] AS emails, $3::text[] AS phones, $4::bytea[] AS hashes,
      $5::uuid[] AS consents, $6::uuid[] AS accounts) ${text}`,
    values: [keys.ibans, keys.emails, keys.phones, keys.hashes, keys.consentIds, keys.accountIds],
  };
}

const ibans = `(SELECT ibans FROM s)::text[]`;

/** Payments that the person made or received. Each arm goes by an index of its own. */
export const subjectPayments = `
  SELECT partner_id, id FROM payments WHERE creditor_iban = ANY (${ibans})
  UNION SELECT partner_id, id FROM payments WHERE debtor_iban = ANY (${ibans})
  UNION SELECT partner_id, id FROM payments WHERE creditor_email = ANY ((SELECT emails FROM s)::text[])
  UNION SELECT partner_id, id FROM payments WHERE creditor_phone = ANY ((SELECT phones FROM s)::text[])
  UNION SELECT p.partner_id, p.id FROM consents c JOIN payments p ON p.partner_id = c.partner_id AND p.consent_id = c.id
    WHERE c.id = ANY ((SELECT consents FROM s)::uuid[])
  UNION SELECT p.partner_id, p.id FROM unnest(${ibans}) AS known (iban) JOIN payments p
    ON p.entries IS NOT NULL AND p.entries @> jsonb_build_array(jsonb_build_object('creditor', jsonb_build_object('iban', known.iban)))`;
