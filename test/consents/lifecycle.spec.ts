import { Consents } from '@sluis/consents';
import { Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ConsentJourneys, type ConsentAnswer } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let payer: BankUser;
let shop: BankUser;

beforeAll(async () => {
  stack = await startStack();
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  payer = await stack.bank.createUser('A. Visser', '1000.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
});

afterAll(() => stack?.stop());

const order = (consent: ConsentAnswer) => ({
  amount: { value: '12.50', currency: 'EUR' },
  creditor: { name: 'Koffie & Zo', iban: shop.iban },
  remittance_information: 'Order 1042',
  consent_id: consent.id,
  account_id: consent.accounts[0]?.id,
});

const partnerIdOf = async (consent: ConsentAnswer) => {
  const [row] = await rows.query<{ partner_id: string }>(`SELECT partner_id FROM consents WHERE id = $1`, [
    rows.uuid(consent),
  ]);
  return row?.partner_id ?? '';
};

/** As if the validity had passed, while the link itself still has its hour; the clock's work has not looked yet. */
const endValidity = (consent: ConsentAnswer) =>
  rows.query(`UPDATE consents SET valid_until = now() - interval '1 second' WHERE id = $1`, [rows.uuid(consent)]);

const expectNoSecretsLeft = (consent: ConsentAnswer) =>
  until('the last of the access to be destroyed', async () => {
    const { tokens, sessions } = await rows.secretsOf(consent);
    return tokens === 0 && sessions === 0 ? true : undefined;
  });

describe('asking for a consent', () => {
  it.each(['account_information', 'payment_initiation', 'funds_confirmation'] as const)(
    'of type %s is authorised with the accounts that the payer chose',
    async (type) => {
      const consent = await journeys.authorised(payer, type);
      expect(consent.accounts).toEqual([expect.objectContaining({ iban: payer.iban, name: payer.name })]);
      expect(await journeys.eventsOf(consent)).toEqual(['consent.awaiting_authorisation', 'consent.authorised']);
      const left = Date.parse(consent.valid_until) - Date.now();
      expect(left).toBeGreaterThan(179 * 86_400_000);
      expect(left).toBeLessThanOrEqual(180 * 86_400_000);
    },
  );

  it.each([
    ['nothing for account information', { type: 'account_information', purpose: 'x' }, '/permissions'],
    ['no reason', { type: 'account_information', permissions: ['read_balances'] }, '/purpose'],
    [
      'another type’s permission',
      { type: 'funds_confirmation', permissions: ['confirm_funds', 'read_balances'] },
      '/permissions',
    ],
    ['not what the type is for', { type: 'payment_initiation', permissions: ['read_account_list'] }, '/permissions'],
    [
      'old history without history',
      { type: 'account_information', purpose: 'x', permissions: ['read_transactions_history'] },
      '/permissions',
    ],
    [
      'the same twice',
      { type: 'account_information', purpose: 'x', permissions: ['read_balances', 'read_balances'] },
      '/permissions',
    ],
    [
      'more than 180 days',
      { type: 'payment_initiation', valid_until: new Date(Date.now() + 181 * 86_400_000).toISOString() },
      '/valid_until',
    ],
  ])('is refused for %s', async (_what, body, pointer) => {
    const answer = await stack.partner
      .post('/v1/consents', { redirect_uri: stack.partner.redirectUri, ...body })
      .expect(400);
    expect(answer.body).toMatchObject({ code: 'request_invalid', errors: [expect.objectContaining({ pointer })] });
  });

  it('says how far ahead the end must lie', async () => {
    const answer = await stack.partner
      .post('/v1/consents', {
        type: 'payment_initiation',
        redirect_uri: stack.partner.redirectUri,
        valid_until: new Date(Date.now() + 15_000).toISOString(),
      })
      .expect(400);
    expect(answer.body).toMatchObject({
      errors: [{ pointer: '/valid_until', detail: 'must be more than 60 seconds from now' }],
    });
  });

  it('shows and stores no name where the payer was not asked for the list of accounts', async () => {
    const quiet = await stack.bank.createUser('B. Stil', '10.00');
    const consent = await journeys.authorised(quiet, 'funds_confirmation', { permissions: ['confirm_funds'] });
    expect(consent.accounts).toEqual([expect.objectContaining({ iban: null, name: null })]);
    const stored = await rows.query(
      `SELECT a.iban, a.holder_name, a.description FROM accounts a
       JOIN consent_accounts c ON c.partner_id = a.partner_id AND c.account_id = a.id WHERE c.consent_id = $1`,
      [rows.uuid(consent)],
    );
    expect(stored).toEqual([{ iban: null, holder_name: '', description: null }]);
  });
});

describe('the end of a consent', () => {
  const revokers = {
    partner: (consent: ConsentAnswer) => stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200),
    operator: (consent: ConsentAnswer) =>
      stack.api.get(Transactions).run(async (tx) =>
        stack.api.get(Consents).revoke(tx, await partnerIdOf(consent), rows.uuid(consent), {
          revokedBy: 'operator',
          actor: { type: 'operator', id: 'test' },
          reason: 'compliance',
        }),
      ),
    bank: (_consent: ConsentAnswer, by: BankUser) => stack.bank.revoke(by),
    psu: async (consent: ConsentAnswer, by: BankUser) => {
      const browser = await journeys.permissions(by);
      await browser.submit(`${stack.apiUrl}/permissions/${consent.id}/stop`);
    },
  };

  it.each(Object.keys(revokers) as (keyof typeof revokers)[])(
    'by the %s destroys the access within seconds, stops uses and withdraws what waits at the bank',
    async (revoker) => {
      const own = await stack.bank.createUser(`Payer of ${revoker}`, '100.00');
      const consent = await journeys.authorised(own, 'payment_initiation');
      const payment = await stack.partner.createPayment(order(consent));
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
      const draftId = (await stack.bank.state()).drafts.at(-1)?.id ?? 0;

      const startedAt = Date.now();
      await revokers[revoker](consent, own);
      const ended = await journeys.waitFor(consent, ['revoked']);
      expect(ended.revoked_by).toBe(revoker);
      await expectNoSecretsLeft(consent);
      expect(Date.now() - startedAt).toBeLessThan(8_000);

      await stack.partner.post('/v1/payments', order(consent)).expect(422);
      const end = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['cancelled', 'in_review']);
      const draft = (await stack.bank.state()).drafts.find(({ id }) => id === draftId);
      // Only a bank that ended the connection itself leaves nothing to withdraw with: then a person looks.
      expect([end.status, draft?.status]).toEqual(
        revoker === 'bank' ? ['in_review', 'PENDING'] : ['cancelled', 'CANCELLED'],
      );
      expect(await journeys.eventsOf(consent)).toEqual([
        'consent.awaiting_authorisation',
        'consent.authorised',
        'consent.revoked',
      ]);
    },
  );
});

describe('renewal', () => {
  it('keeps the consent and its account ids, moves the end, and swaps the access at once', async () => {
    const own = await stack.bank.createUser('Renewing payer', '100.00');
    const consent = await journeys.authorised(own, 'payment_initiation', {
      valid_until: new Date(Date.now() + 40 * 86_400_000).toISOString(),
    });
    const asked = await journeys.renew(consent);
    expect(asked).toMatchObject({
      id: consent.id,
      status: 'authorised',
      renewal: { status: 'awaiting_authorisation' },
    });
    // The old access goes on while the payer thinks.
    const payment = await stack.partner.createPayment(order(consent));
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);

    await journeys.visit(asked.authorisation_url, own);
    const renewed = await until('the renewal', async () => {
      const seen = await journeys.get(consent);
      return seen.renewal?.status === 'authorised' ? seen : undefined;
    });
    expect(renewed.accounts).toEqual(consent.accounts);
    expect(renewed.valid_until > consent.valid_until).toBe(true);
    expect(renewed.authorisation_url).toBeNull();
    expect(await journeys.eventsOf(consent)).toEqual([
      'consent.awaiting_authorisation',
      'consent.authorised',
      'consent.renewed',
    ]);
    const next = await stack.partner.createPayment({ ...order(consent), amount: { value: '1.00', currency: 'EUR' } });
    await stack.partner.waitFor(`/v1/payments/${next.id}`, ['awaiting_authorisation']);
    await stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200);
    await expectNoSecretsLeft(consent);
  });

  it('that is declined leaves the old access until its end', async () => {
    const own = await stack.bank.createUser('Declining payer', '100.00');
    const consent = await journeys.authorised(own, 'payment_initiation');
    for (const where of ['page', 'bank'] as const) {
      const asked = await journeys.renew(consent);
      const browser = new PayerBrowser();
      if (where === 'page') await browser.submit(asked.authorisation_url, {}, `${asked.authorisation_url}/decline`);
      else {
        const bankPage = await journeys.agree(asked.authorisation_url, browser);
        await browser.open(await journeys.decideAtBank(own, bankPage, 'deny'));
      }
      const after = await journeys.get(consent);
      expect(after).toMatchObject({ status: 'authorised', valid_until: consent.valid_until });
      expect(after.renewal).toMatchObject({ status: 'rejected', status_reason: 'declined_by_psu' });
    }
    const payment = await stack.partner.createPayment(order(consent));
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
  });

  it('by another payer is refused, and nothing changes', async () => {
    const own = await stack.bank.createUser('First payer', '100.00');
    const other = await stack.bank.createUser('Another payer', '100.00');
    const consent = await journeys.authorised(own, 'account_information');
    const asked = await journeys.renew(consent);
    await journeys.visit(asked.authorisation_url, other);
    const after = await until('the renewal to fail', async () => {
      const seen = await journeys.get(consent);
      return seen.renewal?.status === 'failed' ? seen : undefined;
    });
    expect(after).toMatchObject({ status: 'authorised', accounts: consent.accounts, valid_until: consent.valid_until });
    expect(after.renewal?.status_reason).toBe('another_payer');
    expect((await new PayerBrowser().open(`${asked.authorisation_url}?lang=en`)).html).toContain('Somebody else');
  });

  it('is only for what is alive', async () => {
    const statusOfRenewing = async (id: string) => (await stack.partner.post(`/v1/consents/${id}/renew`, {})).status;
    const consent = await journeys.create();
    expect(await statusOfRenewing(consent.id)).toBe(409);
    await stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200);
    expect(await statusOfRenewing(consent.id)).toBe(409);
    expect(await statusOfRenewing('con_01kf0000000000000000000000')).toBe(404);
  });
});

describe('the clock', () => {
  it('gives notice 30, 7 and 1 days before the end, each once, and ends the consent', async () => {
    const consent = await journeys.authorised(payer, 'account_information');
    const notices = async () => (await journeys.eventsOf(consent)).filter((type) => type === 'consent.expiring').length;
    const expectNotices = (count: number) =>
      until(`${count} notices`, async () => ((await notices()) === count ? true : undefined));

    await rows.age(consent, 149);
    await rows.wake(consent);
    expect(await notices()).toBe(0);
    await rows.age(consent, 2);
    await expectNotices(1);
    expect((await journeys.get(consent)).expiry_notice_days).toBe(30);
    await rows.wake(consent);
    // Nobody was there while 7 and 1 came due: both are told now.
    await rows.age(consent, 28.5);
    await expectNotices(3);
    expect((await journeys.get(consent)).expiry_notice_days).toBe(1);
    await rows.age(consent, 1);
    await journeys.waitFor(consent, ['expired']);
    expect(await notices()).toBe(3);
    await expectNoSecretsLeft(consent);
  });

  it('ends a request whose validity is over before anybody agreed, and its page says so', async () => {
    const consent = await journeys.create();
    await endValidity(consent);
    const browser = new PayerBrowser();
    const page = await browser.open(`${consent.authorisation_url}?lang=en`);
    expect(page.html).toContain('This request is no longer valid');
    expect(page.html).toContain(stack.partner.redirectUri);
    expect(page.html).not.toContain('Continue to bunq');
    await rows.wake(consent);
    await journeys.waitFor(consent, ['expired']);
    expect(await journeys.eventsOf(consent)).toEqual(['consent.awaiting_authorisation', 'consent.expired']);
  });

  it('takes no agreement and no return from the bank after the validity', async () => {
    const consent = await journeys.create();
    const [browser, late] = [new PayerBrowser(), new PayerBrowser()];
    await late.open(consent.authorisation_url);
    const back = await journeys.decideAtBank(payer, await journeys.agree(consent.authorisation_url, browser));
    await endValidity(consent);
    expect((await late.submit(consent.authorisation_url)).location ?? '').not.toContain('/auth?');
    const onward = await browser.open(back);
    expect(onward.status).toBe(303);
    const page = await browser.open(onward.location ?? '');
    expect(page.status).toBe(200);
    expect(page.html).toMatch(/This request is no longer valid|Dit verzoek is niet meer geldig/);
    await rows.wake(consent);
    await journeys.waitFor(consent, ['expired']);
    expect(await journeys.eventsOf(consent)).toEqual(['consent.awaiting_authorisation', 'consent.expired']);
    const codes = await rows.query<{ status: string }>(
      `SELECT status FROM authorisations WHERE subject_id = $1 AND (code_sealed IS NOT NULL OR status <> 'failed')`,
      [rows.uuid(consent)],
    );
    expect(codes).toEqual([]);
    expect(await rows.secretsOf(consent)).toEqual({ tokens: 0, sessions: 0 });
    const [audited] = await rows.query<{ cause: string }>(
      `SELECT cause FROM audit_records WHERE action = 'authorisation.return_refused' AND subject_id = $1`,
      [rows.uuid(consent)],
    );
    expect(audited?.cause).toBe('request_over');
  });

  it('has the link looked at when the validity ends, where that comes before the link does', async () => {
    const consent = await journeys.create('payment_initiation', {
      valid_until: new Date(Date.now() + 5 * 60_000).toISOString(),
    });
    const [due] = await rows.query<{ minutes: number }>(
      `SELECT extract(epoch FROM due_at - now())::int / 60 AS minutes FROM outbox
       WHERE kind = 'consents.expire' AND subject LIKE '%' || $1`,
      [rows.uuid(consent)],
    );
    expect(due?.minutes).toBeLessThanOrEqual(5);
  });

  it('does not tell a consent of five days that it ends within thirty', async () => {
    const consent = await journeys.authorised(payer, 'account_information', {
      valid_until: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    });
    await rows.wake(consent);
    await rows.age(consent, 4.5);
    await until('the notice', async () => ((await journeys.get(consent)).expiry_notice_days === 1 ? true : undefined));
    expect((await journeys.eventsOf(consent)).filter((type) => type === 'consent.expiring')).toHaveLength(1);
  });
});

describe('several partners of one payer', () => {
  it('are stopped one by one, and all by the bank, each told by an event of its own', async () => {
    const own = await stack.bank.createUser('Payer of many', '100.00');
    const other = await stack.createPartner('Another shop');
    const first = await journeys.authorised(own, 'account_information');
    const second = await journeys.authorised(own, 'account_information', {}, other);
    const third = await journeys.authorised(own, 'payment_initiation', {}, other);

    await stack.partner.post(`/v1/consents/${first.id}/revoke`).expect(200);
    expect((await journeys.get(second, other)).status).toBe('authorised');

    await stack.bank.revoke(own);
    for (const consent of [second, third]) {
      const ended = await journeys.waitFor(consent, ['revoked'], other);
      expect(ended.revoked_by).toBe('bank');
      expect(await journeys.eventsOf(consent, other)).toContain('consent.revoked');
    }
    expect((await journeys.get(first)).revoked_by).toBe('partner');
  });
});
