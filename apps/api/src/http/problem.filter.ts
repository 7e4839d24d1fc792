import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import type { JsonLogger } from '@sluis/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isBerlinGroup } from './dialect.js';
import { problemKinds } from './problem-status.js';

/** What a payer sees instead of a page that could not be made. */
export type UnavailablePage = (request: FastifyRequest, reply: FastifyReply) => void;

/** Answers every error as RFC 9457 `application/problem+json`; nothing internal reaches the caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    /** The application's own: one process holds several, and the one that Nest knows is the last that was made. */
    private readonly logger: JsonLogger,
    private readonly showUnavailable: UnavailablePage,
    /** For what goes wrong under `/berlin-group` before an operation is found. */
    private readonly answerBerlinGroup: ExceptionFilter['catch'],
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (isBerlinGroup(request)) {
      this.answerBerlinGroup(exception, host);
      return;
    }
    const error = toDomainError(exception);
    const kind = problemKinds[error.code];
    if (kind.status >= 500) {
      this.logger.error(
        { msg: 'request failed', request_id: request.id, code: error.code, error: describe(exception) },
        ProblemFilter.name,
      );
    }
    if (error.options.retryAfterSeconds !== undefined || kind.status === 503) {
      void reply.header('Retry-After', String(error.options.retryAfterSeconds ?? 5));
    }
    if (kind.status >= 500 && isPage(request)) {
      this.showUnavailable(request, reply.header('Retry-After', '5'));
      return;
    }
    if (kind.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply
      .status(kind.status)
      .header('Content-Type', 'application/problem+json')
      .header('Cache-Control', 'no-store')
      .send(
        JSON.stringify({
          type: `urn:sluis:problem:${error.code}`,
          title: kind.title,
          status: kind.status,
          detail: error.detail,
          code: error.code,
          origin: kind.origin,
          retryable: kind.retryable,
          request_id: request.id,
          ...error.options.members,
          ...(error.options.fields ? { errors: error.options.fields } : {}),
        }),
      );
  }
}

/** A page of ours that a person looks at; what its script asks for in the background is none. */
function isPage({ routeOptions: { url = '' } }: FastifyRequest): boolean {
  return /^\/(pay|link|consent|oauth)\//.test(url) && !url.endsWith('/status');
}

export function toDomainError(exception: unknown): DomainError {
  if (exception instanceof DomainError) return exception;
  const status = statusOf(exception);
  if (status === 413) return new DomainError('request_too_large', 'The body is larger than this operation takes.');
  if (status === 415) return new DomainError('media_type_unsupported', 'Send the body as application/json.');
  if (status === 404) return new DomainError('route_not_found', 'No operation has this method and path.');
  if (status !== undefined && status >= 400 && status < 500)
    return new DomainError('request_malformed', 'The request cannot be read.');
  if (isDatabaseAway(exception))
    return new DomainError('platform_unavailable', 'Nothing was decided. Send the same request again.');
  return new DomainError('platform_error', 'Nothing more can be said here. Quote the request_id to support.');
}

/** Nest and Fastify both carry the HTTP status on their own errors. */
function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  const status: unknown = exception instanceof Error ? Reflect.get(exception, 'statusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** Connection lost, shutting down, out of connections, out of time or read-only: the same request may work later. */
function isDatabaseAway(exception: unknown): boolean {
  if (!(exception instanceof Error)) return false;
  const code: unknown = Reflect.get(exception, 'code');
  const isAwayCode =
    typeof code === 'string' && /^(08|53|57P|55P03|57014|25006|25P03|40001|40P01|ECONN|EPIPE|ETIMEDOUT)/.test(code);
  return (
    isAwayCode ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
      exception.message,
    )
  );
}

/** Name, code and place; the message may quote values. */
function describe(exception: unknown): string {
  if (!(exception instanceof Error)) return typeof exception;
  const code: unknown = Reflect.get(exception, 'code');
  const place = exception.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 4)
    .map((line) => line.trim())
    .join(' ');
  return `${exception.name} ${typeof code === 'string' ? code : ''} ${place ?? ''}`;
}
