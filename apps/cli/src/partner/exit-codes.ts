import { UsageError } from '../settings.js';

/** How a command for partners ends, so that scripts can tell without reading. */
export const exitCodes = {
  done: 0,
  /** Refused, or it came to another end than was waited for. */
  failed: 1,
  /** Something is wrong with what was typed. */
  misused: 2,
  /** No API key, one that is not known, or one that may not do this. */
  notAllowed: 3,
  notFound: 4,
  /** No answer, too many requests, or the platform cannot at the moment: the same command may work later. */
  unavailable: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end of a command with a sentence for its user and a code for scripts. */
export class CommandError extends UsageError {
  constructor(
    message: string,
    readonly exitCode: ExitCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function misuse(message: string, options?: ErrorOptions): CommandError {
  return new CommandError(message, exitCodes.misused, options);
}
