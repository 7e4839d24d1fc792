import { LocalStackError } from '@sluis/local-stack';
import { UsageError } from '../settings.js';

const startAfresh = 'Restore what is missing, or move the data folder (.sluis) away to start afresh.';

/** A sentence for the user, or undefined when the error is a defect and its stack is worth seeing. */
export function asSentence(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof LocalStackError && error.code === 'in_use') {
    return `${error.message} Or set SLUIS_DATA_DIR to another folder.`;
  }
  if (error instanceof UsageError || error instanceof LocalStackError) return error.message;
  // By name, so that asking for a sentence does not load the platform.
  switch (error.name) {
    case 'ConfigError':
    case 'ReviewError':
      return error.message;
    case 'SecretUnreadableError':
      return `The database was sealed with other keys than those in secrets.json. ${startAfresh}`;
    case 'BunqApiError':
    case 'BunqOutcomeUnknownError':
      return `The emulated bank refused us (${error.message}); most likely it no longer knows this platform. ${startAfresh}`;
    default:
      return undefined;
  }
}
