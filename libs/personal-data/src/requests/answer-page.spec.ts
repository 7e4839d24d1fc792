import { expect, it } from 'vitest';
import { answerPage } from './answer-page.js';

const payments = {
  id: 'payments',
  name: 'Payments',
  purpose: 'To carry them out',
  categories: 'Amounts',
  recipients: 'The bank',
  kept: 'Seven years',
  source: 'The payer',
  items: [{ application: 'Koffie & Zo', id: null, kept_until: null, item: { amount: 'EUR 1.00' } }],
};

function pageOf(areAll: boolean): string {
  return answerPage({
    request: 'dsr_1',
    made_at: '2026-11-21T12:00:00.000Z',
    searched_by: { kind: 'iban', value: 'NL49BUNQ2060000017' },
    found: [{ ...payments, are_all: areAll }],
    not_in_this_answer: [],
  });
}

it('says when not everything fits into one answer', () => {
  expect(pageOf(false)).toContain('Payments (more than 1)');
  expect(pageOf(false)).toContain('Ask us for the rest.');
  expect(pageOf(true)).toContain('Payments (1)');
  expect(pageOf(true)).not.toContain('Ask us for the rest.');
});
