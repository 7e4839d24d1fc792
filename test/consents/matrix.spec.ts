import {
  CompleteAuthorisation,
  ConsentEndings,
  Consents,
  consentTypes,
  permissionsOfType,
  PsuConsents,
  type ConsentPermission,
  type ConsentType,
  type PermissionSession,
} from '@sluis/consents';
import { BunqConsentLostError } from '@sluis/bunq-client';
import { AskBank } from '@sluis/funds-confirmation';
import { DerivedTokens, fromPublicId, SecretBox, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchSchema } from '../funds-confirmation/support.js';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { ConsentJourneys, type ConsentAnswer } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

const accessToken = 'a'.repeat(64);

/** Every state: how a consent that was asked, shown and taken to the bank gets there. */
const states = {
  awaiting: '',
  'awaiting, link over': `link_expires_at = now() - interval '1 second'`,
  authorised: `status = 'authorised', authorised_at = now()`,
  'authorised, being renewed': `status = 'authorised', authorised_at = now()`,
  'authorised, validity over': `status = 'authorised', authorised_at = now() - interval '1 day', valid_until = now() - interval '1 second'`,
  rejected: `status = 'rejected', ended_at = now()`,
  failed: `status = 'failed', ended_at = now()`,
  expired: `status = 'expired', ended_at = now()`,
  'revoked by psu': `status = 'revoked', revoked_by = 'psu', ended_at = now()`,
  'revoked by partner': `status = 'revoked', revoked_by = 'partner', ended_at = now()`,
  'revoked by bank': `status = 'revoked', revoked_by = 'bank', ended_at = now()`,
  'revoked by operator': `status = 'revoked', revoked_by = 'operator', ended_at = now()`,
} as const;
type State = keyof typeof states;

const everyPermission = [...new Set(Object.values(permissionsOfType).flat())];
const uses = everyPermission.map((permission) => `use: ${permission}` as const);
type Operation = keyof typeof operations | (typeof uses)[number];

/** What succeeds in a state, whatever the type. What uses succeed depends on the type as well. */
const allowed: Record<State, (keyof typeof operations)[]> = {
  awaiting: [
    'payer sees the form',
    'payer agrees',
    'payer declines',
    'payer returns from the bank',
    'partner revokes',
    'operator revokes',
    'time passes',
  ],
  'awaiting, link over': ['partner revokes', 'operator revokes', 'time passes'],
  authorised: ['partner renews', 'partner revokes', 'payer revokes', 'bank revokes', 'operator revokes', 'time passes'],
  'authorised, being renewed': [
    'payer sees the form',
    'payer agrees',
    'payer declines',
    'payer returns from the bank',
    'partner renews',
    'partner revokes',
    'payer revokes',
    'bank revokes',
    'operator revokes',
    'time passes',
  ],
  'authorised, validity over': ['partner revokes', 'payer revokes', 'bank revokes', 'operator revokes', 'time passes'],
  rejected: [],
  failed: [],
  expired: [],
  'revoked by psu': [],
  'revoked by partner': [],
  'revoked by bank': [],
  'revoked by operator': [],
};

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let payer: BankUser;
let shop: BankUser;
let partnerId: string;

beforeAll(async () => {
  // Nothing moves but what the test moves.
  stack = await startStack({ withWorker: false });
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  payer = await stack.bank.createUser('A. Visser', '100.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  const [partner] = await rows.query<{ id: string }>(`SELECT id FROM partners WHERE name = 'Koffie & Zo'`);
  partnerId = partner?.id ?? '';
  await rows.query(
    `INSERT INTO accounts (partner_id, id, iban, holder_name, currency) VALUES ($1, gen_random_uuid(), $2, $3, 'EUR')`,
    [partnerId, payer.iban, payer.name],
  );
});

afterAll(() => stack?.stop());

interface Subject {
  consent: ConsentAnswer;
  uuid: string;
  accountId: string;
  pageUrl: string;
  browser: PayerBrowser;
  csrf: string;
  /** The bank's redirect of the visit that is under way. */
  back: string;
}

const tx = <T>(work: (open: Transaction) => Promise<T>): Promise<T> => stack.api.get(Transactions).run(work);

async function subjectIn(state: State, type: ConsentType): Promise<Subject> {
  const consent = await journeys.create(type);
  const uuid = rows.uuid(consent);
  const browser = new PayerBrowser();
  const isRenewal = state === 'authorised, being renewed';
  let pageUrl = consent.authorisation_url;
  let back = '';
  const visit = async () => {
    back = await journeys.decideAtBank(payer, await journeys.agree(pageUrl, browser));
  };
  if (!isRenewal) await visit();
  if (states[state] !== '') await rows.query(`UPDATE consents SET ${states[state]} WHERE id = $1`, [uuid]);
  if (state.startsWith('authorised')) await giveAccess(uuid);
  if (isRenewal) {
    pageUrl = (await journeys.renew(consent)).authorisation_url;
    await visit();
  }
  const { html } = await browser.open((await journeys.create()).authorisation_url);
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const [account] = await rows.query<{ id: string }>(`SELECT id FROM accounts WHERE iban = $1`, [payer.iban]);
  return { consent, uuid, accountId: account?.id ?? '', pageUrl, browser, csrf, back };
}

/** What an authorisation would have left: a token, an account, and whose it is. */
async function giveAccess(uuid: string): Promise<void> {
  const sealed = stack.api
    .get(SecretBox)
    .seal(accessToken, { table: 'consents', column: 'access_token_sealed', rowId: uuid, partnerId });
  await rows.query(`UPDATE consents SET access_token_sealed = $2 WHERE id = $1`, [uuid, sealed]);
  await rows.query(
    `INSERT INTO consent_accounts (partner_id, consent_id, account_id, bunq_monetary_account_id)
     SELECT partner_id, $2, id, $3 FROM accounts WHERE partner_id = $1 AND iban = $4`,
    [partnerId, uuid, payer.accountId, payer.iban],
  );
  await rows.query(
    `INSERT INTO consent_psu_keys (partner_id, consent_id, kind, key_hash) VALUES ($1, $2, 'bank_user', $3)`,
    [partnerId, uuid, bankUserKey()],
  );
}

const bankUserKey = () =>
  Buffer.from(stack.api.get(DerivedTokens).derive('psu-bank-user', String(payer.userId)), 'base64url');
const statusOf = async ({ consent }: Subject) => (await journeys.get(consent)).status;
const post = ({ browser, csrf }: Subject, url: string) =>
  browser.open(url, { method: 'POST', body: new URLSearchParams({ csrf }) });

/** Each does its thing, as far as it is let, and says whether it had its effect. */
const operations = {
  'payer sees the form': async ({ browser, pageUrl }: Subject) => {
    const { status, html } = await browser.open(pageUrl);
    if (status !== 200) throw new Error(`the page answered ${status}`);
    return html.includes('/decline');
  },
  'payer agrees': async (subject: Subject) =>
    Boolean((await post(subject, subject.pageUrl)).location?.includes('/auth?')),
  'payer declines': async (subject: Subject) => {
    const before = await journeys.get(subject.consent);
    await post(subject, `${subject.pageUrl}/decline`);
    const after = await journeys.get(subject.consent);
    return after.version > before.version && (after.status === 'rejected' || after.renewal?.status === 'rejected');
  },
  'payer returns from the bank': async ({ browser, back, consent, uuid }: Subject) => {
    const before = await journeys.get(consent);
    await browser.open(back);
    const complete = stack.api.get(CompleteAuthorisation);
    const [renewal] = await rows.query<{ id: string }>(`SELECT id FROM consent_renewals WHERE consent_id = $1`, [uuid]);
    await (renewal ? complete.runRenewal(partnerId, renewal.id) : complete.run(partnerId, uuid));
    const after = await journeys.get(consent);
    return after.version > before.version && after.status === 'authorised';
  },
  'partner renews': async ({ consent }: Subject) =>
    (await stack.partner.post(`/v1/consents/${consent.id}/renew`, {})).status === 201,
  'partner revokes': async (subject: Subject) => {
    const { status } = await stack.partner.post(`/v1/consents/${subject.consent.id}/revoke`);
    return status === 200 && (await statusOf(subject)) === 'revoked';
  },
  'payer revokes': async ({ uuid, consent }: Subject) => {
    const before = await journeys.get(consent);
    const session: PermissionSession = {
      id: uuid,
      status: 'open',
      keys: { bankUser: bankUserKey(), ibans: [] },
      expiresAt: new Date(Date.now() + 60_000),
    };
    const found = await stack.api.get(PsuConsents).find(session, uuid);
    if (found) await stack.api.get(PsuConsents).stop(session, found);
    const after = await journeys.get(consent);
    return after.version > before.version && after.revoked_by === 'psu';
  },
  'bank revokes': async ({ uuid, consent }: Subject) => {
    const before = await journeys.get(consent);
    const lost = new BunqConsentLostError(`consent:${uuid}`);
    await stack.api.get(Consents).recordBankLoss(partnerId, uuid, lost, accessToken);
    const after = await journeys.get(consent);
    return after.version > before.version && after.revoked_by === 'bank';
  },
  'operator revokes': async ({ uuid }: Subject) => {
    const change = { revokedBy: 'operator', actor: { type: 'operator', id: 'test' } } as const;
    return tx((open) => stack.api.get(Consents).revoke(open, partnerId, uuid, change)).then(
      () => true,
      () => false,
    );
  },
  'time passes': async (subject: Subject) => {
    const { uuid, consent } = subject;
    const before = await journeys.get(consent);
    await rows.query(
      `UPDATE consents SET valid_until = least(valid_until, now()), link_expires_at = least(link_expires_at, now()) WHERE id = $1`,
      [uuid],
    );
    await stack.api.get(ConsentEndings).expireIfDue(partnerId, uuid);
    return before.status !== 'expired' && (await statusOf(subject)) === 'expired';
  },
  'partner orders a payment': async ({ consent, accountId }: Subject) => {
    const answer = await stack.partner.post('/v1/payments', {
      amount: { value: '1.00', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: shop.iban },
      remittance_information: 'Order 1042',
      consent_id: consent.id,
      account_id: toPublicId('account', accountId),
    });
    return answer.status === 201;
  },
  'partner asks whether funds suffice': async ({ consent, accountId }: Subject) => {
    const question = { consent_id: consent.id, account_id: toPublicId('account', accountId) };
    const answer = await stack.partner.post('/v1/funds-confirmation-batches', {
      questions: [{ ...question, amount: { value: '1.00', currency: 'EUR' } }],
    });
    if (answer.status !== 201) return false;
    const { id, data } = batchSchema.parse(answer.body);
    await stack.api.get(AskBank).run(partnerId, fromPublicId('fundsConfirmation', data[0]?.id ?? '') ?? '');
    const { body } = await stack.partner.get(`/v1/funds-confirmation-batches/${id}`).expect(200);
    return batchSchema.parse(body).data[0]?.funds_available === true;
  },
} as const;

async function use({ uuid, accountId }: Subject, permission: ConsentPermission): Promise<boolean> {
  return tx((open) => stack.api.get(Consents).requireUsableAccount(open, partnerId, uuid, accountId, permission)).then(
    () => true,
    () => false,
  );
}

function expectedIn(state: State, type: ConsentType): Operation[] {
  const isUsable = state === 'authorised' || state === 'authorised, being renewed';
  const asked: Record<ConsentType, string[]> = {
    account_information: ['read_account_list', 'read_balances', 'read_transactions'],
    payment_initiation: [...permissionsOfType.payment_initiation],
    funds_confirmation: [...permissionsOfType.funds_confirmation],
  };
  return [
    ...allowed[state],
    ...(isUsable && type === 'payment_initiation' ? (['partner orders a payment'] as const) : []),
    ...(isUsable && type === 'funds_confirmation' ? (['partner asks whether funds suffice'] as const) : []),
    ...(isUsable
      ? everyPermission.filter((one) => asked[type].includes(one)).map((one) => `use: ${one}` as const)
      : []),
  ];
}

const cases = consentTypes.flatMap((type) => (Object.keys(states) as State[]).map((state) => ({ type, state })));

describe('every operation on a consent', () => {
  it.each(cases)('of type $type that is $state: exactly the allowed ones succeed', async ({ type, state }) => {
    const succeeded: Operation[] = [];
    for (const name of Object.keys(operations) as (keyof typeof operations)[]) {
      if (await operations[name](await subjectIn(state, type))) succeeded.push(name);
    }
    // Uses change nothing, so one consent serves for all.
    const subject = await subjectIn(state, type);
    for (const permission of everyPermission) if (await use(subject, permission)) succeeded.push(`use: ${permission}`);
    expect(succeeded.toSorted()).toEqual(expectedIn(state, type).toSorted());
  });
});
