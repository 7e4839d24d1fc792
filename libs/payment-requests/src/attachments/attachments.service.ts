import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { newId, SecretBox, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { In } from 'typeorm';
import { ReceivingAccounts, type ReceivingAccount, type UsableAccount } from '../receiving-accounts.js';
import type { AttachmentFile } from './attachment-file.js';
import { toAttachmentResource } from './attachment-resource.js';
import { Attachment } from './attachment.entity.js';

/** More would not be looked at by a payer on a phone. */
export const mostAttachmentsPerRequest = 5;

/** Pictures for payment requests: taken in, sealed until the bank has them, and known by their hash afterwards. */
@Injectable()
export class Attachments {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: ReceivingAccounts,
    private readonly secrets: SecretBox,
    private readonly outbox: Outbox,
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Takes a picture in for requests on this account; the worker hands it to the bank.
   *
   * @throws DomainError bank_connection_not_usable
   */
  async receive(
    tx: Transaction,
    partnerId: string,
    account: ReceivingAccount,
    { file, description }: { file: AttachmentFile; description: string },
    actor: AuditActor,
  ): Promise<Attachment> {
    const { connectionId, accountId, bunqMonetaryAccountId } = await this.accounts.require(tx, partnerId, account);
    const id = newId();
    const now = new Date();
    const attachment = tx.create(Attachment, {
      partnerId,
      id,
      connectionId,
      accountId,
      bunqMonetaryAccountId,
      status: 'received',
      version: 1,
      contentType: file.type,
      size: file.bytes.length,
      sha256: file.sha256,
      description,
      contentSealed: this.secrets.sealBytes(file.bytes, contentLocation({ partnerId, id })),
      bunqAttachmentId: null,
      failureReason: null,
      createdAt: now,
      updatedAt: now,
    });
    await tx.insert(Attachment, attachment);
    await this.tell(tx, attachment, actor);
    await this.outbox.schedule(tx, { kind: 'attachments.upload', subject: `${partnerId}/${id}`, partnerId });
    return attachment;
  }

  find(partnerId: string, id: string): Promise<Attachment | undefined> {
    return this.transactions.forPartner(
      partnerId,
      async (tx) => (await tx.findOneBy(Attachment, { partnerId, id })) ?? undefined,
    );
  }

  /** @throws DomainError attachment_not_usable  unknown, of another account, or one that failed */
  async requireUsable(
    tx: Transaction,
    partnerId: string,
    account: UsableAccount,
    ids: readonly string[],
  ): Promise<void> {
    if (ids.length === 0) return;
    // Locked, so that none of them fails before the request that waits for it is there to fail with it.
    const where = { partnerId, id: In([...ids]) };
    const found = await tx.find(Attachment, { where, lock: { mode: 'pessimistic_read' } });
    for (const [index, id] of ids.entries()) {
      const attachment = found.find((one) => one.id === id);
      const isOfAccount = attachment?.bunqMonetaryAccountId === account.bunqMonetaryAccountId;
      if (isOfAccount && attachment.connectionId === account.connectionId && attachment.status !== 'failed') continue;
      const detail = 'is not an attachment that can be used for this account';
      throw new DomainError('attachment_not_usable', 'An attachment is unknown, failed, or of another account.', {
        fields: [{ pointer: `/attachment_ids/${index}`, code: 'attachment_not_usable', detail }],
      });
    }
  }

  openContent({ partnerId, id, contentSealed }: Attachment): Buffer | undefined {
    return contentSealed ? this.secrets.openBytes(contentSealed, contentLocation({ partnerId, id })) : undefined;
  }

  /** The bank has it, or never will: either way the content goes. */
  async settle(
    tx: Transaction,
    attachment: Attachment,
    end: { status: 'uploaded'; bunqAttachmentId: number } | { status: 'failed'; failureReason: string },
    actor: AuditActor,
  ): Promise<void> {
    const { partnerId, id } = attachment;
    const columns = { ...end, contentSealed: null, version: attachment.version + 1, updatedAt: new Date() };
    await tx.update(Attachment, { partnerId, id }, columns);
    Object.assign(attachment, columns);
    await this.tell(tx, attachment, actor);
  }

  private async tell(tx: Transaction, attachment: Attachment, actor: AuditActor): Promise<void> {
    const { partnerId, id, status, version } = attachment;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `attachment.${status}`,
      subject: { type: 'attachment', id: toPublicId('attachment', id) },
      outcome: 'done',
      cause: attachment.failureReason ?? undefined,
      details: {
        version,
        sha256: attachment.sha256.toString('hex'),
        size: attachment.size,
        content_type: attachment.contentType,
        bunq_attachment_id: attachment.bunqAttachmentId,
      },
    });
    await this.events.append(tx, {
      partnerId,
      type: `attachment.${status}`,
      resourceType: 'attachment',
      resourceId: id,
      resourceVersion: version,
      resource: toAttachmentResource(attachment),
    });
  }
}

function contentLocation({ partnerId, id }: Pick<Attachment, 'partnerId' | 'id'>) {
  return { table: 'attachments', column: 'content_sealed', rowId: id, partnerId };
}
