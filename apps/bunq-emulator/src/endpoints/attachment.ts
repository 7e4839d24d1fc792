import type { Bank } from '../bank/bank.js';
import { keepAttachment } from '../bank/attachments.js';
import type { Attachment } from '../bank/service-records.js';
import { notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccount, visibleAccounts } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { attachmentUserObject } from '../objects/attachment.js';
import { answer, type FileAnswer, idAnswer } from '../wire/envelope.js';

const ofAccount = '/v1/user/:userId/monetary-account/:accountId/attachment';
const ofUser = '/v1/user/:userId/attachment';
const writers: readonly Role[] = ['own', 'oauth'];
const readers: readonly Role[] = ['own', 'oauth', 'aisp'];

export const attachmentEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path: ofAccount,
    allow: writers,
    body: noFields,
    takesFile: true,
    handle({ bank, caller, params, rawBody, header }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      return idAnswer(
        keepAttachment(bank, { ...upload(rawBody, header), userId: account.userId, accountId: account.id }).id,
      );
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${ofAccount}/:attachmentId/content`,
    allow: readers,
    body: noFields,
    handle({ bank, caller, params }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const attachment = visibleAttachment(bank, caller, params);
      if (!accountsSeeing(attachment).includes(account.id)) throw notFound('attachment');
      return fileOf(attachment);
    },
  }),
  sessionEndpoint({
    method: 'POST',
    path: ofUser,
    allow: writers,
    body: noFields,
    takesFile: true,
    handle: ({ bank, caller, rawBody, header }) =>
      idAnswer(
        keepAttachment(bank, {
          ...upload(rawBody, header),
          userId: caller.customer?.id ?? caller.user.id,
          accountId: null,
        }).id,
      ),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${ofUser}/:attachmentId`,
    allow: readers,
    body: noFields,
    handle: ({ bank, caller, params }) =>
      answer(attachmentUserObject(visibleAttachment(bank, caller, params), caller.user.id)),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${ofUser}/:attachmentId/content`,
    allow: readers,
    body: noFields,
    handle: ({ bank, caller, params }) => fileOf(visibleAttachment(bank, caller, params)),
  }),
];

/** The parts of an upload that come with the request. */
export function upload(bytes: Buffer, header: (name: string) => string | undefined) {
  return { bytes, contentType: header('content-type'), description: header('x-bunq-attachment-description') };
}

export function fileOf(attachment: Attachment): FileAnswer {
  return { contentType: attachment.contentType, bytes: Buffer.from(attachment.content, 'base64') };
}

/** One's own, and what came with an order to one's account. */
function visibleAttachment(bank: Bank, caller: Caller, params: Record<string, string>): Attachment {
  const attachment = bank.tables.attachments.get(idIn(params, 'attachmentId'));
  if (attachment === undefined) throw notFound('attachment');
  const mine = visibleAccounts(bank, caller).map(({ id }) => id);
  const isMine = attachment.accountId === null && attachment.userId === caller.customer?.id;
  if (!isMine && !accountsSeeing(attachment).some((id) => mine.includes(id))) throw notFound('attachment');
  return attachment;
}

function accountsSeeing({ accountId, sharedWithAccountIds }: Attachment): number[] {
  return accountId === null ? sharedWithAccountIds : [accountId, ...sharedWithAccountIds];
}
