import { randomBytes } from 'node:crypto';
import { newId, toPublicId } from '@sluis/persistence';
import type { Sql } from './sql.js';

export interface ConnectedAccount {
  connectionId: string;
  accountId: string;
}

/** A connected account as the worker would have stored it, for tests that run without one. Made once per partner. */
export async function storeConnectedAccount(sql: Sql, partnerId: string): Promise<ConnectedAccount> {
  const [known] = await sql.rows<ConnectedAccount>(
    `SELECT connection_id AS "connectionId", account_id AS "accountId" FROM bank_connection_accounts WHERE partner_id = $1`,
    [partnerId],
  );
  if (known) return known;
  const [connectionId, accountId] = [newId(), newId()];
  await sql.rows(
    `INSERT INTO bank_connections (partner_id, id, method, status, link_token_hash, link_expires_at, connected_at)
     VALUES ($1, $2, 'api_key', 'active', decode($3, 'hex'), now(), now())`,
    [partnerId, connectionId, randomBytes(32).toString('hex')],
  );
  await sql.rows(
    `INSERT INTO accounts (partner_id, id, iban, holder_name, currency, is_partners_own) VALUES ($1, $2, $3, 'Koffie & Zo', 'EUR', true)`,
    [partnerId, accountId, 'NL17BUNQ2064000097'],
  );
  await sql.rows(
    `INSERT INTO bank_connection_accounts (partner_id, connection_id, account_id, bunq_monetary_account_id, is_default)
     VALUES ($1, $2, $3, $4, true)`,
    [partnerId, connectionId, accountId, Math.floor(Math.random() * 1e9)],
  );
  return { connectionId, accountId };
}

/** A request to the partner that waits for its answer, as the worker would have taken it in. @returns its public id */
export async function storeIncomingRequest(sql: Sql, partnerId: string): Promise<string> {
  const { connectionId, accountId } = await storeConnectedAccount(sql, partnerId);
  const id = newId();
  await sql.rows(
    `INSERT INTO incoming_payment_requests (partner_id, id, connection_id, account_id, bunq_monetary_account_id,
       bunq_request_response_id, status, bank_status, amount_minor, currency, remittance_information, creditor_iban)
     VALUES ($1, $2, $3, $4, 1, $5, 'pending', 'PENDING', 1250, 'EUR', 'Flour', 'NL25BUNQ2063000077')`,
    [partnerId, id, connectionId, accountId, Math.floor(Math.random() * 1e12)],
  );
  return toPublicId('incomingPaymentRequest', id);
}
