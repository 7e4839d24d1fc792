import { consent, invalid, type BadRequest } from './bad-request.js';

const fromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const validUntil = invalid('/valid_until');
const permissions = invalid('/permissions');

export const badConsentFields: BadRequest[] = [
  ['an unknown type of consent', consent({ type: 'everything' }), invalid('/type')],
  ['no type of consent', consent({ type: undefined }), invalid('/type')],
  ['no permissions', consent({ permissions: [] }), permissions],
  ['an unknown permission', consent({ permissions: ['read_everything'] }), invalid('/permissions/0')],
  ['a permission twice', consent({ permissions: ['initiate_payments', 'initiate_payments'] }), permissions],
  ['permissions without their main one', consent({ permissions: ['read_account_list'] }), permissions],
  ['permissions as text', consent({ permissions: 'initiate_payments' }), permissions],
  ['eleven permissions', consent({ permissions: Array.from({ length: 11 }, () => 'initiate_payments') }), permissions],
  ['a validity in the past', consent({ valid_until: fromNow(-1) }), validUntil],
  ['a validity of this moment', consent({ valid_until: fromNow(0) }), validUntil],
  ['a validity 15 seconds ahead', consent({ valid_until: fromNow(15 / 86_400) }), validUntil],
  ['a validity of 181 days', consent({ valid_until: fromNow(181) }), validUntil],
  ['a validity that is no date', consent({ valid_until: 'tomorrow' }), validUntil],
  ['a validity on the 30th of February', consent({ valid_until: '2027-02-30T00:00:00Z' }), validUntil],
  ['a validity without time zone', consent({ valid_until: '2027-01-01T00:00:00' }), validUntil],
  ['a validity as a number', consent({ valid_until: Date.now() + 86_400_000 }), validUntil],
  ['a psu_reference of 141 characters', consent({ psu_reference: 'p'.repeat(141) }), invalid('/psu_reference')],
  ['a control character in state', consent({ state: 'a\u0000b' }), invalid('/state')],
  ['an unknown field of a consent', consent({ accounts: [] }), invalid('/accounts')],
];
