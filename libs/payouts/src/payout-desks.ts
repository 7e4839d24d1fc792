import { Injectable } from '@nestjs/common';
import { BankConnections } from '@sluis/bank-connections';
import { Outbox } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { ConnectedLists } from '@sluis/reconciliation';
import { BunqPayoutBatchGateway } from './bunq-payout-batch-gateway.js';
import { BunqPayoutBatchPlanGateway } from './bunq-payout-batch-plan-gateway.js';
import { BunqPayoutDraftGateway } from './bunq-payout-draft-gateway.js';
import { BunqPayoutGateway } from './bunq-payout-gateway.js';
import { BunqPayoutPlanGateway } from './bunq-payout-plan-gateway.js';
import { PayoutDesk } from './payout-desk.js';
import { PayoutTransitions } from './payout-transitions.js';
import type { Payout, PayoutRail } from './payout.entity.js';

/** One desk for each way by which payouts reach the bank. */
@Injectable()
export class PayoutDesks {
  private readonly desks: Record<PayoutRail, PayoutDesk>;

  constructor(
    payments: BunqPayoutGateway,
    batches: BunqPayoutBatchGateway,
    plans: BunqPayoutPlanGateway,
    batchPlans: BunqPayoutBatchPlanGateway,
    drafts: BunqPayoutDraftGateway,
    transactions: Transactions,
    transitions: PayoutTransitions,
    connections: BankConnections,
    outbox: Outbox,
    connectedLists: ConnectedLists,
  ) {
    const doors = [transactions, transitions, connections, outbox, connectedLists] as const;
    this.desks = {
      payment: new PayoutDesk('payment', payments, ...doors),
      payment_batch: new PayoutDesk('payment_batch', batches, ...doors),
      schedule_payment: new PayoutDesk('schedule_payment', plans, ...doors),
      schedule_payment_batch: new PayoutDesk('schedule_payment_batch', batchPlans, ...doors),
      payout_draft: new PayoutDesk('payout_draft', drafts, ...doors),
    };
  }

  of({ rail }: Pick<Payout, 'rail'>): PayoutDesk {
    return this.desks[rail];
  }

  all(): PayoutDesk[] {
    return Object.values(this.desks);
  }
}
