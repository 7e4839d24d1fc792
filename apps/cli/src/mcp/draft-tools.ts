import { randomUUID } from 'node:crypto';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { PaymentWithLink, Sluis } from '@sluis/sdk';
import { z } from 'zod';
import { answer, answering, sentence } from './tool-answer.js';

const orderShape = {
  amount: z
    .string()
    .regex(/^\d{1,10}\.\d{2}$/)
    .describe('In euro, as "12.50".'),
  payee_name: z.string().min(1).max(70),
  payee_iban: z.string(),
  description: z.string().min(1).max(140).describe('What the payer and the payee read on their statements.'),
  reference: z.string().max(70).optional().describe('Of your own, to find it again.'),
  consent_id: z.string().optional().describe('With account_id: asked in the app of the bank, without a page.'),
  account_id: z.string().optional(),
  idempotency_key: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .describe('The one that an unclear earlier answer named: then nothing is drafted twice.'),
};

/**
 * Drafts of payments. No money moves by them: each is confirmed by a person, with what they use for it at their bank. What could
 * move money by itself, payouts and refunds, is not here.
 *
 * @param redirectUri where the payer comes back; registered for the partner
 */
export function registerDraftTools(server: McpServer, sluis: Sluis, redirectUri: string): void {
  const session = randomUUID();
  server.registerTool(
    'draft_payment',
    {
      description:
        'Drafts one payment in euro. Nothing is paid by this: a person reads it, and confirms it at the bank. Show them amount and ' +
        'payee as they come back, word for word, and wait for them.',
      inputSchema: orderShape,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    },
    (
      { amount, payee_name, payee_iban, description, reference, consent_id, account_id, idempotency_key },
      { requestId },
    ) =>
      answering(async () => {
        // One call is one draft, also when its answer is lost on the way and the SDK asks again.
        const idempotencyKey = idempotency_key ?? `mcp-${session}-${requestId}`;
        const place = consent_id === undefined ? { redirect_uri: redirectUri } : { consent_id, account_id };
        const payment = await sluis.payments.create(
          {
            amount: { value: amount, currency: 'EUR' },
            creditor: { name: payee_name, iban: payee_iban },
            remittance_information: description,
            reference,
            ...place,
          },
          { idempotencyKey },
        );
        return sentence(draftInWords(payment, idempotencyKey));
      }),
  );
  server.registerTool(
    'cancel_payment',
    {
      description: 'Takes a draft back, as long as the payer has not confirmed it.',
      inputSchema: { id: z.string().regex(/^pay_\w+$/) },
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    },
    ({ id }) => answering(async () => answer(await sluis.payments.cancel(id))),
  );
}

function draftInWords(payment: PaymentWithLink, idempotencyKey: string): string {
  const {
    id,
    status,
    amount,
    creditor,
    remittance_information: text,
    authorisation_url: link,
    payee_verification,
  } = payment;
  return [
    `Drafted, not paid: ${id} (${status}).`,
    `Amount: ${amount.currency} ${amount.value}`,
    `To: ${creditor?.name ?? '?'}, ${creditor?.iban ?? '?'}`,
    `Description: ${text}`,
    `Is the account known under this name: ${payee_verification?.result ?? 'not checked'}`,
    link === null
      ? 'The payer confirms it in the app of the bank, where it appears in a moment.'
      : `The payer reads it and confirms it at the bank, here: ${link}`,
    `Should this answer have been unclear, repeat it with idempotency_key ${idempotencyKey}.`,
  ].join('\n');
}
