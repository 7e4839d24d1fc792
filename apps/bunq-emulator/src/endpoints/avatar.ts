import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { notFound } from '../bank/refusal.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { avatarFields } from '../objects/avatar.js';
import { answer, uuidAnswer } from '../wire/envelope.js';
import { publicAttachment } from './attachment-public.js';

export const avatarEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path: '/v1/avatar',
    allow: ['own', 'psp'],
    body: z.object({ attachment_public_uuid: z.string() }),
    handle({ bank, body }) {
      const { publicUuid } = publicAttachment(bank, body.attachment_public_uuid);
      const uuid = randomUUID();
      bank.tables.avatars.insert({ ...bank.newRow(), uuid, attachmentPublicUuid: publicUuid ?? '' });
      return uuidAnswer(uuid);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/avatar/:uuid',
    allow: ['own', 'oauth', 'aisp', 'pisp', 'psp'],
    body: noFields,
    handle({ bank, params }) {
      const avatar = avatarFields(bank, params['uuid']);
      if (avatar === null) throw notFound('avatar');
      return answer({ Avatar: avatar });
    },
  }),
];
