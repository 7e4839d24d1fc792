import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import type { IdempotentAnswer } from '@sluis/partners';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The `Idempotency-Key` header of a creating request: 1–255 printable ASCII characters, given once. */
export function readIdempotencyKey(_: unknown, context: ExecutionContext): string {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (header === undefined || header === '') {
    throw new DomainError(
      'idempotency_key_missing',
      'Send an Idempotency-Key header of your choice, new for every payment you mean.',
    );
  }
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new DomainError(
      'idempotency_key_malformed',
      'An Idempotency-Key has 1 to 255 printable ASCII characters without spaces.',
    );
  }
  return header;
}

export const IdempotencyKey = createParamDecorator(readIdempotencyKey);

/** Sends the stored text as it is, so that a replay equals the first answer byte for byte. */
export function sendAnswer(reply: FastifyReply, { status, text, isReplay }: IdempotentAnswer): void {
  if (isReplay) void reply.header('Idempotent-Replayed', 'true');
  void reply.status(status).header('Content-Type', 'application/json; charset=utf-8').send(text);
}
