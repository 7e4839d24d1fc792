import { describe, expect, it } from 'vitest';
import { formatDateTime, formatEnd, formatMoney, groupIban, hostOf, lastFourDigits } from './format.js';

describe('formatMoney', () => {
  it.each([
    ['nl', '12.50', '€\u00A012,50'],
    ['en', '12.50', '€12.50'],
    ['nl', '99999999.99', '€\u00A099.999.999,99'],
    // Past the precision of a double: a number would show another cent.
    ['en', '9007199254740993.01', '€9,007,199,254,740,993.01'],
    ['en', 'oops', 'EUR oops'],
  ] as const)('in %s shows %s as %s', (language, value, shown) => {
    expect(formatMoney({ value, currency: 'EUR' }, language)).toBe(shown);
  });
});

describe('groupIban', () => {
  it('prints groups of four, however it was typed', () => {
    expect(groupIban('nl49bunq2060000017')).toBe('NL49 BUNQ 2060 0000 17');
    expect(groupIban('NL49 BUNQ 2060 0000 17')).toBe('NL49 BUNQ 2060 0000 17');
    expect(groupIban('BE68539007547034')).toBe('BE68 5390 0754 7034');
  });
});

describe('lastFourDigits', () => {
  it('takes the end only', () => {
    expect(lastFourDigits('NL49 BUNQ 2060 0000 17')).toBe('0017');
  });
});

describe('formatDateTime', () => {
  it('speaks in the time of the Netherlands, summer and winter', () => {
    expect(formatDateTime(new Date('2026-07-01T22:30:00Z'), 'nl')).toBe('2 juli 2026 om 00:30');
    expect(formatDateTime(new Date('2026-01-01T12:00:00Z'), 'en')).toBe('1 January 2026 at 13:00');
  });
});

describe('formatEnd', () => {
  it('says the day, and the time too of what ends within a day', () => {
    const end = new Date('2026-11-21T13:30:00Z');
    expect(formatEnd(end, 'en', new Date('2026-11-20T13:29:59Z'))).toBe('21 November 2026');
    expect(formatEnd(end, 'en', new Date('2026-11-20T13:30:00Z'))).toBe('21 November 2026 at 14:30');
    expect(formatEnd(end, 'nl', new Date('2026-11-21T13:00:00Z'))).toBe('21 november 2026 om 14:30');
  });
});

describe('hostOf', () => {
  it.each([
    ['https://shop.example/return?x=1', 'shop.example'],
    ['https://good.example@evil.example/', 'evil.example'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
    ['shop-app:/paid', null],
    ['no address', null],
  ])('of %s is %s', (url, host) => {
    expect(hostOf(url)).toBe(host);
  });
});
