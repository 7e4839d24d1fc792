import { newId, toPublicId } from '@sluis/persistence';
import { describe, expect, it } from 'vitest';
import { maskedContact, maskedIban, maskedName } from './masking.js';
import { understand } from './search-term.js';

const id = newId();

describe('what was typed', () => {
  it.each([
    [` ${toPublicId('payment', id)} `, { kind: 'id', of: 'payment', id }],
    [toPublicId('payment', id).toUpperCase(), { kind: 'id', of: 'payment', id }],
    [toPublicId('paymentRequestBatch', id), { kind: 'id', of: 'paymentRequestBatch', id }],
    ['nl14 rabo 0169 2029 17', { kind: 'iban', iban: 'NL14RABO0169202917' }],
    ['NL15RABO0169202917', { kind: 'text', text: 'NL15RABO0169202917' }],
    ['2026-05-31', { kind: 'day', from: new Date('2026-05-31Z'), until: new Date('2026-06-01Z') }],
    ['31-5-2026', { kind: 'day', from: new Date('2026-05-31Z'), until: new Date('2026-06-01Z') }],
    ['21 Nov 2026', { kind: 'day', from: new Date('2026-11-21Z'), until: new Date('2026-11-22Z') }],
    ['1 sept 2026', { kind: 'day', from: new Date('2026-09-01Z'), until: new Date('2026-09-02Z') }],
    ['21 Nov 2026, 14:05:00 UTC', { kind: 'day', from: new Date('2026-11-21Z'), until: new Date('2026-11-22Z') }],
    ['21 Nix 2026', { kind: 'text', text: '21 Nix 2026' }],
    ['30 Feb 2026', { kind: 'text', text: '30 Feb 2026' }],
    ['31-02-2026', { kind: 'text', text: '31-02-2026' }],
    ['order-1042', { kind: 'text', text: 'order-1042' }],
    ['pay_short', { kind: 'text', text: 'pay_short' }],
  ])('%s is understood', (typed, term) => {
    expect(understand(typed)).toEqual(term);
  });
});

describe('masking', () => {
  it('leaves enough to recognise and not enough to learn', () => {
    expect(maskedName('A. Visser')).toBe('A••• V•••');
    expect(maskedName('  Ömer   van Dijk ')).toBe('Ö••• v••• D•••');
    expect(maskedIban('NL14RABO0169202917')).toBe('NL•• •••• 2917');
    expect(maskedContact('+31612345678')).toBe('•••678');
    expect([maskedName(null), maskedIban(null), maskedContact(null)]).toEqual([null, null, null]);
  });
});
