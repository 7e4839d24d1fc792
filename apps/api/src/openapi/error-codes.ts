import type { DomainErrorCode } from '@sluis/errors';
import type { Operation } from './read-operations.js';

/** Every code that a call of this operation can be answered with. */
export function errorCodesOf(operation: Operation): DomainErrorCode[] {
  const { method, scope, pathParameters, body, query, takesIdempotencyKey, readsAccounts, description } = operation;
  const takesBody = method !== 'get' && method !== 'delete';
  const codes: DomainErrorCode[] = ['platform_unavailable', 'platform_error'];
  if (scope !== undefined)
    codes.push('credential_missing', 'credential_invalid', 'credential_of_other_mode', 'scope_missing', 'rate_limited');
  if (isVersioned(operation)) codes.push('api_version_unknown');
  if (method !== 'get') codes.push('request_malformed', 'request_too_large', 'media_type_unsupported');
  if ((takesBody && body !== undefined) || query !== undefined || readsAccounts) codes.push('request_invalid');
  if (pathParameters.length > 0) codes.push('resource_not_found');
  if (takesIdempotencyKey)
    codes.push(
      'idempotency_key_missing',
      'idempotency_key_malformed',
      'idempotency_key_reused',
      'idempotency_key_in_use',
    );
  return [...new Set([...codes, ...(description.errors ?? [])])];
}

/** Operations of partners under `/v1` are spoken in the partner's version of the API. */
export function isVersioned({ scope, path }: Operation): boolean {
  return scope !== undefined && path.startsWith('/v1/');
}
