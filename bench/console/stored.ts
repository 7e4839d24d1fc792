import { composeIBAN } from 'ibantools';
import type { BenchStack } from '../payments/bench-stack.js';

/** Something of each kind that staff search by. */
export interface Stored {
  payment: { id: string; partnerId: string; createdAt: Date; reference: string; bankId: string };
  consentId: string;
  psuReference: string;
  payerIban: string;
  shopIban: string;
}

const payers = 200;
const paymentsPerPayer = 10;
const consents = 50_000;

/** The loader gives all payments one payer: some get others, and there are consents beside them. */
export async function varyStored(stack: BenchStack, size: number): Promise<void> {
  const [known] = await stack.query(`SELECT 1 FROM consents LIMIT 1`);
  if (known) return;
  const ibans = Array.from({ length: payers }, (_, number) =>
    composeIBAN({ countryCode: 'NL', bban: `BUNQ20${String(70_000_000 + number * 11)}` }),
  );
  await stack.query(
    `UPDATE payments SET debtor_iban = ($1::text[])[1 + (bunq_object_id / $3) % ${payers}]
     WHERE rail = 'psp_draft' AND bunq_object_id = ANY (SELECT n * $3 FROM generate_series(0, $2::bigint) AS n)`,
    [ibans, payers * paymentsPerPayer - 1, Math.max(1, Math.floor(size / (payers * paymentsPerPayer)))],
  );
  await stack.query(
    `INSERT INTO consents (partner_id, id, type, permissions, status, version, valid_until, link_expires_at, redirect_uri, psu_reference,
       purpose, purpose_by, link_token_hash, created_at, updated_at, authorised_at, ended_at)
     SELECT ($1::uuid[])[1 + n % cardinality($1::uuid[])], uuidv7(-make_interval(secs => n * 600)), 'account_information', '{balances}',
       CASE WHEN n % 3 = 0 THEN 'authorised' WHEN n % 3 = 1 THEN 'expired' ELSE 'revoked' END, 3, now() + interval '30 days',
       now(), 'https://shop.example/return', 'payer-' || n, 'For the benchmark', 'partner', sha256(('consent' || n)::bytea),
       now() - make_interval(secs => n * 600), now(), now() - make_interval(secs => n * 600),
       CASE WHEN n % 3 > 0 THEN now() - make_interval(secs => n * 300) END
     FROM generate_series(1, ${consents}) AS n`,
    [stack.partners.map(({ id }) => id)],
  );
}

export async function describeStored(stack: BenchStack): Promise<Stored> {
  const [row] = await stack.query<{
    id: string;
    partner_id: string;
    created_at: Date;
    reference: string;
    bunq_object_id: string;
    creditor_iban: string;
    debtor_iban: string;
    consent_id: string;
    psu_reference: string;
  }>(
    `SELECT p.id, p.partner_id, p.created_at, p.reference, p.bunq_object_id, p.creditor_iban, p.debtor_iban,
       c.id AS consent_id, c.psu_reference
     FROM (SELECT * FROM payments WHERE debtor_iban LIKE 'NL__BUNQ207%' LIMIT 1000) p
     CROSS JOIN (SELECT id, psu_reference FROM consents WHERE psu_reference = 'payer-777') c
     ORDER BY p.id LIMIT 1 OFFSET 500`,
  );
  if (!row) throw new Error('nothing is stored');
  return {
    payment: {
      id: row.id,
      partnerId: row.partner_id,
      createdAt: row.created_at,
      reference: row.reference,
      bankId: row.bunq_object_id,
    },
    consentId: row.consent_id,
    psuReference: row.psu_reference,
    payerIban: row.debtor_iban,
    shopIban: row.creditor_iban,
  };
}
