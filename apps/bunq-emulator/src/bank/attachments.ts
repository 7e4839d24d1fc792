import { randomUUID } from 'node:crypto';
import type { Bank } from './bank.js';
import { invalid, notFound } from './refusal.js';
import type { Attachment } from './service-records.js';

/** What bunq's documents list. */
const contentTypes = new Set(['image/png', 'image/jpeg', 'image/gif']);

interface Upload {
  userId: number;
  accountId: number | null;
  isPublic?: boolean;
  bytes: Buffer;
  contentType: string | undefined;
  description: string | undefined;
}

/** @throws Refusal 400 for an empty file, another kind of file than an image, and one without description */
export function keepAttachment(bank: Bank, upload: Upload): Attachment {
  const contentType = (upload.contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!contentTypes.has(contentType)) throw invalid(`The content type "${contentType}" is not supported.`);
  if (upload.bytes.length === 0) throw invalid('The attachment is empty.');
  const description = upload.description?.trim() ?? '';
  if (description === '') throw invalid('The header "X-Bunq-Attachment-Description" is required.');
  const attachment = bank.tables.attachments.insert({
    ...bank.newRow(),
    userId: upload.userId,
    accountId: upload.accountId,
    publicUuid: upload.isPublic === true ? randomUUID() : null,
    description,
    contentType,
    content: upload.bytes.toString('base64'),
    sharedWithAccountIds: [],
  });
  bank.record('attachment_kept', {
    attachment_id: attachment.id,
    user_id: upload.userId,
    account_id: upload.accountId,
  });
  return attachment;
}

/**
 * The attachments an order carries.
 *
 * @throws Refusal 404 for one that does not belong to the account
 */
export function attachmentsFor(
  bank: Bank,
  accountId: number,
  references: readonly { id: number }[] | null | undefined,
): number[] {
  return (references ?? []).map(({ id }) => {
    const attachment = bank.tables.attachments.get(id);
    const userId = bank.tables.accounts.get(accountId)?.userId;
    const isOwn =
      attachment?.accountId === accountId || (attachment?.accountId === null && attachment.userId === userId);
    if (attachment === undefined || !isOwn) throw notFound('attachment');
    return id;
  });
}

/** Whoever is on the other end of an order may see what hangs on it. */
export function shareAttachments(bank: Bank, ids: readonly number[], accountId: number | null): void {
  if (accountId === null) return;
  for (const id of ids) bank.tables.attachments.get(id)?.sharedWithAccountIds.push(accountId);
}
