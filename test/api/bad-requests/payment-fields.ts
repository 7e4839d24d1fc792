import { invalid, payment, type BadRequest } from './bad-request.js';
import type { World } from './world.js';

const amount = (value: unknown, currency: unknown = 'EUR') => payment({ amount: { value, currency } });
const creditor = (change: Record<string, unknown>) =>
  payment(({ shop }) => ({ creditor: { name: shop.name, iban: shop.iban, ...change } }));
const creditorIban = (change: (iban: string) => string) =>
  payment(({ shop }) => ({ creditor: { name: shop.name, iban: change(shop.iban) } }));
const consented = (ids: (world: World) => Record<string, unknown>) =>
  payment((world) => ({ redirect_uri: undefined, ...ids(world) }));

const value = invalid('/amount/value');
const currency = invalid('/amount/currency');
const name = invalid('/creditor/name');
const iban = invalid('/creditor/iban');
const consentNotUsable = { status: 422, code: 'consent_not_usable', pointer: '/consent_id' };
const accountNotInConsent = { status: 422, code: 'account_not_in_consent', pointer: '/account_id' };

export const badPaymentFields: BadRequest[] = [
  ['an amount of 0', amount('0'), value],
  ['an amount of 0.00', amount('0.00'), value],
  ['a negative amount', amount('-1'), value],
  ['a negative amount with decimals', amount('-1.00'), value],
  ['a signed amount', amount('+1.00'), value],
  ['an exponent', amount('1e3'), value],
  ['three decimals', amount('12.505'), value],
  ['one decimal', amount('12.5'), value],
  ['a decimal comma', amount('12,50'), value],
  ['a leading zero', amount('012.50'), value],
  ['a space before the amount', amount(' 12.50'), value],
  ['a no-break space in the amount', amount('1\u00a0000.00'), value],
  ['a line break after the amount', amount('12.50\n'), value],
  ['a number as the amount', amount(12.5), value],
  ['null as the amount', amount(null), value],
  ['an amount of a billion', amount('1000000000.00'), value],
  ['an amount of a thousand digits', amount(`${'9'.repeat(1000)}.00`), value],
  ['Arabic digits', amount('١٢.٥٠'), value],
  ['an empty amount', amount(''), value],
  ['a hexadecimal amount', amount('0x10.00'), value],
  ['Infinity', amount('Infinity'), value],
  ['a lower-case currency', amount('12.50', 'eur'), currency],
  ['dollars', amount('12.50', 'USD'), currency],
  ['no currency', amount('12.50', null), currency],
  [
    'a third member of the amount',
    payment({ amount: { value: '1.00', currency: 'EUR', cents: 1 } }),
    invalid('/amount/cents'),
  ],
  ['an amount as text', payment({ amount: '12.50' }), invalid('/amount')],
  ['no amount', payment({ amount: undefined }), invalid('/amount')],

  [
    'wrong check digits of an IBAN',
    creditorIban((text) => `${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`),
    iban,
  ],
  ['an IBAN that is too short', creditorIban((text) => text.slice(0, -1)), iban],
  ['an IBAN that is too long', creditorIban((text) => `${text}0`), iban],
  ['an IBAN of a hundred characters', creditorIban((text) => text.padEnd(100, '0')), iban],
  ['an IBAN with a Cyrillic letter', creditorIban((text) => text.replace('B', 'В')), iban],
  ['an IBAN with full-width digits', creditorIban((text) => text.replace(/\d$/, '０')), iban],
  ['an IBAN with a NUL', creditorIban((text) => `${text}\u0000`), iban],
  ['an IBAN of no country', creditorIban((text) => `XX${text.slice(2)}`), iban],
  ['a number as IBAN', creditor({ iban: 12 }), iban],
  ['an empty IBAN', creditor({ iban: '' }), iban],
  ['a name of 300 characters', creditor({ name: 'K'.repeat(300) }), name],
  ['an empty name', creditor({ name: '' }), name],
  ['a name of spaces', creditor({ name: '   ' }), name],
  ['no name beside an IBAN', creditor({ name: undefined }), name],
  ['a control character in a name', creditor({ name: 'Koffie\u0007 & Zo' }), name],
  ['a NUL in a name', creditor({ name: 'Koffie\u0000 & Zo' }), name],
  ['a line break in a name', creditor({ name: 'Koffie\n& Zo' }), name],
  ['a right-to-left override in a name', creditor({ name: 'Koffie \u202eoZ &' }), name],
  ['a zero-width space in a name', creditor({ name: 'Kof\u200bfie & Zo' }), name],
  ['a lone surrogate in a name', creditor({ name: 'Koffie \ud800 & Zo' }), name],
  ['two ways to name the payee', creditor({ email: 'kassa@koffie.example' }), invalid('/creditor')],
  ['no way to name the payee', payment({ creditor: { name: 'Koffie & Zo' } }), invalid('/creditor')],
  ['a phone number without country', payment({ creditor: { phone: '0612345678' } }), invalid('/creditor/phone')],
  ['a phone number with spaces', payment({ creditor: { phone: '+31 6 12345678' } }), invalid('/creditor/phone')],
  ['a phone number that cannot exist', payment({ creditor: { phone: '+31612' } }), invalid('/creditor/phone')],
  ['an e-mail address without domain', payment({ creditor: { email: 'kassa@' } }), invalid('/creditor/email')],
  [
    'an e-mail address with a NUL',
    payment({ creditor: { email: 'a\u0000@koffie.example' } }),
    invalid('/creditor/email'),
  ],
  ['an unknown field of the creditor', creditor({ bic: 'BUNQNL2A' }), invalid('/creditor/bic')],
  ['no creditor', payment({ creditor: undefined }), invalid('/creditor')],
  ['an unknown field', payment({ amuont: 1 }), invalid('/amuont')],
  ['a field of the answer', payment({ status: 'executed' }), invalid('/status')],
  ['an unknown field with a slash and a tilde', payment({ 'a/b~c': 1 }), invalid('/a~1b~0c')],
  [
    'a remittance of 141 characters',
    payment({ remittance_information: 'r'.repeat(141) }),
    invalid('/remittance_information'),
  ],
  ['no remittance', payment({ remittance_information: undefined }), invalid('/remittance_information')],
  [
    'a direction mark in the remittance',
    payment({ remittance_information: 'Order \u2067' }),
    invalid('/remittance_information'),
  ],
  ['a reference that is a number', payment({ reference: 1042 }), invalid('/reference')],
  ['a state of 513 characters', payment({ state: 's'.repeat(513) }), invalid('/state')],
  ['no redirect_uri without consent', payment({ redirect_uri: undefined }), invalid('/redirect_uri')],
  [
    'a debtor at another bank',
    payment({ debtor: { iban: 'NL91ABNA0417164300' } }),
    { status: 422, code: 'rail_not_available', pointer: '/debtor/iban' },
  ],
  ['a debtor with a broken IBAN', payment({ debtor: { iban: 'NL00BUNQ0123456789' } }), invalid('/debtor/iban')],
  [
    'a debtor who is the creditor',
    payment({ debtor: { iban: 'NL49BUNQ2060000017' }, creditor: { name: 'Me', iban: 'NL49BUNQ2060000017' } }),
    invalid('/debtor'),
  ],
  ['a debtor without IBAN', payment({ debtor: { name: 'A. Visser' } }), invalid('/debtor/iban')],

  [
    'consent_id without account_id',
    consented(({ consents }) => ({ consent_id: consents.authorised })),
    invalid('/account_id'),
  ],
  [
    'account_id without consent_id',
    consented(({ accounts }) => ({ account_id: accounts.own })),
    invalid('/consent_id'),
  ],
  [
    'a consent and a redirect_uri',
    payment(({ consents, accounts }) => ({ consent_id: consents.authorised, account_id: accounts.own })),
    invalid('/redirect_uri'),
  ],
  [
    'a consent and a debtor',
    consented(({ consents, accounts, payer }) => ({
      consent_id: consents.authorised,
      account_id: accounts.own,
      debtor: { iban: payer.iban },
    })),
    invalid('/debtor'),
  ],
  ...(['waiting', 'over', 'revoked', 'foreign', 'random'] as const).map((state): BadRequest => [
    `a consent that is ${state}`,
    consented(({ consents, accounts }) => ({ consent_id: consents[state], account_id: accounts.own })),
    consentNotUsable,
  ]),
  [
    'a consent_id that is no id',
    consented(({ accounts }) => ({ consent_id: "con_' OR 1=1 --", account_id: accounts.own })),
    consentNotUsable,
  ],
  ...(['foreign', 'random'] as const).map((whose): BadRequest => [
    `an account that is ${whose}`,
    consented(({ consents, accounts }) => ({ consent_id: consents.authorised, account_id: accounts[whose] })),
    accountNotInConsent,
  ]),
];
