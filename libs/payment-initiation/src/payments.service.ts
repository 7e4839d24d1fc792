import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { OrderAttempts, recordCallback } from '@sluis/bank-orders';
import { Config } from '@sluis/config';
import { Authorisations, Consents, KnownPayers, type KnownPayer } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { Outbox, type DueWork } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { SpendingReservations } from '@sluis/spending-rules';
import { Payees, type PayeeVerification } from '@sluis/payees';
import {
  acrossPartners,
  type EntityRows,
  newId,
  queryRows,
  timeOfId,
  toPublicId,
  tokenHash,
  Transactions,
  type Transaction,
} from '@sluis/persistence';
import { followSubject } from './follow-subject.js';
import { listStatement, type PaymentFilter } from './list-payments.js';
import type { Creditor, PaymentEntry } from './payment-entries.js';
import { PaymentInstance } from './payment-instance.entity.js';
import { chooseRail, isPossiblyBunqIban } from './payment-rail.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentsByRequest } from './payments-by-request.js';
import { subjectOf } from './payment-subject.js';
import { endOf, requireStartAhead, scheduleNotPossible, type PaymentSchedule } from './payment-schedule.js';
import { PaymentTransitions } from './payment-transitions.js';
import { isOrdered, Payment, type PaymentColumns } from './payment.entity.js';

export interface InitiatePaymentInput {
  /** Where the request must be known again by its id; a new one otherwise. */
  id?: string;
  /** The total, of an order of many. */
  amount: Money;
  /** Without any account, of an order of many. */
  creditor: Creditor;
  entries: PaymentEntry[] | null;
  schedule: PaymentSchedule | null;
  debtor: { iban: string; name: string | null } | null;
  remittanceInformation: string;
  reference: string | null;
  redirectUri: string | null;
  state: string | null;
  consent: { consentId: string; accountId: string } | null;
  /** What the payer may choose on our page instead of the bank's. */
  fallback?: 'payment_request';
  /** The link by which the payer begins it, and how long it then waits for them. */
  paymentLink?: { id: string; isSingleUse: boolean; waitsForMs: number };
}

export interface TimelineEntry {
  version: number;
  status: string;
  bankStatus: string | null;
  actor: string;
  reason: string | null;
  at: Date;
}

const psu: AuditActor = { type: 'psu' };

/** What partners and payers do with a payment. What the bank does with it is `SubmitPayment` and `FollowPayments`. */
@Injectable()
export class Payments {
  readonly rows: EntityRows<Payment>;

  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly payees: Payees,
    private readonly consents: Consents,
    private readonly knownPayers: KnownPayers,
    private readonly audit: AuditTrail,
    private readonly authorisations: Authorisations,
    private readonly outbox: Outbox,
    private readonly attempts: OrderAttempts,
    private readonly reservations: SpendingReservations,
    private readonly transitions: PaymentTransitions,
    private readonly resources: PaymentResources,
    private readonly byRequest: PaymentsByRequest,
    private readonly config: Config,
  ) {
    this.rows = transactions.rowsOf(Payment);
  }

  /**
   * Accepts an order to pay. A consented payment is sent to the bank at once; any other waits for its payer's visit.
   *
   * @throws DomainError redirect_uri_not_registered | rail_not_available | consent_not_usable |
   *   permission_not_granted | account_not_in_consent | schedule_not_possible | bank_connection_not_usable |
   *   spending_rule_broken
   * @see PSD2 art. 66
   */
  async initiate(tx: Transaction, partnerId: string, input: InitiatePaymentInput, actor: AuditActor): Promise<Payment> {
    const verifications = await this.payees.verify(tx, partnerId, creditorsOf(input));
    const payment = this.draft(partnerId, input, verifications);
    if (input.redirectUri !== null) await this.partners.requireRedirectUri(tx, partnerId, input.redirectUri);
    if (input.fallback) await this.byRequest.requireAccount(tx, partnerId, payment.creditorIban);
    if (input.consent !== null) {
      const { consentId, accountId } = input.consent;
      const account = await this.consents.requireUsableAccount(
        tx,
        partnerId,
        consentId,
        accountId,
        'initiate_payments',
      );
      Object.assign(payment, { debtorIban: account.iban, debtorName: account.holderName });
    }
    if (input.schedule)
      await this.requirePossible(
        tx,
        input.schedule,
        payment.createdAt,
        input.consent && { partnerId, ...input.consent },
      );
    await this.reservations.reserve(tx, {
      partnerId,
      orderId: payment.id,
      consentId: payment.consentId,
      creditorIbans: creditorsOf(input).map(({ iban }) => iban),
      amount: payment.amount,
      isRecurring: Boolean(input.schedule?.recurrence),
    });
    await this.transitions.begin(tx, payment, actor);
    for (const work of this.dueWorkOf(payment)) await this.outbox.schedule(tx, work);
    return payment;
  }

  /**
   * The payment that an order makes: its payer is filled in from the consent's account.
   *
   * @param verifications of each creditor's name
   * @throws DomainError rail_not_available
   */
  draft(partnerId: string, input: InitiatePaymentInput, verifications: readonly PayeeVerification[]): Payment {
    const { env } = this.config;
    const rail = chooseRail(
      {
        hasConsent: input.consent !== null,
        debtorIban: input.debtor?.iban ?? null,
        creditorHasIban: input.creditor.iban !== null,
      },
      { knownPayer: env.PAYMENT_KNOWN_PAYER_RAIL, unknownPayer: env.PAYMENT_UNKNOWN_PAYER_RAIL },
    );
    const id = input.id ?? newId();
    const now = timeOfId(id);
    const waitsForMs = Math.min(env.PAYMENT_LINK_TTL_MS, input.paymentLink?.waitsForMs ?? env.PAYMENT_LINK_TTL_MS);
    const columns: PaymentColumns = {
      partnerId,
      id,
      rail,
      status: 'received',
      version: 1,
      bankStatus: null,
      amountMinor: input.amount.minorUnits,
      currency: input.amount.currency,
      creditorName: input.creditor.name,
      creditorIban: input.creditor.iban,
      creditorEmail: input.creditor.email,
      creditorPhone: input.creditor.phone,
      debtorIban: input.debtor?.iban ?? null,
      debtorName: input.debtor?.name ?? null,
      remittanceInformation: input.remittanceInformation,
      reference: input.reference,
      payeeVerification: input.entries ? null : (verifications[0] ?? null),
      entries: input.entries?.map((entry, index) => ({ ...entry, payee_verification: verifications[index] })) ?? null,
      schedule: input.schedule,
      scheduleStatus: null,
      scheduleOverSince: null,
      bunqScheduleId: null,
      redirectUri: input.redirectUri,
      state: input.state,
      consentId: input.consent?.consentId ?? null,
      accountId: input.consent?.accountId ?? null,
      fallback: input.fallback ?? null,
      paymentRequestId: null,
      paymentLinkId: input.paymentLink?.id ?? null,
      isLinkSingleUse: input.paymentLink?.isSingleUse ?? false,
      linkTokenHash: tokenHash(this.resources.linkToken(id)),
      bunqObjectId: null,
      bunqPublicUuid: null,
      authoriseRequestedAt: rail === 'draft' ? now : null,
      endRequested: null,
      failureStage: null,
      failureReason: null,
      reviewReason: null,
      expiresAt: new Date(now.getTime() + waitsForMs),
      createdAt: now,
      updatedAt: now,
      executedAt: null,
      creditableBasis: null,
      creditableFrom: null,
      creditableAt: null,
    };
    return Object.assign(new Payment(), columns);
  }

  /** What a new payment makes due: its end by the clock, and at once the bank where no page comes first. */
  dueWorkOf(payment: Payment): DueWork[] {
    const { partnerId, rail, expiresAt, createdAt } = payment;
    const subject = subjectOf(payment);
    return [
      { kind: 'payments.expire', subject, partnerId, inMs: expiresAt.getTime() - createdAt.getTime() },
      ...(rail === 'draft' ? [{ kind: 'payments.submit' as const, subject, partnerId }] : []),
    ];
  }

  /** What is planned must lie ahead, and within the time in which we may see what became of it. */
  private async requirePossible(
    tx: Transaction,
    schedule: PaymentSchedule,
    now: Date,
    consent: { partnerId: string; consentId: string } | null,
  ): Promise<void> {
    requireStartAhead(schedule, now);
    const given = consent && (await this.consents.find(tx, consent.partnerId, consent.consentId));
    if (!given || endOf(schedule) > given.validUntil) {
      const pointer = schedule.recurrence ? '/schedule/recurrence/until' : '/schedule/start';
      throw scheduleNotPossible(pointer, 'must lie within the validity of the consent');
    }
  }

  async find(partnerId: string, id: string): Promise<Payment | undefined> {
    const [row] = await this.transactions.inOneTrip(
      { partnerId },
      {
        name: 'find_payment',
        text: `SELECT ${this.rows.columnList('row')} FROM payments row WHERE row.partner_id = $1 AND row.id = $2`,
        values: [partnerId, id],
      },
    );
    return row && this.rows.fromRow(row);
  }

  async findWithin(tx: Transaction, partnerId: string, id: string): Promise<Payment | undefined> {
    return (await tx.findOneBy(Payment, { partnerId, id })) ?? undefined;
  }

  /** For operators, who know a payment by its id alone; never on behalf of a partner. */
  async findOfAnyPartner(tx: Transaction, id: string): Promise<Payment | undefined> {
    return (await tx.findOneBy(Payment, { id })) ?? undefined;
  }

  /** Row-locked, for whoever counts on what the payment is until their own transaction is over. */
  lock(tx: Transaction, partnerId: string, id: string): Promise<Payment | undefined> {
    return this.transitions.lock(tx, partnerId, id);
  }

  /** @returns the payment behind a page link; the token is the only credential of that page */
  findByLink(token: string): Promise<Payment | undefined> {
    return this.transactions.run(
      async (tx) => (await tx.findOneBy(Payment, { linkTokenHash: tokenHash(token) })) ?? undefined,
    );
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  async list(partnerId: string, filter: PaymentFilter): Promise<{ items: Payment[]; hasMore: boolean }> {
    const rows = await this.transactions.inOneTrip(
      { partnerId },
      listStatement(this.rows.columnList('row'), partnerId, filter),
    );
    const items = rows.slice(0, filter.limit).map((row) => this.rows.fromRow(row));
    return { items: filter.before ? items.toReversed() : items, hasMore: rows.length > filter.limit };
  }

  timeline(partnerId: string, id: string): Promise<TimelineEntry[]> {
    return this.transactions.inOneTrip<TimelineEntry>(
      { partnerId },
      {
        text: `SELECT version, status, bank_status AS "bankStatus", actor, reason, at FROM payment_transitions
             WHERE partner_id = $1 AND payment_id = $2 ORDER BY version`,
        values: [partnerId, id],
      },
    );
  }

  /** The times a planned payment fell due, newest first. */
  instances(
    partnerId: string,
    paymentId: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<{ items: PaymentInstance[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(PaymentInstance, 'instance')
        .where('instance.partnerId = :partnerId AND instance.paymentId = :paymentId', { partnerId, paymentId })
        .orderBy('instance.id', 'DESC')
        .take(limit + 1);
      if (after) query.andWhere('instance.id < :after', { after });
      const rows = await query.getMany();
      return { items: rows.slice(0, limit), hasMore: rows.length > limit };
    });
  }

  /**
   * Stops a payment before the payer authorised it. What already stands at the bank is withdrawn there first, and the
   * payment is `cancelled` only once the bank says so.
   *
   * @throws DomainError payment_not_cancellable
   */
  async cancel(partnerId: string, id: string, actor: AuditActor): Promise<Payment | undefined> {
    return this.withLocked(partnerId, id, async (tx, payment) => {
      const isBeforeAuthorisation = ['received', 'submitting', 'outcome_unknown', 'awaiting_authorisation'].includes(
        payment.status,
      );
      if (!isBeforeAuthorisation || payment.endRequested !== null) {
        const what = payment.endRequested === null ? `is ${payment.status}` : 'is being withdrawn at the bank already';
        throw new DomainError('payment_not_cancellable', `The payment ${what}.`);
      }
      await this.requestEnd(tx, payment, 'cancelled', actor);
      return payment;
    });
  }

  /**
   * The payer agrees on our page: the order goes to the bank, and the page waits for it. Safe to repeat.
   *
   * @param debtor the payer's own account, where the rail needs it and the partner did not know it
   * @throws DomainError rail_not_available  the account is not at bunq
   */
  async agree(payment: Payment, debtor: { iban: string; name: string | null } | undefined): Promise<void> {
    await this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (current?.status !== 'received' || current.authoriseRequestedAt !== null || current.endRequested !== null)
        return;
      if (current.rail === 'psp_draft' && current.debtorIban === null) {
        if (!debtor || !isPossiblyBunqIban(debtor.iban)) {
          throw new DomainError('rail_not_available', 'Payments can only be initiated from accounts at bunq.');
        }
        Object.assign(current, { debtorIban: debtor.iban, debtorName: debtor.name });
      }
      const { partnerId, id, debtorIban, debtorName } = current;
      await tx.update(Payment, { partnerId, id }, { debtorIban, debtorName, authoriseRequestedAt: new Date() });
      await this.outbox.schedule(tx, { kind: 'payments.submit', subject: subjectOf(current), partnerId });
    });
  }

  /** @returns who may confirm it by a push: the account they proved to be theirs in this browser, under a consent */
  knownPayer(payment: Payment, browserToken: string): Promise<KnownPayer | undefined> {
    const { partnerId, debtorIban } = payment;
    return this.transactions.forPartner(partnerId, (tx) =>
      this.knownPayers.find(tx, partnerId, browserToken, debtorIban),
    );
  }

  /**
   * The payer agrees on our page to confirm by a push: the order goes to the bank under the consent they gave in this
   * browser. Safe to repeat.
   *
   * @returns false when this browser is not, or no longer, known; then nothing changed
   * @throws DomainError spending_rule_broken
   */
  async agreeByPush(payment: Payment, browserToken: string): Promise<boolean> {
    const { partnerId, id } = payment;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, partnerId, id);
      if (!current || current.isBegun) return true;
      const known = await this.knownPayers.find(tx, partnerId, browserToken, current.debtorIban);
      if (!known) return false;
      const { consentId } = known;
      const account = await this.consents.requireUsableAccount(
        tx,
        partnerId,
        consentId,
        known.account.id,
        'initiate_payments',
      );
      await this.reservations.reserveUnderConsent(tx, {
        partnerId,
        orderId: id,
        consentId,
        creditorIbans: [current.creditorIban],
        amount: current.amount,
        isRecurring: false,
      });
      const change = {
        rail: 'draft',
        consentId,
        accountId: account.id,
        debtorIban: account.iban,
        debtorName: account.holderName,
        authoriseRequestedAt: new Date(),
      } as const;
      await tx.update(Payment, { partnerId, id }, change);
      await this.audit.record(tx, {
        partnerId,
        actor: psu,
        action: 'payer.chose_push',
        subject: { type: 'payment', id: toPublicId('payment', id) },
        outcome: 'done',
        details: { rail_before: current.rail, consent_id: toPublicId('consent', consentId) },
      });
      await this.outbox.schedule(tx, { kind: 'payments.submit', subject: subjectOf(current), partnerId });
      return true;
    });
  }

  /** The payer says no on our page. At the bank they say it there. */
  async decline(payment: Payment): Promise<void> {
    await this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (current?.status !== 'received' || current.authoriseRequestedAt !== null) return;
      await this.transitions.move(tx, current, 'rejected', { actor: psu, reason: 'declined_by_psu' });
    });
  }

  /**
   * Ends a payment that was begun on a page and not gone on with, so that another can take its place.
   *
   * @returns false when it went on: then it stays
   */
  async supersede(tx: Transaction, partnerId: string, id: string): Promise<boolean> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (!payment || payment.isBegun) return false;
    await this.transitions.move(tx, payment, 'cancelled', { actor: psu, reason: 'superseded' });
    return true;
  }

  /**
   * Where the payer authorises at the bank. Released only when exactly one bank object is this payment's.
   *
   * @returns undefined while there is nothing to authorise
   */
  async bankPage(payment: Payment, browserToken: string): Promise<string | undefined> {
    const client = payment.rail === 'psp_draft' ? await this.authorisations.clientFor('payment') : undefined;
    return this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (!current?.mayBeAuthorised) return undefined;
      if (current.rail === 'issuer_transaction') {
        if (!current.bunqPublicUuid) return undefined;
        const page = new URL(this.config.env.BUNQ_PSP_PAGE_URL);
        page.searchParams.set('transactionId', current.bunqPublicUuid);
        return page.href;
      }
      if (current.rail === 'draft' || !client || (await this.hasOrderInDoubt(tx, current))) return undefined;
      return this.authorisations.start(
        tx,
        { type: 'payment', id: current.id, partnerId: current.partnerId },
        browserToken,
        client,
      );
    });
  }

  /**
   * The bank's page shows a payer everything that waits for them, and an order in doubt may wait there twice. It is
   * settled within minutes; until then none of the payer's payments leads there.
   */
  private async hasOrderInDoubt(tx: Transaction, { partnerId, debtorIban }: Payment): Promise<boolean> {
    const ids = await this.attempts.idsInDoubt(tx, 'psp_draft');
    if (ids.length === 0) return false;
    const inDoubt = await acrossPartners(tx, partnerId, () =>
      queryRows(tx, `SELECT 1 FROM payments WHERE id = ANY($1) AND debtor_iban = $2 LIMIT 1`, [ids, debtorIban]),
    );
    return inDoubt.length > 0;
  }

  /** Something hints that the bank has news: have it read now. The hint itself changes nothing. */
  async lookNow(tx: Transaction, payment: Payment): Promise<void> {
    if (payment.isFinal || payment.bunqObjectId === null) return;
    await this.outbox.schedule(tx, { kind: 'payments.follow', subject: followSubject(payment), partnerId: null });
  }

  /** The bank says that it has news of one of its drafts. Unknown ids are none of ours and change nothing. */
  async lookNowAtDraft(bunqObjectId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      const payment = await tx.findOneBy(Payment, { rail: 'draft', bunqObjectId });
      if (!payment) return;
      await this.lookNow(tx, payment);
      const { partnerId, id, isFinal } = payment;
      const effect = isFinal ? 'nothing_to_read' : 'read_is_due';
      await recordCallback(tx, { partnerId, subject: toPublicId('payment', id), kind: 'draft_payment', effect });
    });
  }

  /** The payer turned back at the bank without deciding on the order there: it is withdrawn, and then `rejected`. */
  async turnedBackAtBank(tx: Transaction, partnerId: string, id: string): Promise<void> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (payment?.status !== 'awaiting_authorisation' || payment.endRequested !== null || !isOrdered(payment)) return;
    await this.requestEnd(tx, payment, 'rejected', psu);
  }

  /** By our clock: nobody authorised in time. */
  async expireIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    const due = await this.withLocked(partnerId, id, async (tx, payment): Promise<{ againInMs: number } | 'done'> => {
      const isWaiting = ['received', 'submitting', 'outcome_unknown', 'awaiting_authorisation'].includes(
        payment.status,
      );
      if (!isWaiting || payment.endRequested !== null) return 'done';
      const waitMs = payment.expiresAt.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.requestEnd(tx, payment, 'expired', { type: 'platform' });
      return 'done';
    });
    return due ?? 'done';
  }

  /** The time has come from which the payee may count on the money. */
  async creditIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const payment = await this.transitions.lock(tx, partnerId, id);
      if (payment?.status !== 'executed' || !payment.creditableFrom || payment.creditableAt) return 'done';
      const waitMs = payment.creditableFrom.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.transitions.credit(tx, payment);
      return 'done';
    });
  }

  /** @returns undefined when there is no such payment */
  private async withLocked<Result>(
    partnerId: string,
    id: string,
    act: (tx: Transaction, payment: Payment) => Promise<Result>,
  ): Promise<Result | undefined> {
    // A payment gets a request once: the second time at the latest, its request is locked before it.
    for (;;) {
      const done = await this.transactions.forPartner(partnerId, async (tx) => {
        const payment = await this.byRequest.lockBoth(tx, partnerId, id);
        return payment === 'changed' ? payment : { result: payment && (await act(tx, payment)) };
      });
      if (done !== 'changed') return done.result;
    }
  }

  /** Ends at once what the bank does not have; asks the bank to withdraw what it does. */
  private async requestEnd(
    tx: Transaction,
    payment: Payment,
    end: 'cancelled' | 'expired' | 'rejected',
    actor: AuditActor,
  ): Promise<void> {
    if (payment.status === 'received') {
      await this.transitions.move(tx, payment, end, { actor });
      return;
    }
    const { paymentRequestId } = payment;
    if (paymentRequestId !== null)
      return this.byRequest.end(tx, Object.assign(payment, { paymentRequestId }), end, actor);
    payment.endRequested = end;
    await tx.update(Payment, { partnerId: payment.partnerId, id: payment.id }, { endRequested: end });
    await this.lookNow(tx, payment);
  }
}

/** Everybody whom an order pays. */
export function creditorsOf({ creditor, entries }: InitiatePaymentInput): Creditor[] {
  return entries?.map((entry) => entry.creditor) ?? [creditor];
}
