import { toPublicId, newId } from '@sluis/persistence';
import { invalid, type BadRequest, type Sent } from './bad-request.js';
import type { World } from './world.js';

type Json = Record<string, unknown>;

const body = ({ payer }: World): Json => ({
  amount: { value: '12.50', currency: 'EUR' },
  debtor: { name: payer.name, iban: payer.iban },
  remittance_information: 'Table 4',
});

/** A payment request that is right but for what `change` puts in. */
const request =
  (change: Json | ((world: World) => Json) = {}) =>
  (world: World): Sent => ({
    path: '/v1/payment-requests',
    body: { ...body(world), ...(typeof change === 'function' ? change(world) : change) },
  });
const batch =
  (requests: (world: World) => unknown) =>
  (world: World): Sent => ({
    path: '/v1/payment-request-batches',
    body: { payment_requests: requests(world) },
  });
const debtor = (change: Json) => request({ debtor: change });
const accept =
  (id: string, change: Json = {}) =>
  (): Sent => ({
    path: `/v1/incoming-payment-requests/${id}/accept`,
    body: change,
  });

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const notUsable = { status: 422, code: 'bank_connection_not_usable', pointer: '/bank_connection_id' };
const notFound = { status: 404, code: 'resource_not_found' };

/** The partner of these rows has connected no account: even a request that is right in every field is refused for that. */
export const badPaymentRequestFields: BadRequest[] = [
  ['no connected account', request(), notUsable],
  [
    'a connection that does not exist',
    request({ bank_connection_id: toPublicId('bankConnection', newId()) }),
    notUsable,
  ],
  ['a connection that is none', request({ bank_connection_id: 'mine' }), notUsable],
  ['an amount of 0', request({ amount: { value: '0.00', currency: 'EUR' } }), invalid('/amount/value')],
  ['a negative amount', request({ amount: { value: '-1.00', currency: 'EUR' } }), invalid('/amount/value')],
  ['an exponent', request({ amount: { value: '1e3', currency: 'EUR' } }), invalid('/amount/value')],
  ['dollars', request({ amount: { value: '1.00', currency: 'USD' } }), invalid('/amount/currency')],
  ['nobody to ask', request({ debtor: undefined }), invalid('/debtor')],
  ['an empty debtor', debtor({}), invalid('/debtor')],
  ['an IBAN without a name', request(({ payer }) => ({ debtor: { iban: payer.iban } })), invalid('/debtor/name')],
  ['two ways to reach the debtor', debtor({ email: 'a@b.example', phone: '+31612345678' }), invalid('/debtor')],
  ['wrong check digits', debtor({ name: 'A. Visser', iban: 'NL00BUNQ2060000017' }), invalid('/debtor/iban')],
  ['a national phone number', debtor({ phone: '0612345678' }), invalid('/debtor/phone')],
  ['a phone number nobody can have', debtor({ phone: '+31000000000000' }), invalid('/debtor/phone')],
  ['an e-mail address without a domain', debtor({ email: 'a.visser@' }), invalid('/debtor/email')],
  [
    'a text of 141 characters',
    request({ remittance_information: 'x'.repeat(141) }),
    invalid('/remittance_information'),
  ],
  ['a text with a line break', request({ remittance_information: 'a\nb' }), invalid('/remittance_information')],
  ['an age of 11', request({ minimum_age: 11 }), invalid('/minimum_age')],
  ['an age of 101', request({ minimum_age: 101 }), invalid('/minimum_age')],
  ['an age and a half', request({ minimum_age: 17.5 }), invalid('/minimum_age')],
  ['an unknown kind of address', request({ requested_address: 'home' }), invalid('/requested_address')],
  ['an end in the past', request({ expires_at: '2020-01-01T00:00:00Z' }), invalid('/expires_at')],
  ['an end without a zone', request({ expires_at: '2099-01-01T00:00:00' }), invalid('/expires_at')],
  ['an end in two years', request(() => ({ expires_at: '2099-01-01T00:00:00Z' })), invalid('/expires_at')],
  ['a flag as text', request({ allow_link: 'yes' }), invalid('/allow_link')],
  ['six attachments', request({ attachment_ids: ['a', 'b', 'c', 'd', 'e', 'f'] }), invalid('/attachment_ids')],
  ['an attachment twice', request({ attachment_ids: ['a', 'a'] }), invalid('/attachment_ids')],
  ['a field of ours', request({ status: 'accepted' }), invalid('/status')],
  ['an unknown field', request(() => ({ expires_at: inAnHour(), foo: 1 })), invalid('/foo')],
  ['a batch of none', batch(() => []), invalid('/payment_requests')],
  ['a batch of 101', batch((world) => Array.from({ length: 101 }, () => body(world))), invalid('/payment_requests')],
  [
    'a batch with one wrong amount',
    batch((world) => [body(world), { ...body(world), amount: { value: '1', currency: 'EUR' } }]),
    invalid('/payment_requests/1/amount/value'),
  ],
  [
    'a batch that names the account in an item',
    batch((world) => [{ ...body(world), account_id: 'x' }]),
    invalid('/payment_requests/0/account_id'),
  ],
  [
    'a list by a cursor of payments',
    () => ({ method: 'get', path: '/v1/payment-requests?after=pay_x' }),
    invalid('/after'),
  ],
  [
    'a list by an unknown status',
    () => ({ method: 'get', path: '/v1/payment-requests?status=paid' }),
    invalid('/status'),
  ],
  ['an answer to nothing', accept(toPublicId('incomingPaymentRequest', newId())), notFound],
  ['an answer to a payment', accept(toPublicId('payment', newId())), notFound],
  [
    'an address without a city',
    accept(toPublicId('incomingPaymentRequest', newId()), {
      billing_address: { street: 'Dorpsstraat', house_number: '3', postal_code: '1234AB', country: 'NL' },
    }),
    invalid('/billing_address/city'),
  ],
];
