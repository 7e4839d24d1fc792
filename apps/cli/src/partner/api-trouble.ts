import { ApiError, AuthenticationError, ConnectionError, NotFoundError, PermissionError, SluisError } from '@sluis/sdk';
import { CommandError, exitCodes, type ExitCode } from './exit-codes.js';

/** What the API or the way to it answered, as an end of a command: the problem in words, with every field that is at fault. */
export function asCommandError(error: unknown, apiUrl: string): unknown {
  if (error instanceof ApiError) return new CommandError(inWords(error), exitCodeOf(error), { cause: error });
  if (error instanceof ConnectionError) {
    const reason = `${apiUrl} does not answer: ${error.message}. Is it running?`;
    return new CommandError(reason, exitCodes.unavailable, { cause: error });
  }
  if (error instanceof SluisError) return new CommandError(`${error.message}.`, exitCodes.misused, { cause: error });
  return error;
}

function inWords({ status, code, detail, fields, requestId, retryAfterMs }: ApiError): string {
  if (code === undefined) return `${status}: the answer is not one of the platform. Check --api-url.`;
  const width = Math.max(0, ...fields.map(({ pointer }) => pointer.length)) + 2;
  return [
    `${code} (${status}): ${detail ?? ''}`,
    ...fields.map((field) => `  ${field.pointer.padEnd(width)}${field.detail}`),
    ...(retryAfterMs === undefined ? [] : [`  It can be asked again in ${Math.ceil(retryAfterMs / 1_000)} s.`]),
    ...(requestId === undefined ? [] : [`  request ${requestId}`]),
  ].join('\n');
}

function exitCodeOf(error: ApiError): ExitCode {
  if (error instanceof AuthenticationError || error instanceof PermissionError) return exitCodes.notAllowed;
  if (error instanceof NotFoundError) return exitCodes.notFound;
  return error.status === 429 || error.status >= 500 ? exitCodes.unavailable : exitCodes.failed;
}
