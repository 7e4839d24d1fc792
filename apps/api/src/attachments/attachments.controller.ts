import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { Attachments, inspectFile, toAttachmentResource } from '@sluis/payment-requests';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { toFieldErrors } from '../http/validation.pipe.js';
import { toReceivingAccount } from '../payment-requests/create-payment-request.request.js';
import { attachmentFieldsSchema, type AttachmentFields } from './attachment-fields.request.js';
import { readUpload } from './read-upload.js';
import { Documented } from '../openapi/documented.js';
import { attachmentOperations } from './attachments.operations.js';

/** Pictures for payment requests. */
@Controller('v1/attachments')
export class AttachmentsController {
  constructor(
    private readonly attachments: Attachments,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('payment_requests:write')
  @Documented(attachmentOperations.upload)
  async upload(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { bytes, fields } = await readUpload(request);
    const named = parseFields(fields);
    const file = await inspectFile(bytes);
    // The same request is the same picture with the same words: what it is known by stands for the picture.
    const body = { ...named, sha256: file.sha256.toString('hex') };
    const idempotent = { partnerId, route: 'POST /v1/attachments', key, body };
    const answer = await this.idempotentRequests.run(idempotent, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const picture = { file, description: named.description };
      const attachment = await this.attachments.receive(tx, partnerId, toReceivingAccount(named), picture, actor);
      return { status: 201, body: toAttachmentResource(attachment) };
    });
    sendAnswer(reply, answer);
  }

  @Get(':id')
  @ForPartners('payment_requests:read')
  @Documented(attachmentOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const attachment = await this.attachments.find(partnerId, requireId('attachment', id));
    if (!attachment) throw notFound();
    return toAttachmentResource(attachment);
  }
}

function parseFields(fields: Record<string, string>): AttachmentFields {
  const parsed = attachmentFieldsSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new DomainError('request_invalid', 'One or more fields are not valid; see errors.', {
    fields: parsed.error.issues.flatMap(toFieldErrors),
  });
}
