import { createRequest, decideRequest, requestBody } from '../payment-requests/support/connected-shop.js';
import { createPayout, payoutBody } from '../support/payout-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import { agreePayment, bankPageOf, type ConsentingPayer, type OpenPayment } from '../support/payers.js';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import { runSchedule } from '../../apps/bunq-emulator/src/bank/schedules.js';
import type { PayerBrowser } from '../support/payer-browser.js';
import { until } from '../support/until.js';
import { longLagSeconds } from './questions.js';
import { someLooksMs, type World } from './world.js';

/** What the bank has of an order. */
export interface BankObject {
  id: number;
  /** It may still be carried out, or was. */
  isAlive: boolean;
  isCarriedOut: boolean;
}

/** A row of the emulator's own books. */
export interface BankRow {
  id: number;
  /** A movement of money has none: it was carried out. */
  status?: string;
  createdAt: number;
}

export interface Placed {
  /** As in the platform's tables. */
  id: string;
  amount: string;
  payer: ConsentingPayer;
  /** Where the payer has a page to open. */
  payment?: OpenPayment;
}

export type Decision = 'accept' | 'reject' | 'leave';

/** A kind of order: how a partner places it, what the bank then has, and how a person decides about it. */
export interface Kind {
  name: string;
  /** Where the bank takes it. */
  path: string;
  /** What tells of it later; nothing where bunq documents no callback. */
  callback?: string;
  /** False where a doubt is never answered by sending again. */
  canWithdraw: boolean;
  /** Whether two equal ones cannot be told apart at the bank. */
  canBeAlike: boolean;
  /** The status in which a person has to decide; none where the bank acts at once. */
  waits: string | undefined;
  /** How it ends. */
  ends: { accept: string; reject: string };
  payerFor(world: World): Promise<ConsentingPayer>;
  place(world: World, payer: ConsentingPayer, amount: string, partner: PartnerClient): Promise<Placed>;
  /** What the bank has of orders of this amount. */
  rows(world: World, amount: string): BankRow[];
  /**
   * Says yes or no as soon as the platform lets it be said.
   *
   * @returns how many objects could be said yes to at that moment
   */
  decide(world: World, placed: Placed, decision: 'accept' | 'reject'): Promise<number>;
}

/** A list shows what a bank did then, whatever its lag. */
const longAgoMicros = longLagSeconds * 1_000_000;
const tenYearsMs = 10 * 365 * 86_400_000;
const alive = ['PENDING', 'ACCEPTED'];

export function objectsOf(kind: Kind, world: World, amount: string): BankObject[] {
  return kind.rows(world, amount).map(({ id, status = 'ACCEPTED' }) => ({
    id,
    isAlive: alive.includes(status),
    isCarriedOut: status === 'ACCEPTED',
  }));
}

function idOf(kind: 'payment' | 'payout' | 'payoutBatch' | 'paymentRequest', publicId: string): string {
  const id = fromPublicId(kind, publicId);
  if (id === undefined) throw new Error(`${publicId} is no id of ours`);
  return id;
}

function centsOf(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

async function payWith(
  rail: OpenPayment['rail'],
  { stack, shop }: World,
  payer: ConsentingPayer,
  amount: string,
  partner: PartnerClient,
): Promise<Placed> {
  const payment = await agreePayment(stack, rail, payer, { creditor: shop, amount, waits: false, partner });
  const id = idOf('payment', payment.id);
  return { id, amount, payer, payment };
}

async function pageOf({ payment }: Placed): Promise<{ page: string; browser: PayerBrowser }> {
  if (!payment) throw new Error('this order has no page');
  const page = await until('the way to the bank', () => bankPageOf(payment), { withinMs: 300_000, everyMs: 200 });
  if (page === undefined) throw new Error('no way to the bank');
  return { page, browser: payment.browser };
}

const draft: Kind = {
  name: 'draft-payment',
  path: '^/v1/user/\\d+/monetary-account/\\d+/draft-payment$',
  callback: 'DRAFT_PAYMENT',
  canWithdraw: true,
  canBeAlike: false,
  waits: 'awaiting_authorisation',
  ends: { accept: 'executed', reject: 'rejected' },
  payerFor: (world) => Promise.resolve(world.nextPayer()),
  place: (world, payer, amount, partner) => payWith('draft', world, payer, amount, partner),
  rows({ stack }, amount) {
    const cents = centsOf(amount);
    return stack.emulator.bank.tables.drafts.all().filter(({ entries }) => entries[0]?.amount === cents);
  },
  async decide(world, { id, amount, payer }, decision) {
    const open = objectsOf(draft, world, amount).filter(({ isAlive }) => isAlive);
    const own = world.row(id)?.bunqObjectId;
    if (own) await world.stack.bank.decideDraft(payer, own, decision);
    return open.length;
  },
};

const pspDraft: Kind = {
  name: 'payment-service-provider-draft-payment',
  path: '^/v1/user/\\d+/payment-service-provider-draft-payment$',
  canWithdraw: true,
  canBeAlike: true,
  waits: 'awaiting_authorisation',
  ends: { accept: 'executed', reject: 'rejected' },
  // The bank's page shows a payer all that waits for them: each order gets a payer of its own.
  async payerFor({ stack }) {
    const user = await stack.bank.createUser('Payer', '9000000.00');
    return { ...user, consentId: '', accountIdAtPartner: '' };
  },
  place: (world, payer, amount, partner) => payWith('psp_draft', world, payer, amount, partner),
  rows({ stack }, amount) {
    const cents = centsOf(amount);
    return stack.emulator.bank.tables.pspDrafts.all().filter((order) => order.amount === cents);
  },
  async decide(world, placed, decision) {
    const { payer, amount } = placed;
    const { page, browser } = await pageOf(placed);
    const open = objectsOf(pspDraft, world, amount).filter(({ isAlive }) => isAlive);
    const decided = decision === 'accept' ? 'accept' : 'deny';
    await browser.open(await world.stack.bank.authorise(payer, page, decided));
    return open.length;
  },
};

const issuerTransaction: Kind = {
  name: 'payment-service-provider-issuer-transaction',
  path: '^/v1/user/\\d+/payment-service-provider-issuer-transaction$',
  canWithdraw: true,
  canBeAlike: false,
  waits: 'awaiting_authorisation',
  ends: { accept: 'executed', reject: 'rejected' },
  payerFor: (world) => Promise.resolve(world.nextPayer()),
  place: (world, payer, amount, partner) => payWith('issuer_transaction', world, payer, amount, partner),
  rows({ stack }, amount) {
    const cents = centsOf(amount);
    return stack.emulator.bank.tables.issuerTransactions.all().filter((order) => order.amount === cents);
  },
  async decide(world, placed, decision) {
    const { payer, amount } = placed;
    const page = new URL((await pageOf(placed)).page);
    const open = objectsOf(issuerTransaction, world, amount).filter(({ isAlive }) => isAlive);
    await world.stack.bank.decideIssuerTransaction(payer, page.searchParams.get('transactionId') ?? '', decision);
    return open.length;
  },
};

/** A payout: the bank acts at once and takes nothing back. */
const payment: Kind = {
  name: 'payment',
  path: '^/v1/user/\\d+/monetary-account/\\d+/payment$',
  canWithdraw: false,
  canBeAlike: false,
  waits: undefined,
  ends: { accept: 'executed', reject: 'executed' },
  payerFor: (world) => Promise.resolve(world.nextPayer()),
  async place({ shop, business }, payer, amount) {
    const { id } = await createPayout(business.partner, payoutBody(shop, amount));
    return { id: idOf('payout', id), amount, payer };
  },
  rows({ stack, business }, amount) {
    const cents = centsOf(amount);
    return stack.emulator.bank.tables.payments
      .where('account', business.owner.accountId)
      .filter((movement) => movement.amount === -cents);
  },
  decide: () => Promise.resolve(0),
};

/** Payouts of two in one order: the bank makes both at once, and takes nothing back. */
const paymentBatch: Kind = {
  ...payment,
  name: 'payment-batch',
  path: '^/v1/user/\\d+/monetary-account/\\d+/payment-batch$',
  async place({ shop, business }, payer, amount) {
    const entries = [payoutBody(shop, amount), payoutBody(shop, '0.01')];
    const { body } = await business.partner.post('/v1/payout-batches', { entries }).expect(201);
    return { id: idOf('payoutBatch', (body as { id: string }).id), amount, payer };
  },
  rows({ stack, business }, amount) {
    const { paymentBatches, payments } = stack.emulator.bank.tables;
    const isPaid = (id: number) => payments.get(id)?.amount === -centsOf(amount);
    return paymentBatches
      .where('account', business.owner.accountId)
      .filter(({ paymentIds }) => paymentIds.some(isPaid));
  },
};

const planStatuses = { ACTIVE: 'PENDING', FINISHED: 'ACCEPTED', CANCELLED: 'CANCELLED' } as const;

/** A payout for later: its time comes, or the partner takes it back. */
const schedulePayment: Kind = {
  name: 'schedule-payment',
  path: '^/v1/user/\\d+/monetary-account/\\d+/schedule-payment$',
  canWithdraw: false,
  canBeAlike: false,
  waits: 'scheduled',
  ends: { accept: 'executed', reject: 'cancelled' },
  payerFor: (world) => Promise.resolve(world.nextPayer()),
  async place({ shop, business }, payer, amount) {
    // Later than any clock of this world comes to.
    const start = new Date(Date.now() + tenYearsMs).toISOString();
    const { id } = await createPayout(business.partner, { ...payoutBody(shop, amount), schedule: { start } });
    return { id: idOf('payout', id), amount, payer };
  },
  rows({ stack, business }, amount) {
    const cents = centsOf(amount);
    return stack.emulator.bank.tables.schedules
      .where('account', business.owner.accountId)
      .filter(({ entries }) => entries[0]?.amount === cents)
      .map((row) => ({
        id: row.id,
        status: planStatuses[row.status],
        get createdAt() {
          return row.createdAt;
        },
        // The harness lets a list show what it hid by making it older.
        set createdAt(time) {
          row.createdAt = time;
        },
      }));
  },
  async decide(world, { id, amount }, decision) {
    const open = objectsOf(schedulePayment, world, amount).filter(({ isAlive }) => isAlive);
    const { bank } = world.stack.emulator;
    const own = bank.tables.schedules.get(world.row(id)?.bunqObjectId ?? 0);
    if (own && decision === 'accept') {
      runSchedule(bank, own);
      // A list that lags shows what was paid after some looks only.
      setTimeout(() => showInstances(world, own.id), someLooksMs).unref();
    }
    if (decision === 'reject')
      await world.business.partner.post(`/v1/payouts/${toPublicId('payout', id)}/cancel`).expect(200);
    return open.length;
  },
};

function showInstances({ stack }: World, scheduleId: number): void {
  for (const instance of stack.emulator.bank.tables.scheduleInstances.where('schedule', scheduleId))
    instance.createdAt -= longAgoMicros;
}

/** Money asked for on the partner's own account. */
const requestInquiry: Kind = {
  name: 'request-inquiry',
  path: '^/v1/user/\\d+/monetary-account/\\d+/request-inquiry$',
  callback: 'REQUEST',
  canWithdraw: true,
  canBeAlike: false,
  waits: 'pending',
  ends: { accept: 'accepted', reject: 'rejected' },
  payerFor: (world) => Promise.resolve(world.nextPayer()),
  async place({ business }, payer, amount) {
    const body = requestBody(payer, { amount: { value: amount, currency: 'EUR' } });
    const { id } = await createRequest(business.partner, body);
    return { id: idOf('paymentRequest', id), amount, payer };
  },
  rows({ stack, business }, amount) {
    const cents = centsOf(amount);
    return stack.emulator.bank.tables.requestInquiries
      .where('account', business.owner.accountId)
      .filter((inquiry) => inquiry.amount === cents);
  },
  async decide(world, { id, amount, payer }, decision) {
    const open = objectsOf(requestInquiry, world, amount).filter(({ isAlive }) => isAlive);
    const own = world.row(id)?.bunqObjectId;
    if (own) await decideRequest(world.stack.bank, payer, own, decision);
    return open.length;
  },
};

export const kinds: readonly Kind[] = [
  draft,
  pspDraft,
  issuerTransaction,
  payment,
  paymentBatch,
  schedulePayment,
  requestInquiry,
];
