import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DoubtSending, type BankOrder, type NamedOrder } from '@sluis/bank-orders';
import { user } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { Outbox } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { ListDesks, type ComparedList, type ListDesk, type OpenList, type Ownership } from '@sluis/reconciliation';
import { TppIdentity } from '@sluis/tpp-identity';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway } from './bunq-payment-gateway.js';
import { PaymentDesk } from './payment-desk.js';
import { orderedRails, type OrderedRail } from './payment-rail.js';
import { isOurReference, traceOfFound } from './payment-trace.js';
import { isOrdered, Payment } from './payment.entity.js';
import { subjectOf } from './payment-subject.js';
import { RecordOutcome } from './record-outcome.js';

type PaymentList = ComparedList & { rail: OrderedRail };

/** After a restore everything is read that the bank still shows. */
const mostPages = 500;
const openStatuses = ['sending', 'unsent', 'unknown', 'unsettled'];

/** The lists on which payments stand: two of the provider's own, and one for each account under a consent. */
@Injectable()
export class PaymentListDesk implements ListDesk, OnModuleInit {
  readonly kind = 'payments';

  constructor(
    private readonly desks: ListDesks,
    private readonly transactions: Transactions,
    private readonly places: BankPlaces,
    private readonly gateway: BunqPaymentGateway,
    private readonly desk: PaymentDesk,
    private readonly doubtSending: DoubtSending,
    private readonly recordOutcome: RecordOutcome,
    private readonly outbox: Outbox,
    private readonly tppIdentity: TppIdentity,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  async lists(tx: Transaction, isThorough: boolean): Promise<PaymentList[]> {
    const nobody = { partnerId: null, consentId: null, accountId: null };
    // Of accounts under consents only those on which something was ordered in the last day, or is open: each is a call.
    const drafts = await queryRows<PaymentList>(
      tx,
      `SELECT 'draft' AS rail, 'draft/' || k.account_id || '/' || k.consent_id AS name, k.partner_id AS "partnerId",
              k.consent_id AS "consentId", k.account_id AS "accountId"
       FROM consent_accounts k
       JOIN consents c ON c.partner_id = k.partner_id AND c.id = k.consent_id
       LEFT JOIN bank_list_marks m ON m.bank_list = 'draft/' || k.account_id || '/' || k.consent_id
       WHERE c.status = 'authorised' AND c.type = 'payment_initiation' AND ($1 OR EXISTS (
         SELECT 1 FROM order_attempts a WHERE a.bank_list = 'draft/' || k.account_id
           AND (a.created_at > now() - interval '1 day' OR a.status = ANY ($2))))
       ORDER BY m.scanned_at NULLS FIRST`,
      [isThorough, openStatuses],
    );
    return [
      { name: 'psp_draft', rail: 'psp_draft', ...nobody },
      { name: 'issuer_transaction', rail: 'issuer_transaction', ...nobody },
      ...drafts,
    ];
  }

  async open(list: ComparedList): Promise<OpenList | undefined> {
    const { rail, partnerId, consentId, accountId } = list;
    if (!isPaymentRail(rail)) return undefined;
    const place = await this.places.ofList({ rail, partnerId, consentId, accountId });
    if (!place) return undefined;
    // On the provider's own lists nobody else can place an order. On a payer's account others can: there it takes our
    // kind of reference, and the bank's word that it was us.
    const ourName = rail === 'draft' ? await this.ourNameAtBank() : undefined;
    return {
      listAbove: (afterId) => this.gateway.listAbove(place, afterId, mostPages),
      read: (bunqObjectId) => this.gateway.read(place, bunqObjectId),
      withdraw: (bunqObjectId) => this.gateway.cancel(place, bunqObjectId),
      isProvablyOurs: ({ reference, placedBy }) =>
        rail !== 'draft' || (isOurReference(reference) && placedBy !== undefined && placedBy === ourName),
    };
  }

  async lowestDoubt(tx: Transaction, { rail, accountId }: ComparedList): Promise<number | undefined> {
    const [row] = await queryRows<{ lowest: string | null }>(
      tx,
      `SELECT min(high_water_mark) AS lowest FROM order_attempts WHERE bank_list = $1 AND status = ANY ($2)`,
      [attemptList(rail, accountId), openStatuses],
    );
    return row?.lowest === null || row === undefined ? undefined : Number(row.lowest);
  }

  async greatestKnown(tx: Transaction, { rail, accountId }: ComparedList): Promise<number> {
    const [row] = await queryRows<{ greatest: string | null }>(
      tx,
      `SELECT max(bunq_object_id) AS greatest FROM order_attempts WHERE bank_list = $1`,
      [attemptList(rail, accountId)],
    );
    return Number(row?.greatest ?? 0);
  }

  async ownership(tx: Transaction, list: ComparedList, orders: readonly NamedOrder[]): Promise<Map<number, Ownership>> {
    const ids = orders.map(({ bunqObjectId }) => bunqObjectId);
    const owned = await queryRows<{ id: string; ownership: Ownership }>(
      tx,
      `SELECT bunq_object_id AS id, 'owned' AS ownership FROM order_attempts
         WHERE rail = $1 AND bunq_object_id = ANY ($2::bigint[]) AND status = 'accepted'
       UNION ALL SELECT bunq_object_id, 'owned' FROM payments WHERE rail = $1 AND bunq_object_id = ANY ($2::bigint[])
       UNION ALL SELECT bunq_object_id, CASE WHEN state IN ('owned', 'explained') THEN 'owned' ELSE 'in_doubt' END
         FROM unowned_orders WHERE rail = $1 AND bunq_object_id = ANY ($2::bigint[])
           AND (state IN ('owned', 'explained') OR claimed_by IS NOT NULL)`,
      [list.rail, ids],
    );
    const known = new Map(owned.map(({ id, ownership }) => [Number(id), ownership]));
    const looking = await this.tracesInDoubt(tx, list);
    return new Map(
      orders.map((order) => {
        const trace = this.traceOf(list, order);
        const mark = trace === undefined ? undefined : looking.get(trace);
        const isLookedFor = mark !== undefined && mark < order.bunqObjectId;
        return [order.bunqObjectId, known.get(order.bunqObjectId) ?? (isLookedFor ? 'in_doubt' : 'nobody')];
      }),
    );
  }

  traceOf({ rail }: ComparedList, order: BankOrder): string | undefined {
    return isPaymentRail(rail) ? traceOfFound(rail, order) : undefined;
  }

  /** Where the bank says something else of an order than we do, what it says is recorded as if we had just asked. */
  async heal(list: ComparedList, orders: readonly NamedOrder[]): Promise<void> {
    const payments = await this.transactions.run((tx) =>
      tx
        .createQueryBuilder(Payment, 'payment')
        .where('payment.rail = :rail AND payment.bunqObjectId IN (:...ids)', {
          rail: list.rail,
          ids: [0, ...orders.map(({ bunqObjectId }) => bunqObjectId)],
        })
        .getMany(),
    );
    const byId = new Map(orders.map((order) => [order.bunqObjectId, order]));
    for (const payment of payments) {
      const order = byId.get(payment.bunqObjectId ?? 0);
      if (order && order.rawStatus !== payment.bankStatus) await this.recordOutcome.run(payment, order);
    }
  }

  doubtWhatWasSending(): Promise<void> {
    return this.doubtSending.run(this.desk, orderedRails, (tx, payment) =>
      this.outbox.schedule(tx, { kind: 'payments.submit', subject: subjectOf(payment), partnerId: payment.partnerId }),
    );
  }

  /** What orders in doubt look for at the bank, and above which id. */
  private async tracesInDoubt(tx: Transaction, { rail }: ComparedList): Promise<Map<string, number>> {
    // One that was adopted in doubt is watched for a while: what is too many of it is withdrawn there.
    const rows = await queryRows<{ id: string; partner_id: string; mark: string }>(
      tx,
      `SELECT order_id AS id, partner_id, high_water_mark AS mark FROM order_attempts
       WHERE rail = $1 AND (status = ANY ($2) OR (status = 'accepted' AND unknown_since IS NOT NULL
         AND resolved_at > clock_timestamp() - $3 * interval '1 millisecond'))`,
      [rail, openStatuses, this.config.env.RECONCILE_GIVE_UP_MS],
    );
    const traces = new Map<string, number>();
    for (const { id, partner_id: partnerId, mark } of rows) {
      const payment = await tx.findOneBy(Payment, { partnerId, id });
      if (!payment || !isOrdered(payment)) continue;
      const { text } = this.desk.traceOf(payment);
      traces.set(text, Math.min(Number(mark), traces.get(text) ?? Infinity));
    }
    return traces;
  }

  private async ourNameAtBank(): Promise<string | undefined> {
    const { user: ourselves } = await user.get(this.tppIdentity.psp());
    return ourselves.display_name ?? undefined;
  }
}

function isPaymentRail(rail: string): rail is OrderedRail {
  return rail === 'psp_draft' || rail === 'issuer_transaction' || rail === 'draft';
}

/** Attempts name the account alone: consents of one account share it. */
function attemptList(rail: string, accountId: string | null): string {
  return rail === 'draft' ? `draft/${accountId ?? ''}` : rail;
}
