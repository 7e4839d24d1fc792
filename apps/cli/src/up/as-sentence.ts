import { LocalStackError } from '@sluis/local-stack';
import { UsageError } from '../settings.js';

/** A sentence for the user, or undefined when the error is a defect and its stack is worth seeing. */
export function asSentence(error: unknown): string | undefined {
  if (error instanceof LocalStackError && error.code === 'in_use') {
    return `${error.message} Or set SLUIS_DATA_DIR to another folder.`;
  }
  const isExpected =
    error instanceof UsageError ||
    error instanceof LocalStackError ||
    (error instanceof Error && error.name === 'ConfigError');
  return isExpected ? error.message : undefined;
}
