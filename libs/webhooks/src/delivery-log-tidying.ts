import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';

/** The only task of `webhooks.tidy`. */
export const deliveryLogTask = 'delivery_log';

const rowsAtOnce = 2_000;
const everyMs = 24 * 3_600_000;

/** Takes out of the delivery log what receivers answered, once it is too old to help anybody. Safe to repeat. */
@Injectable()
export class DeliveryLogTidying {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** A part at a time, so that no lock is held for long. */
  async run(): Promise<WorkResult> {
    const count = await this.transactions.run((tx) => this.blankPart(tx));
    return { againInMs: count < rowsAtOnce ? everyMs : 1 };
  }

  /** That an attempt was made, when, for how long and how it ended stays. */
  private async blankPart(tx: Transaction): Promise<number> {
    const days = this.config.env.WEBHOOK_LOG_DAYS;
    const blanked = await queryRows(tx, blankText, [days]);
    if (blanked.length > 0)
      await this.audit.record(tx, {
        partnerId: null,
        actor: { type: 'platform' },
        action: 'webhook_delivery.answers_blanked',
        subject: { type: 'tidying', id: deliveryLogTask },
        outcome: 'done',
        details: { rows: blanked.length, retention_days: days },
      });
    return blanked.length;
  }
}

/** Its first condition is that of the index `webhook_delivery_attempts_kept`, which holds nothing that is already blank. */
const blankText = `
  UPDATE webhook_delivery_attempts
  SET response_headers = NULL, response_excerpt = NULL, dns_ms = NULL, connect_ms = NULL, first_byte_ms = NULL
  WHERE (partner_id, delivery_id, number) IN (
    SELECT partner_id, delivery_id, number FROM webhook_delivery_attempts a
    WHERE (response_excerpt IS NOT NULL OR response_headers IS NOT NULL) AND attempted_at < now() - $1 * interval '1 day'
      AND NOT EXISTS (SELECT FROM held_things h WHERE h.partner_id = a.partner_id AND (h.kind = 'partner' OR EXISTS (
        SELECT FROM webhook_deliveries d JOIN events e ON e.partner_id = d.partner_id AND e.id = d.event_id
        WHERE d.partner_id = a.partner_id AND d.id = a.delivery_id AND e.resource_type = h.kind AND e.resource_id = h.thing_id)))
    ORDER BY attempted_at LIMIT ${rowsAtOnce} FOR UPDATE)
  RETURNING 1`;
