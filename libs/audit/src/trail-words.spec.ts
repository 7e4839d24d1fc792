import { expect, it } from 'vitest';
import { caseNumberSchema, trailTextSchema } from './trail-words.js';

const isCase = (text: string) => caseNumberSchema.safeParse(text).success;
const isReason = (text: string) => trailTextSchema(200).safeParse(text).success;

it.each(['K-1', 'F-2026/17', 'DNB-2026-12', '#4711', 'AVG_2026.3', '20261104123', ` K-12 `, 'A'.repeat(39) + '1'])(
  'takes %s for the number of a case',
  (text) => expect(isCase(text)).toBe(true),
);

it.each([
  'NL27BUNQ2060000025',
  'nl27bunq2060000025',
  'K-NL27BUNQ2060000025',
  'NL27-BUNQ-2060-0000-25',
  'A.Visser 1',
  'Case 4711',
  'visser@example.com1',
  '+31612345678',
  'Visser',
  'K1',
  'K-1\n2',
  'A'.repeat(40) + '1',
])('does not take %j for one', (text) => expect(isCase(text)).toBe(false));

it.each([
  'Case 4711',
  'The payer asked us to, case K-2026/7',
  'contract of May',
  'listed since 14:02 on 21-11-2026 as 3001',
  'seen on 01-02-2026 14:00:12 and 2026-02-01T14:00:12Z, 1,250.00 EUR',
  'pay_01h455vb4pex5vsknk084sn02q, request 0e8400e2-9b00-41d4-a716-446655440000',
  'order 20261104123 at the bank, 00:15 UTC',
  'what @channel said',
])('takes %j for a reason', (text) => expect(isReason(text)).toBe(true));

it.each([
  'Complaint of A. Visser, NL27BUNQ2060000025',
  'Complaint about nl27 bunq 2060 0000 25.',
  'asked by visser@example.com',
  'rang from 06-12345678',
  'rang from 020 123 4567, twice',
  'rang from (020) 1234567',
  'rang from +31 6 12 34 56 78',
  'rang from 0031612345678',
  ' ',
  'x'.repeat(201),
])('does not take %j for one', (text) => expect(isReason(text)).toBe(false));

it('says what to do instead', () => {
  expect(trailTextSchema(200).safeParse('NL27BUNQ2060000025').error?.issues[0]?.message).toContain(
    'no personal data here: name the case',
  );
});
