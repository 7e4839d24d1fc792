import { keepAttachment } from '../bank/attachments.js';
import type { Bank } from '../bank/bank.js';
import type { Attachment } from '../bank/service-records.js';
import { notFound } from '../bank/refusal.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { attachmentPublicObject } from '../objects/attachment.js';
import { answer, uuidAnswer } from '../wire/envelope.js';
import { fileOf, upload } from './attachment.js';

const everyone: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp', 'psp'];

export const attachmentPublicEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path: '/v1/attachment-public',
    allow: ['own', 'oauth', 'psp'],
    body: noFields,
    takesFile: true,
    handle({ bank, caller, rawBody, header }) {
      const file = { ...upload(rawBody, header), userId: caller.user.id, accountId: null, isPublic: true };
      return uuidAnswer(keepAttachment(bank, file).publicUuid ?? '');
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/attachment-public/:uuid',
    allow: everyone,
    body: noFields,
    handle: ({ bank, params }) => answer(attachmentPublicObject(publicAttachment(bank, params['uuid']))),
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/attachment-public/:uuid/content',
    allow: everyone,
    body: noFields,
    handle: ({ bank, params }) => fileOf(publicAttachment(bank, params['uuid'])),
  }),
];

/** @throws Refusal 404 */
export function publicAttachment(bank: Bank, uuid: string | undefined): Attachment {
  const attachment = bank.tables.attachments.first('publicUuid', uuid);
  if (attachment === undefined) throw notFound('attachment');
  return attachment;
}
