/** A machine that cannot run the stack as it is; the message is one sentence (or two) telling the reader what to do. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';

  constructor(
    readonly code: 'in_use' | 'not_installed' | 'not_accessible' | 'other_version' | 'did_not_start',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
