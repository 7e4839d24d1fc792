import { Injectable } from '@nestjs/common';
import { accountAttachment, BunqApiError, BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { Outbox, type WorkResult } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { PaymentRequestTransitions } from '../payment-request-transitions.js';
import { RequestPlaces } from '../request-places.js';
import { Attachment } from './attachment.entity.js';
import { Attachments } from './attachments.service.js';

const retryInMs = 2_000;

/**
 * Hands an attachment to the bank. Nothing refers to what the bank got until a request does, so a lost answer is no harm:
 * the same picture goes up again, and the copy that nobody knows stays unused.
 */
@Injectable()
export class UploadAttachment {
  constructor(
    private readonly transactions: Transactions,
    private readonly attachments: Attachments,
    private readonly places: RequestPlaces,
    private readonly transitions: PaymentRequestTransitions,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    const attachment = await this.attachments.find(partnerId, id);
    const bytes = attachment?.status === 'received' ? this.attachments.openContent(attachment) : undefined;
    if (!attachment || !bytes) return 'done';
    const place = await this.places.toAct(attachment);
    if (!place) return this.fail(attachment, 'bank_connection_not_usable');
    try {
      const bunqAttachmentId = await accountAttachment.create(place.caller, {
        monetaryAccountId: place.bunqMonetaryAccountId,
        contentType: attachment.contentType,
        description: attachment.description,
        bytes,
      });
      return await this.settle(attachment, async (tx, current) => {
        await this.attachments.settle(tx, current, { status: 'uploaded', bunqAttachmentId }, { type: 'bank' });
        await this.letRequestsGo(tx, current);
      });
    } catch (error) {
      if (!(error instanceof BunqError)) throw error;
      if (error instanceof BunqConsentLostError) return this.fail(attachment, 'bank_access_lost');
      if (isRefusal(error)) return this.fail(attachment, 'bank_refused');
      const isOverdue = Date.now() - attachment.createdAt.getTime() > this.config.env.RECONCILE_GIVE_UP_MS;
      return isOverdue ? this.fail(attachment, 'bank_unavailable') : { againInMs: retryInMs };
    }
  }

  private fail(attachment: Attachment, failureReason: string): Promise<WorkResult> {
    return this.settle(attachment, async (tx, current) => {
      await this.attachments.settle(tx, current, { status: 'failed', failureReason }, { type: 'platform' });
      for (const id of await waitingRequests(tx, current)) {
        const request = await this.transitions.lock(tx, current.partnerId, id);
        if (request?.status !== 'received') continue;
        await this.transitions.move(tx, request, 'failed', {
          actor: { type: 'platform' },
          reason: failureReason,
          patch: { failureStage: 'attachment', failureReason },
        });
      }
    });
  }

  private async settle(
    { partnerId, id }: Attachment,
    end: (tx: Transaction, current: Attachment) => Promise<void>,
  ): Promise<WorkResult> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const current = await tx.findOne(Attachment, { where: { partnerId, id }, lock: { mode: 'pessimistic_write' } });
      if (current?.status === 'received') await end(tx, current);
    });
    return 'done';
  }

  /** Requests that waited for this picture look again whether they may go to the bank. */
  private async letRequestsGo(tx: Transaction, attachment: Attachment): Promise<void> {
    const { partnerId } = attachment;
    for (const id of await waitingRequests(tx, attachment))
      await this.outbox.schedule(tx, { kind: 'payment_requests.submit', subject: `${partnerId}/${id}`, partnerId });
  }
}

/** The bank said no and meant it; anything else may go better at another time. */
function isRefusal(error: BunqError): boolean {
  return error instanceof BunqApiError && error.isSigned && !error.isRateLimited && !error.isSessionExpired;
}

async function waitingRequests(tx: Transaction, { partnerId, id }: Attachment): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    tx,
    `SELECT request.id FROM payment_request_attachments attached
     JOIN payment_requests request ON request.partner_id = attached.partner_id AND request.id = attached.payment_request_id
     WHERE attached.partner_id = $1 AND attached.attachment_id = $2 AND request.status = 'received' ORDER BY request.id`,
    [partnerId, id],
  );
  return rows.map((row) => row.id);
}
