import { errors } from 'undici';
import { WebhookTargetRefusedError } from './webhooks.errors.js';

/** Why there was no answer, in words for the partner's developer; addresses and messages of the network stay inside. */
export type DeliveryFailure =
  | 'target_refused'
  | 'host_not_found'
  | 'connection_refused'
  | 'connection_reset'
  | 'certificate_not_trusted'
  | 'timeout'
  | 'answer_malformed'
  | 'connection_failed';

const byCode: Record<string, DeliveryFailure> = {
  ENOTFOUND: 'host_not_found',
  ENODATA: 'host_not_found',
  ESERVFAIL: 'host_not_found',
  EBADNAME: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'answer_malformed',
};

export function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof WebhookTargetRefusedError) return 'target_refused';
  if (!(error instanceof Error)) return 'connection_failed';
  if (error.name === 'TimeoutError') return 'timeout';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof errors.HTTPParserError) return 'answer_malformed';
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'certificate_not_trusted';
  return byCode[code] ?? 'connection_failed';
}
