import { Injectable } from '@nestjs/common';
import { newId, toPublicId, type Transaction } from '@sluis/persistence';

export interface NewEvent {
  partnerId: string;
  /** `<resource>.<status>`, such as `payment.executed`. */
  type: string;
  resourceType: string;
  resourceId: string;
  resourceVersion: number;
  /** The whole resource as the partner may see it. */
  resource: object;
}

/** What happened to a partner's resources, in order, written in the transaction that made it happen. */
@Injectable()
export class EventLog {
  async append(tx: Transaction, event: NewEvent): Promise<void> {
    const id = newId();
    const createdAt = new Date();
    const body = {
      id: toPublicId('event', id),
      type: event.type,
      created_at: createdAt.toISOString(),
      resource_type: event.resourceType,
      resource_version: event.resourceVersion,
      data: event.resource,
    };
    await tx.query(
      `INSERT INTO events (partner_id, id, type, resource_type, resource_id, resource_version, body, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [event.partnerId, id, event.type, event.resourceType, event.resourceId, event.resourceVersion, body, createdAt],
    );
  }
}
