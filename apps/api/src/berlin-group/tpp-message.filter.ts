import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { ConsentUnknownError } from '@sluis/accounts';
import type { DomainError, DomainErrorCode } from '@sluis/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemKinds } from '../http/problem-status.js';
import { toDomainError } from '../http/problem.filter.js';
import { nameOf, textOf } from './names.js';
import { requestIdOf } from './x-request-id.js';

/** Message codes of the framework. What it has no word for is the general one of its status. */
const words: Partial<Record<DomainErrorCode, { code: string; status?: number }>> = {
  credential_missing: { code: 'TOKEN_UNKNOWN' },
  credential_invalid: { code: 'TOKEN_INVALID' },
  scope_missing: { code: 'SERVICE_BLOCKED' },
  permission_not_granted: { code: 'CONSENT_INVALID', status: 401 },
  consent_not_usable: { code: 'CONSENT_INVALID', status: 401 },
  account_not_in_consent: { code: 'CONSENT_INVALID', status: 401 },
  funds_not_confirmable: { code: 'RESOURCE_UNKNOWN', status: 400 },
  unattended_reads_exhausted: { code: 'ACCESS_EXCEEDED' },
  history_not_available: { code: 'PERIOD_INVALID', status: 400 },
  redirect_uri_not_registered: { code: 'FORMAT_ERROR', status: 400 },
  rail_not_available: { code: 'PAYMENT_FAILED', status: 400 },
  consent_transition_refused: { code: 'STATUS_INVALID' },
  payment_not_cancellable: { code: 'CANCELLATION_INVALID', status: 405 },
  media_type_unsupported: { code: 'FORMAT_ERROR' },
};

const wordOfStatus: Record<number, string> = {
  400: 'FORMAT_ERROR',
  401: 'TOKEN_INVALID',
  403: 'SERVICE_BLOCKED',
  404: 'RESOURCE_UNKNOWN',
  409: 'STATUS_INVALID',
  413: 'FORMAT_ERROR',
  422: 'FORMAT_ERROR',
  429: 'ACCESS_EXCEEDED',
};

/** Which consent cannot be used is said exactly: 403 when the path names an unknown one, 400 when a header does. */
function consentWordOf(error: DomainError, { url }: FastifyRequest): { code: string; status: number } | undefined {
  const why = error.code === 'consent_not_usable' ? error.options.fields?.[0]?.code : undefined;
  if (why === 'expired') return { code: 'CONSENT_EXPIRED', status: 401 };
  if (why === 'unknown' || error instanceof ConsentUnknownError) return { code: 'CONSENT_UNKNOWN', status: 400 };
  const isOfPath = error.code === 'resource_not_found' && /^\/berlin-group\/v[12]\/consents\//.test(url);
  return isOfPath ? { code: 'CONSENT_UNKNOWN', status: 403 } : undefined;
}

/** The same errors as everywhere, in the framework's shape: `tppMessages`. */
@Catch()
export class TppMessageFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toDomainError(exception);
    const kind = problemKinds[error.code];
    const word = consentWordOf(error, request) ?? words[error.code];
    const status = word?.status ?? kind.status;
    const code =
      word?.code ?? wordOfStatus[status] ?? (status === 503 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR');
    const [field] = error.options.fields ?? [];
    const requestId = requestIdOf(request);
    if (requestId) void reply.header('X-Request-ID', requestId);
    if (error.options.retryAfterSeconds !== undefined || status === 503)
      void reply.header('Retry-After', String(error.options.retryAfterSeconds ?? 5));
    void reply
      .status(status)
      .header('Content-Type', 'application/json')
      .send(
        JSON.stringify({
          tppMessages: [{ category: 'ERROR', code, ...(field ? { path: nameOf(field) } : {}), text: textOf(error) }],
        }),
      );
  }
}
