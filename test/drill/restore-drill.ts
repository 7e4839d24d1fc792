import { randomUUID } from 'node:crypto';
import { Operators, type OperatorIdentity as Operator } from '@sluis/operators';
import { ApiKeys, Partners } from '@sluis/partners';
import { fromPublicId, ownPartOf, queryRows, Transactions } from '@sluis/persistence';
import { Recoveries, Reviews } from '@sluis/reconciliation';
import { TppIdentity } from '@sluis/tpp-identity';
import type { INestApplicationContext } from '@nestjs/common';
import { z } from 'zod';
import { openPlatform } from '../../apps/cli/src/up/steps/open-platform.js';
import { BankControl, type BankUser } from '../support/bank-control.js';
import { readBooks, summaryOf } from '../support/invariants.js';
import { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { authorisePayment, giveConsent, rails, type ConsentingPayer, type Rail } from '../support/payers.js';
import { AppProcess } from '../support/process-stack.js';
import { until } from '../support/until.js';
import { connect, orderMoney, readMoney, repeatMoney, type MoneyResult, type MoneyWish } from './partner-money.js';

/** How the database is copied and put back. Both are called while no process of the platform runs. */
export interface Backup {
  take(): Promise<void>;
  restore(): Promise<void>;
}

export interface DrillPlan {
  variables: Record<string, string>;
  bankUrl: string;
  backup: Backup;
  /** Payments that the backup knows, and payments after it. */
  before: number;
  after: number;
  log: (line: string) => void;
}

/** What came of a payment before everything was lost. */
const fates = ['executed', 'waiting', 'rejected', 'received'] as const;
type Fate = (typeof fates)[number];

interface Wish {
  key: string;
  body: Record<string, unknown>;
  rail: Rail;
  fate: Fate;
  amount: string;
  payer: ConsentingPayer;
  /** As first answered. */
  id: string;
  pageUrl: string;
}

export interface DrillResult {
  payments: number;
  /** Clients' keys that moved money more than once. */
  duplicates: number;
  /** Orders at the bank from after the backup, by what became of them. */
  ordersAfterBackup: { total: number; adopted: number; withdrawn: number; ended: number; left: number };
  reviewed: number;
  executed: number;
  recovery: { cause: string; withdrawn: number; endedBecause: string | null };
  /** Requests that got another payment than before. */
  changedIds: number;
  books: string;
  /** Payouts, refunds and payment requests on the partner's own accounts. */
  money: MoneyResult;
  violations: string[];
}

const peoplePerFate = 3;
const atOnce = 12;
/** For one payment, or one comparison of the books, on a busy machine. */
const patienceMs = 600_000;

/**
 * A backup, more payments, everything lost and the backup restored; then every client repeats its requests and every
 * payer goes through it all again. No money may move twice, and nothing that was ordered in between may be left over.
 */
export async function restoreDrill(plan: DrillPlan): Promise<DrillResult> {
  const { variables, log, bankUrl } = plan;
  const bank = new BankControl(bankUrl);
  await bank.setSwitches({ pspDraftSeconds: 86_400, issuerTransactionSeconds: 86_400 });
  const processes: AppProcess[] = [];
  const start = async () => {
    processes.push(await AppProcess.start('api', variables), await AppProcess.start('worker', variables));
  };
  const end = async (how: 'stop' | 'kill9') => {
    await Promise.all(processes.splice(0).map((running) => running[how]()));
  };
  try {
    log(`the platform starts; ${plan.before} payments before the backup and ${plan.after} after it`);
    const { partner, operators } = await prepare(variables);
    const shop = await bank.createUser('Koffie & Zo', '1000000.00');
    const bakery = await bank.createUser('Brood & Zo', '1000000.00');
    const supplier = await bank.createUser('Branderij', '1000000.00');
    await start();
    const on = await connect(partner, shop);
    const payers = await payersOf({ bank, partner });
    const old = await order({ partner, bank, log }, { count: plan.before, from: 0, payers, shop });
    const paid = old.filter(({ fate }) => fate === 'executed').map(({ id }) => id);
    const doors = { partner, bank };
    const oldMoney = await orderMoney(doors, { from: 0, count: 2, on, other: supplier, paymentIds: [] });
    log(`${old.length} payments and ${oldMoney.length} orders of the partner's own, then the backup`);

    await end('stop');
    const known = highestIds(await bank.state());
    await plan.backup.take();
    await start();
    const wishes = await order({ partner, bank, log }, { count: plan.after, from: plan.before, payers, shop });
    const money = await orderMoney(doors, {
      from: 100,
      count: Math.ceil(plan.after / 10),
      on,
      other: supplier,
      paymentIds: paid.slice(0, 3),
    });
    // An account that is connected after the backup has to be connected once more.
    const onBakery = await connect(partner, bakery);
    const lostMoney = await orderMoney(doors, { from: 800, count: 3, on: onBakery, other: supplier, paymentIds: [] });
    const all: MoneyWish[] = [...oldMoney, ...money, ...lostMoney];
    log(
      `${wishes.length} payments after it and ${money.length + lostMoney.length} orders; now all is lost and the backup restored`,
    );

    await end('kill9');
    await plan.backup.restore();
    await start();
    const changedMoney = await repeatMoney(partner, [...oldMoney, ...money]);
    const { changedIds, reviewed } = await repeatAll({ partner, bank, variables, operators, log }, [...old, ...wishes]);
    const changedLost = await repeatMoney(partner, lostMoney, await connect(partner, bakery));
    const { duplicates, violations } = await readMoney(doors, all);
    log('the partner has repeated what it ordered on its own accounts');
    const result = await readResult({ variables, bank }, [...old, ...wishes], known, { changedIds, reviewed });
    return {
      ...result,
      money: { orders: all.length, duplicates, changedIds: changedMoney + changedLost },
      violations: [...result.violations, ...violations],
    };
  } finally {
    await end('kill9');
  }
}

/** The operator's hand before anything runs: registration, a partner, two operators. */
async function prepare(variables: Record<string, string>): Promise<{ partner: PartnerClient; operators: Operator[] }> {
  return withServices(variables, async (platform) => {
    await platform.get(TppIdentity).register();
    const redirectUri = 'https://shop.example/return';
    const actor = { type: 'operator', id: 'drill' } as const;
    return platform.get(Transactions).run(async (tx) => {
      const { id } = await platform
        .get(Partners)
        .create(tx, { name: 'Koffie & Zo', redirectUris: [redirectUri], actor });
      const { key } = await platform.get(ApiKeys).create(tx, id, { mode: 'test', name: 'drill', scopes: ['*'], actor });
      const operators: Operator[] = [];
      for (const handle of ['desk-1', 'desk-2']) {
        const made = await platform.get(Operators).create(tx, { handle, maker: undefined });
        if (made) operators.push({ id: made.id, handle });
      }
      return { partner: new PartnerClient(variables['PUBLIC_URL'] ?? '', key, redirectUri), operators };
    });
  });
}

async function withServices<T>(
  variables: Record<string, string>,
  work: (platform: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const platform = await openPlatform(variables);
  try {
    return await work(platform);
  } finally {
    await platform.close();
  }
}

/** The bank's page shows a payer all that waits for them: each fate has payers of its own. */
async function payersOf(stack: { bank: BankControl; partner: PartnerClient }) {
  const all = new Map<Fate, ConsentingPayer[]>();
  await Promise.all(
    fates.map(async (fate) => {
      const some: ConsentingPayer[] = [];
      for (let number = 0; number < peoplePerFate; number += 1)
        some.push(await giveConsent(stack, await stack.bank.createUser(`Payer ${fate} ${number}`, '1000000.00')));
      all.set(fate, some);
    }),
  );
  return all;
}

interface Doors {
  partner: PartnerClient;
  bank: BankControl;
}

type Log = DrillPlan['log'];

async function order(
  { log, ...doors }: Doors & { log: Log },
  { count, from, payers, shop }: { count: number; from: number; payers: Map<Fate, ConsentingPayer[]>; shop: BankUser },
): Promise<Wish[]> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  return inTurns(numbers, { log, what: 'payments made' }, async (number) => {
    const rail = rails[number % rails.length] ?? 'draft';
    const fate = fates[Math.floor(number / rails.length) % fates.length] ?? 'received';
    const ofFate = payers.get(fate) ?? [];
    const payer = ofFate[Math.floor(number / (rails.length * fates.length)) % ofFate.length];
    if (!payer) throw new Error('nobody to pay');
    // An amount of its own, by which the bank's books tell the payments apart.
    const amount = ((10_000 + number) / 100).toFixed(2);
    const body = {
      amount: { value: amount, currency: 'EUR' },
      creditor: { name: shop.name, iban: shop.iban },
      remittance_information: `Order ${number}`,
      reference: `order-${number}`,
      ...(rail === 'draft'
        ? { consent_id: payer.consentId, account_id: payer.accountIdAtPartner }
        : { redirect_uri: doors.partner.redirectUri }),
      ...(rail === 'psp_draft' && { debtor: { iban: payer.iban } }),
    };
    const wish: Wish = { key: randomUUID(), body, rail, fate, amount, payer, id: '', pageUrl: '' };
    Object.assign(wish, await send(doors.partner, wish));
    await live(doors, wish);
    return wish;
  });
}

async function send(partner: PartnerClient, { body, key }: Wish): Promise<{ id: string; pageUrl: string }> {
  const answer = await partner.post('/v1/payments', body, key).expect(201);
  const { id, authorisation_url: pageUrl } = z
    .looseObject({ id: z.string(), authorisation_url: z.string().nullable() })
    .parse(answer.body);
  return { id, pageUrl: pageUrl ?? '' };
}

/** Plays a payment to its fate. */
async function live({ partner, bank }: Doors, wish: Wish): Promise<void> {
  const { rail, fate, id, pageUrl, payer, amount } = wish;
  if (rail !== 'draft' && fate === 'received') return;
  const browser = new PayerBrowser();
  if (rail !== 'draft') await browser.submit(pageUrl);
  await partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation'], patienceMs);
  if (fate === 'executed') {
    await authorisePayment({ bank }, { id, rail, amount, pageUrl, payer, browser }, patienceMs);
    await partner.waitFor(`/v1/payments/${id}`, ['executed'], patienceMs);
  }
  if (fate === 'rejected') {
    const { psp_drafts, issuer_transactions, drafts } = await bank.state();
    const uuid = issuer_transactions.find((one) => one['amount'] === amount)?.public_uuid;
    const draft = [
      ...psp_drafts.filter((one) => one.amount === amount),
      ...drafts.filter((one) => one.entries[0]?.amount === amount),
    ];
    if (rail === 'issuer_transaction') await bank.decideIssuerTransaction(payer, uuid ?? '', 'reject');
    else await bank.decideDraft(payer, draft[0]?.id ?? 0, 'reject');
    await partner.waitFor(`/v1/payments/${id}`, ['rejected'], patienceMs);
  }
}

/** Every client repeats its request, and every payer follows the old link and agrees once more. */
async function repeatAll(
  {
    partner,
    bank,
    variables,
    operators,
    log,
  }: Doors & { variables: Record<string, string>; operators: Operator[]; log: Log },
  wishes: Wish[],
): Promise<{ changedIds: number; reviewed: number }> {
  let changedIds = 0;
  await inTurns(wishes, { log, what: 'requests repeated' }, async (wish) => {
    const { id } = await send(partner, wish);
    const isSame = ownPartOf(fromPublicId('payment', id) ?? '') === ownPartOf(fromPublicId('payment', wish.id) ?? '');
    if (!isSame) changedIds += 1;
    wish.id = id;
    // Long before the comparison is through, and with the link from before.
    if (wish.rail !== 'draft') await new PayerBrowser().submit(wish.pageUrl);
  });
  log('every client has repeated its request, and every payer has agreed again');
  await withServices(variables, (platform) =>
    until('the comparison of the books', async () => (await platform.get(Recoveries).latest())?.endedAt ?? undefined, {
      withinMs: patienceMs,
      everyMs: 250,
    }),
  );
  log('the books were compared; orders are sent again');
  const reviewed = await resolveReviews({ partner, variables, operators, log }, wishes);
  log(`${reviewed} payments were decided by two operators`);
  await inTurns(wishes, { log, what: 'payments at rest' }, async (wish) => {
    const { id, rail, amount, pageUrl, payer } = wish;
    const settled = ['awaiting_authorisation', 'executed', 'rejected', 'cancelled', 'expired', 'failed'];
    const { status } = await partner.waitFor(`/v1/payments/${id}`, settled, patienceMs);
    if (status !== 'awaiting_authorisation') return;
    const browser = new PayerBrowser();
    if (rail !== 'draft') await browser.open(pageUrl);
    // Somebody's yes at the bank may have said yes to this one as well.
    await Promise.race([
      authorisePayment({ bank }, { id, rail, amount, pageUrl, payer, browser }, patienceMs).catch(() => undefined),
      partner.waitFor(`/v1/payments/${id}`, ['executed'], patienceMs),
    ]);
    await partner.waitFor(`/v1/payments/${id}`, ['executed', 'rejected', 'cancelled'], patienceMs);
  });
  return { changedIds, reviewed };
}

/** A PSP draft shows no reference: what may be the one that was paid before is for two operators to say. */
function resolveReviews(
  {
    partner,
    variables,
    operators,
    log,
  }: { partner: PartnerClient; variables: Record<string, string>; operators: Operator[]; log: Log },
  wishes: Wish[],
): Promise<number> {
  const paidBefore = wishes.filter(({ rail, fate }) => rail === 'psp_draft' && fate === 'executed');
  const [first, second] = operators;
  if (!first || !second) throw new Error('a review takes two operators');
  return withServices(variables, async (platform) => {
    const reviews = platform.get(Reviews);
    const decided = await inTurns(paidBefore, { log, what: 'payments looked at for two operators' }, async (wish) => {
      const { status, ...payment } = await partner.waitFor(
        `/v1/payments/${wish.id}`,
        ['in_review', 'executed', 'awaiting_authorisation'],
        patienceMs,
      );
      if (status !== 'in_review') return 0;
      if (payment['review_reason'] !== 'perhaps_ordered_before_restore') throw new Error(JSON.stringify(payment));
      const id = fromPublicId('payment', wish.id) ?? '';
      const bunqObjectId = Number((await reviews.show('payment', id))?.attempts.at(-1)?.bunqObjectId);
      const reason = 'payer, payee and amount are those of the order at the bank';
      const decision = { kind: 'payment', id, resolution: 'adopt', bunqObjectId, evidence: null, reason } as const;
      await reviews.approve(second, await reviews.propose(first, decision), null);
      await partner.waitFor(`/v1/payments/${wish.id}`, ['executed'], patienceMs);
      return 1;
    });
    return decided.reduce((sum: number, one) => sum + one, 0);
  });
}

type BankState = Awaited<ReturnType<BankControl['state']>>;

function ordersOf({ psp_drafts, issuer_transactions, drafts }: BankState) {
  return [
    ...psp_drafts.map(({ id, status, amount }) => ({ rail: 'psp_draft' as const, id, status, amount })),
    ...issuer_transactions.map(({ id, status, ...rest }) => ({
      rail: 'issuer_transaction' as const,
      id,
      status,
      amount: String(rest['amount']),
    })),
    ...drafts.map(({ id, status, entries }) => ({
      rail: 'draft' as const,
      id,
      status,
      amount: entries[0]?.amount ?? '',
    })),
  ];
}

function highestIds(state: BankState): Record<Rail, number> {
  const highest = { psp_draft: 0, issuer_transaction: 0, draft: 0 };
  for (const { rail, id } of ordersOf(state)) highest[rail] = Math.max(highest[rail], id);
  return highest;
}

async function readResult(
  { variables, bank }: { variables: Record<string, string>; bank: BankControl },
  wishes: Wish[],
  known: Record<Rail, number>,
  counts: { changedIds: number; reviewed: number },
): Promise<Omit<DrillResult, 'money'>> {
  return withServices(variables, async (platform) => {
    const books = await readBooks(
      { api: platform, bank },
      wishes.map(({ id }) => id),
    );
    const orders = ordersOf(await bank.state());
    const owned = await platform
      .get(Transactions)
      .run((tx) =>
        queryRows<{ rail: Rail; id: string }>(
          tx,
          `SELECT rail, bunq_object_id AS id FROM payments WHERE bunq_object_id IS NOT NULL`,
        ),
      );
    const adopted = new Set(owned.map(({ rail, id }) => `${rail}/${id}`));
    const after = orders.filter(({ rail, id }) => id > known[rail]);
    const ordersAfterBackup = { total: after.length, adopted: 0, withdrawn: 0, ended: 0, left: 0 };
    for (const { rail, id, status } of after) {
      if (adopted.has(`${rail}/${id}`)) ordersAfterBackup.adopted += 1;
      else if (status === 'CANCELLED') ordersAfterBackup.withdrawn += 1;
      else if (status === 'REJECTED' || status === 'EXPIRED') ordersAfterBackup.ended += 1;
      else ordersAfterBackup.left += 1;
    }
    const moved = new Map<string, number>();
    for (const { amount, status } of orders) if (status === 'ACCEPTED') moved.set(amount, (moved.get(amount) ?? 0) + 1);
    const recovery = await platform.get(Recoveries).latest();
    return {
      payments: wishes.length,
      duplicates: [...moved.values()].filter((times) => times > 1).length,
      ordersAfterBackup,
      ...counts,
      executed: books.executed,
      recovery: {
        cause: recovery?.cause ?? 'none',
        withdrawn: recovery?.withdrawn ?? 0,
        endedBecause: recovery?.endedBecause ?? null,
      },
      books: summaryOf(books),
      violations: books.violations,
    };
  });
}

/** A few at a time, in any order; every tenth part of them is a line of the log. */
async function inTurns<T, R>(
  items: readonly T[],
  { log, what }: { log: Log; what: string },
  work: (item: T) => Promise<R>,
  width = atOnce,
): Promise<R[]> {
  const results: R[] = [];
  const part = Math.max(1, Math.ceil(items.length / 10));
  let done = 0;
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) {
      results[index] = await work(item);
      done += 1;
      if (done % part === 0 || done === items.length) log(`  ${done} of ${items.length} ${what}`);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
