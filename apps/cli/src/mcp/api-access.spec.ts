import { describe, expect, it } from 'vitest';
import { apiFor } from './api-access.js';

const access = { baseUrl: 'http://127.0.0.1:9', apiKey: 'sk_test_x' };

describe('what an agent may write', () => {
  it('is nothing by default, and drafts of payments when they are allowed, whatever a tool tries', async () => {
    const readsOnly = apiFor(access, { mayDraft: false });
    const mayDraft = apiFor(access, { mayDraft: true });
    const amount = { value: '1.00', currency: 'EUR' } as const;
    const order = { amount, creditor: { iban: 'NL02ABNA0123456789' }, remittance_information: 'x' };
    const refusals = [
      readsOnly.payments.create(order, { maxRetries: 0 }),
      readsOnly.payments.cancel('pay_1', { maxRetries: 0 }),
      mayDraft.payouts.create(order, { maxRetries: 0 }),
      mayDraft.payments.refunds.create('pay_1', {}, { maxRetries: 0 }),
      mayDraft.consents.revoke('con_1', { maxRetries: 0 }),
      mayDraft.webhookEndpoints.delete('whe_1', { maxRetries: 0 }),
      mayDraft.bankConnections.create({ method: 'api_key', api_key: 'x' }, { maxRetries: 0 }),
    ];
    for (const refusal of await Promise.allSettled(refusals))
      expect(String(Reflect.get(Object(refusal), 'reason').cause)).toContain('this server only reads');
  });
});
