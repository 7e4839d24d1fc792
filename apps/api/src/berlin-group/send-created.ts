import type { IdempotentAnswer } from '@sluis/partners';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sendAnswer } from '../http/idempotency.js';

const createdSchema = z.looseObject({ _links: z.looseObject({ self: z.object({ href: z.string() }) }) });

/** 201 with `Location`, a repeated request too: it is read from the very answer. */
export function sendCreated(reply: FastifyReply, answer: IdempotentAnswer): void {
  const { _links: links } = createdSchema.parse(JSON.parse(answer.text));
  void reply.header('Location', links.self.href).header('ASPSP-SCA-Approach', 'REDIRECT');
  sendAnswer(reply, answer);
}
