import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { ConnectionDependants, type ConnectionDependant, type ConnectionKey } from '@sluis/bank-connections';
import { queryRows, type Transaction } from '@sluis/persistence';
import { IncomingRequestTransitions } from './incoming/incoming-request-transitions.js';
import { revocableStatuses } from './payment-request-status.js';
import { PaymentRequestTransitions } from './payment-request-transitions.js';
import { PaymentRequests } from './payment-requests.service.js';

/** Requests in which the bank holds something of ours, or may come to hold it. */
const atBank = revocableStatuses.filter((status) => status !== 'received');
const onTheirWay = ['answering', 'outcome_unknown'];

/**
 * What becomes of requests when the account they live on is disconnected. What the bank does not have ends at once; what waits
 * there for a payer is taken back there; an answer on its way is followed to its end.
 */
@Injectable()
export class RequestsUnderConnection implements ConnectionDependant, OnModuleInit {
  constructor(
    private readonly dependants: ConnectionDependants,
    private readonly requests: PaymentRequests,
    private readonly transitions: PaymentRequestTransitions,
    private readonly incoming: IncomingRequestTransitions,
  ) {}

  onModuleInit(): void {
    this.dependants.add(this);
  }

  async endWork(tx: Transaction, connection: ConnectionKey, actor: AuditActor): Promise<boolean> {
    const { partnerId } = connection;
    for (const id of await idsOf(tx, 'payment_requests', connection, revocableStatuses)) {
      const request = await this.transitions.lock(tx, partnerId, id);
      if (!request || !revocableStatuses.includes(request.status)) continue;
      if (request.endRequested === null)
        await this.requests.requestEnd(tx, request, 'revoked', actor, 'bank_connection_ended');
      else await this.requests.lookNow(tx, request);
    }
    for (const id of await idsOf(tx, 'incoming_payment_requests', connection, ['pending'])) {
      const request = await this.incoming.lock(tx, partnerId, id);
      if (request?.status === 'pending')
        await this.incoming.move(tx, request, 'disconnected', { actor, reason: 'bank_connection_ended' });
    }
    return this.hasWorkAtBank(tx, connection);
  }

  async hasWorkAtBank(tx: Transaction, connection: ConnectionKey): Promise<boolean> {
    const asked = await idsOf(tx, 'payment_requests', connection, atBank);
    const answered = await idsOf(tx, 'incoming_payment_requests', connection, onTheirWay);
    return asked.length + answered.length > 0;
  }
}

async function idsOf(
  tx: Transaction,
  table: 'payment_requests' | 'incoming_payment_requests',
  { partnerId, connectionId }: ConnectionKey,
  statuses: readonly string[],
): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    tx,
    `SELECT id FROM ${table} WHERE partner_id = $1 AND connection_id = $2 AND status = ANY($3) ORDER BY id`,
    [partnerId, connectionId, statuses],
  );
  return rows.map(({ id }) => id);
}
