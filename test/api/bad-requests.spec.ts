import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { storedThings } from '../support/sql.js';
import { send, type BadRequest, type Sent } from './bad-requests/bad-request.js';
import { badBodies } from './bad-requests/bodies.js';
import { badCallers } from './bad-requests/callers.js';
import { badConsentFields } from './bad-requests/consent-fields.js';
import { badPaymentFields } from './bad-requests/payment-fields.js';
import { badPaymentRequestFields } from './bad-requests/payment-request-fields.js';
import { badPayoutFields } from './bad-requests/payout-fields.js';
import { badRedirectUris } from './bad-requests/redirect-uris.js';
import { badResources } from './bad-requests/resources.js';
import { badWebhookFields } from './bad-requests/webhook-fields.js';
import { makeWorld, type World } from './bad-requests/world.js';

let world: World;

beforeAll(async () => {
  world = await makeWorld();
});

afterAll(() => world.stop());

const groups: [string, BadRequest[]][] = [
  ['a payment', badPaymentFields],
  ['a consent', badConsentFields],
  ['a payment request', badPaymentRequestFields],
  ['a payout, a refund or a bank connection', badPayoutFields],
  ['a redirect_uri', badRedirectUris],
  ['a body', badBodies],
  ['a webhook endpoint or an event', badWebhookFields],
  ['a caller', badCallers],
  ['a resource or a route', badResources],
];

describe.each(groups)('%s that is wrong is refused with its problem and leaves nothing behind', (_, rows) => {
  it.each(rows)('%s', async (_name, make, expected) => {
    const sent = make(world);
    const before = await world.sql.counts(storedThings);
    const answer = await send(world, sent);
    expectProblem(answer, expected);
    for (const secret of secretsIn(sent)) expect(answer.text).not.toContain(secret);
    expect(await world.sql.counts(storedThings)).toEqual(before);
  });
});

/** Whatever came in that may not come back: credentials, names, IBANs, addresses. Our own words may. */
function secretsIn({ body, authorization }: Sent): string[] {
  const { key } = world.partner;
  return [key, ...(authorization ? [authorization.replace('Bearer ', '')] : []), ...textsIn(body)].filter(
    (text) => text.length >= 8 && !ourWords.has(text),
  );
}

const ourWords = new Set(['payment_initiation', 'initiate_payments', 'read_account_list']);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
