import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { Partners } from '@sluis/partners';
import { isPaid, isUnpaidEnd, NewPayments, Payments, type Payment } from '@sluis/payment-initiation';
import { queryRows, tokenHash, Transactions, type Transaction } from '@sluis/persistence';
import { PaymentLink } from './payment-link.entity.js';
import { PaymentLinkResources, statusOf, type PaymentLinkStatus } from './payment-link-resource.js';

/** One page drawn for one browser. */
export interface LinkVisit {
  browserToken: string;
  /** Random, in the page's form: sent twice, it means one payment. */
  visitToken: string;
}

/** What a link is to one browser, now. */
export type LinkView =
  | { kind: 'open'; ownPayment: Payment | undefined }
  /** Somebody else's payment has gone to the bank; it may still end unpaid. */
  | { kind: 'busy' }
  | { kind: 'ended'; status: Exclude<PaymentLinkStatus, 'active'>; ownPayment: Payment | undefined };

/** Payments begun by a link that nobody went on with end sooner than others: they keep the link from somebody else. */
const waitsForMs = 30 * 60_000;
/** A link is public: whoever opens it again and again must not fill the partner's books. */
const mostWaiting = 500;

/** What payers do with a payment link: open it, and begin a payment by it. */
@Injectable()
export class PayByLink {
  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly payments: Payments,
    private readonly newPayments: NewPayments,
    private readonly resources: PaymentLinkResources,
  ) {}

  /** @param browserToken undefined for a browser that never was here */
  view(link: PaymentLink, browserToken: string | undefined): Promise<LinkView> {
    return this.transactions.forPartner(link.partnerId, async (tx) => {
      const ownPayment = browserToken === undefined ? undefined : await this.latestOf(tx, link, browserToken);
      const occupant = (await this.resources.occupantsOf(tx, [link])).get(link.id);
      const status = statusOf(link, occupant, new Date());
      if (status !== 'active') return { kind: 'ended', status, ownPayment };
      const isOpen = ownPayment !== undefined && !ownPayment.isFinal;
      if (!occupant || isOpen) return { kind: 'open', ownPayment: isOpen ? ownPayment : undefined };
      const taking = await this.payments.findWithin(tx, link.partnerId, occupant.paymentId);
      return taking && !taking.isBegun ? { kind: 'open', ownPayment: undefined } : { kind: 'busy' };
    });
  }

  /**
   * Begins a payment for this visit, or finds the one that it began before. A single-use link is taken by it until it
   * ends unpaid; one that somebody opened and never went on with gives way.
   *
   * @param amount what the payer chose, where the link leaves it open
   * @throws DomainError payment_link_not_usable | rate_limited | request_invalid | spending_rule_broken |
   *   redirect_uri_not_registered
   */
  begin({ partnerId, id, use }: PaymentLink, visit: LinkVisit, amount: Money | undefined): Promise<Payment> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      // Of a single-use link one visitor after the other; of others only its end waits.
      const mode = use === 'single' ? 'pessimistic_write' : 'pessimistic_read';
      const link = await tx.findOne(PaymentLink, { where: { partnerId, id }, lock: { mode } });
      if (!link) throw unusable('unknown');
      const earlier = await this.claimVisit(tx, link, visit);
      if (earlier && !isUnpaidEnd(earlier.status)) return earlier;
      const pays = link.amount ?? withinBounds(link, amount);
      const taking = await this.makeRoom(tx, link, visit, pays);
      if (taking) return taking;
      await this.requireOpen(tx, link);
      const payment = await this.newPayments.initiate(
        tx,
        partnerId,
        {
          amount: pays,
          creditor: {
            name: link.creditorName,
            iban: link.creditorIban,
            email: link.creditorEmail,
            phone: link.creditorPhone,
          },
          debtor: null,
          remittanceInformation: link.remittanceInformation,
          reference: link.reference,
          redirectUri: link.redirectUri,
          state: null,
          consent: null,
          entries: null,
          schedule: null,
          paymentLink: { id, isSingleUse: use === 'single', waitsForMs },
        },
        { type: 'psu' },
      );
      await tx.query(
        `UPDATE payment_link_visits SET payment_id = $4 WHERE partner_id = $1 AND link_id = $2 AND visit_hash = $3`,
        [partnerId, id, visitHash(visit), payment.id],
      );
      return payment;
    });
  }

  /** The row is the lock of a visit: a form sent twice at once waits here, and then finds the first one's payment. */
  private async claimVisit(tx: Transaction, link: PaymentLink, visit: LinkVisit): Promise<Payment | undefined> {
    const [row] = await queryRows<{ paymentId: string | null }>(
      tx,
      `INSERT INTO payment_link_visits AS known (partner_id, link_id, visit_hash, browser_hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (partner_id, link_id, visit_hash) DO UPDATE SET visited_at = now()
       RETURNING known.payment_id AS "paymentId"`,
      [link.partnerId, link.id, visitHash(visit), tokenHash(visit.browserToken)],
    );
    return row?.paymentId ? this.payments.findWithin(tx, link.partnerId, row.paymentId) : undefined;
  }

  /** @returns this browser's own open payment by the link, which goes on instead of a second one */
  private async makeRoom(
    tx: Transaction,
    link: PaymentLink,
    { browserToken }: LinkVisit,
    amount: Money,
  ): Promise<Payment | undefined> {
    const occupant = (await this.resources.occupantsOf(tx, [link])).get(link.id);
    if (!occupant) return undefined;
    if (isPaid(occupant.status)) throw unusable('paid');
    const own = await this.latestOf(tx, link, browserToken);
    if (own?.id === occupant.paymentId && (own.isBegun || own.amount.equals(amount))) return own;
    // Looked at before it is locked: the bank's yes to one that went on holds the payment, and waits for this link.
    const taking = await this.payments.findWithin(tx, link.partnerId, occupant.paymentId);
    const gaveWay =
      taking?.isBegun === false && (await this.payments.supersede(tx, link.partnerId, occupant.paymentId));
    if (!gaveWay) throw unusable('being paid by somebody else');
    return undefined;
  }

  private async requireOpen(tx: Transaction, link: PaymentLink): Promise<void> {
    const { partnerId, id } = link;
    const status = statusOf(link, undefined, new Date());
    if (status !== 'active') throw unusable(status);
    if (!(await this.partners.isActive(tx, partnerId))) throw unusable('not in use');
    const [waiting] = await queryRows<{ count: number }>(
      tx,
      `SELECT count(*)::int FROM (SELECT 1 FROM payments
         WHERE partner_id = $1 AND payment_link_id = $2 AND status = 'received' LIMIT $3) AS waiting`,
      [partnerId, id, mostWaiting],
    );
    if ((waiting?.count ?? 0) >= mostWaiting)
      throw new DomainError('rate_limited', 'Too many payments by this link wait for their payer.', {
        retryAfterSeconds: 60,
      });
  }

  private async latestOf(tx: Transaction, link: PaymentLink, browserToken: string): Promise<Payment | undefined> {
    const [row] = await queryRows<{ paymentId: string }>(
      tx,
      `SELECT payment_id AS "paymentId" FROM payment_link_visits
       WHERE partner_id = $1 AND link_id = $2 AND browser_hash = $3 AND payment_id IS NOT NULL
       ORDER BY payment_id DESC LIMIT 1`,
      [link.partnerId, link.id, tokenHash(browserToken)],
    );
    return row && this.payments.findWithin(tx, link.partnerId, row.paymentId);
  }
}

/** Of this very browser: another one that learned the token begins a payment of its own. */
function visitHash({ visitToken, browserToken }: LinkVisit): Buffer {
  return tokenHash(`${browserToken}:${visitToken}`);
}

function withinBounds({ bounds }: PaymentLink, amount: Money | undefined): Money {
  const isWithin =
    amount &&
    bounds &&
    amount.currency === bounds.minimum.currency &&
    amount.minorUnits >= bounds.minimum.minorUnits &&
    amount.minorUnits <= bounds.maximum.minorUnits;
  if (!isWithin) throw new DomainError('request_invalid', 'The amount is not within what the link allows.');
  return amount;
}

function unusable(what: string): DomainError {
  return new DomainError('payment_link_not_usable', `The payment link is ${what}.`);
}
