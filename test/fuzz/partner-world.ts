import { z } from 'zod';
import { newAccountHolder } from '../accounts/account-holder.js';
import { newAskedPayer } from '../funds-confirmation/support.js';
import { connectAtBank, connectByKey, type ConnectionAnswer } from '../support/connection-journey.js';
import { storeIncomingRequest } from '../support/connected-account.js';
import { createConsent } from '../support/consent-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import { executedPayment } from '../support/payment-journey.js';
import { visitAsPayer } from '../support/reader.js';
import { Sql } from '../support/sql.js';
import type { Stack } from '../support/stack.js';
import { KnownIds } from './requests.js';

const incomingRequests = 40;

/** A partner that has one of everything, so that requests find something in the state they are for. */
export async function partnerWorld(stack: Stack): Promise<{ partner: PartnerClient; known: KnownIds }> {
  const partner = await stack.createPartner('Fuzz & Zo');
  const [payer, shop, warehouse] = await Promise.all([
    stack.bank.createUser('F. de Vries', '500.00'),
    stack.bank.createUser('Koffie & Zo', '500.00'),
    stack.bank.createUser('Magazijn BV', '500.00'),
  ]);
  const limited = await createConsent(partner, { spending_rule: { per_day: { value: '40.00', currency: 'EUR' } } });
  await visitAsPayer(stack.bank, payer, limited.authorisation_url);
  const consent = z
    .looseObject({ accounts: z.array(z.looseObject({ id: z.string() })).min(1) })
    .parse(await partner.waitFor(`/v1/consents/${limited.id}`, ['authorised']));
  const holder = await newAccountHolder(stack, { partner });
  const asked = await newAskedPayer(stack, { partner });
  // The one pays at once; the other's payouts wait for their owner, and can be taken back.
  const byKey = await connectByKey(partner, shop);
  const atBank = await connectAtBank(stack, partner, warehouse);
  const payments = [
    await executedPayment(stack, payer, shop, partner),
    await executedPayment(stack, payer, warehouse, partner),
    await executedPayment(stack, payer, warehouse, partner),
  ];
  const sql = await Sql.open(stack.environment.database.url);
  const incoming: string[] = [];
  for (let at = 0; at < incomingRequests; at += 1) incoming.push(await storeIncomingRequest(sql, partner.partnerId));
  await sql.close();
  const payersAccount = consent.accounts[0]?.id ?? '';
  const known = new KnownIds(
    [
      limited.id,
      payersAccount,
      holder.consentId,
      holder.accountId,
      asked.consentId,
      asked.accountId,
      byKey.id,
      atBank.id,
      ...payments,
    ],
    [
      { of: / \/v1\/funds-confirmation/, members: { consent_id: asked.consentId, account_id: asked.accountId } },
      { of: /POST \/v1\/payments$/, members: { consent_id: limited.id, account_id: payersAccount } },
      { of: / \/v1\/accounts/, members: { consent_id: holder.consentId } },
      // Which of two connections is meant has to be said.
      { of: /POST \/v1\/(payment-request|attachments)/, members: membersOf(byKey), isNeeded: true },
      { of: /POST \/v1\/payouts$/, members: membersOf(byKey), isNeeded: true },
      { of: /POST \/v1\/payouts$/, members: membersOf(atBank), isNeeded: true },
    ],
  );
  for (const id of incoming) known.add(id);
  return { partner, known };
}

function membersOf({ id, accounts }: ConnectionAnswer): Record<string, string> {
  return { bank_connection_id: id, account_id: accounts[0]?.id ?? '' };
}
