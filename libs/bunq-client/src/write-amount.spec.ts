import { describe, expect, it } from 'vitest';
import { BunqAmountError, type BunqAmountProblem } from './bunq-api.error.js';
import { draftPayment } from './endpoints/draft-payment.js';
import { issuerTransaction } from './endpoints/payment-service-provider-issuer-transaction.js';
import { paymentBatch } from './endpoints/payment-batch.js';
import { payment } from './endpoints/payment.js';
import { pspDraftPayment } from './endpoints/payment-service-provider-draft-payment.js';
import { requestInquiryBatch } from './endpoints/request-inquiry-batch.js';
import { requestInquiry } from './endpoints/request-inquiry.js';
import { requestResponse } from './endpoints/request-response.js';
import { schedulePayment } from './endpoints/schedule-payment.js';
import { writeAmount } from './write-amount.js';

const euros = (value: string, currency = 'EUR') => ({ value, currency });

function problemOf(act: () => unknown): BunqAmountProblem | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof BunqAmountError) return error.problem;
    throw error;
  }
}

describe('an amount before it is sent', () => {
  it.each(['0.01', '1.00', '12.50', '10000.00', '123456789012345678.90'])('may be %s', (value) => {
    expect(writeAmount('amount', euros(value))).toEqual(euros(value));
  });

  it.each([
    ['', 'format'],
    ['1', 'format'],
    ['1.0', 'format'],
    ['1.005', 'format'],
    ['1,00', 'format'],
    ['1.000,00', 'format'],
    [' 1.00', 'format'],
    ['+1.00', 'format'],
    ['01.00', 'format'],
    ['1e3', 'format'],
    ['NaN', 'format'],
    ['١.00', 'format'],
    ['0.00', 'not_positive'],
    ['-0.01', 'not_positive'],
    ['-25.00', 'not_positive'],
  ])('may not be "%s": %s', (value, problem) => {
    expect(problemOf(() => writeAmount('amount', euros(value)))).toBe(problem);
  });

  it.each(['', 'eur', 'EURO', '€'])('may not be in "%s"', (currency) => {
    expect(problemOf(() => writeAmount('amount', euros('1.00', currency)))).toBe('format');
  });

  it('may be the most that bunq documents and not more, and is not told in the message', () => {
    expect(writeAmount('daily_limit', euros('10000.00'), 10_000)).toEqual(euros('10000.00'));
    expect(() => writeAmount('daily_limit', euros('10000.01'), 10_000)).toThrow(
      new BunqAmountError('daily_limit', 'too_high'),
    );
    expect(new BunqAmountError('daily_limit', 'too_high').message).toBe('daily_limit cannot be sent: too_high');
  });
});

describe('a body is not even written with an amount that cannot be sent', () => {
  const counterparty = { type: 'EMAIL', value: 'bravo@bunq.com' } as const;
  const good = { amount: euros('1.00'), counterparty, description: 'x' };
  const bad = { ...good, amount: euros('1') };
  const inquiry = { amountInquired: euros('1.00'), counterparty, description: 'x', allowBunqme: false };
  const schedule = { timeStart: new Date(), recurrenceUnit: 'ONCE', recurrenceSize: 1 } as const;
  const byIban = { senderIban: 'x', counterpartyIban: 'x', counterpartyName: 'x', description: 'x' };

  it.each([
    ['payment', () => payment.serialise(bad)],
    ['payment-batch', () => paymentBatch.serialise([good, bad])],
    ['schedule-payment', () => schedulePayment.serialise({ payment: bad, schedule })],
    ['draft-payment', () => draftPayment.serialise({ entries: [good, bad] })],
    ['payment-service-provider-draft-payment', () => pspDraftPayment.serialise({ ...byIban, amount: bad.amount })],
    [
      'payment-service-provider-issuer-transaction',
      () => issuerTransaction.serialise({ ...bad, urlRedirect: 'https://tpp.example' }),
    ],
    ['request-inquiry', () => requestInquiry.serialise({ ...inquiry, amountInquired: bad.amount })],
    [
      'request-inquiry-batch',
      () => requestInquiryBatch.serialise({ requestInquiries: [inquiry], totalAmountInquired: bad.amount }),
    ],
    ['request-response', () => requestResponse.serialiseAccept({ amountResponded: bad.amount })],
  ])('%s', (_endpoint, write) => {
    expect(problemOf(write)).toBe('format');
  });
});
