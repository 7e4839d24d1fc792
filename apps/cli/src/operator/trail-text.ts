import { namesSomebody } from '@sluis/audit';
import { UsageError } from '../settings.js';

/**
 * What an option says, which stays in the audit trail.
 *
 * @throws UsageError where it is missing, empty, too long, not on one line, or names somebody
 */
export function requireTrailText(text: string | undefined, option: string, longest: number): string {
  if (text === undefined) throw new UsageError(`Say why with ${option}; it goes into the audit trail.`);
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longest || /\p{Cc}/u.test(trimmed))
    throw new UsageError(`${option} has 1 to ${longest} characters on one line; it goes into the audit trail.`);
  if (namesSomebody(trimmed))
    throw new UsageError(
      `${option} has an IBAN, an e-mail address or a phone number. It stays in the audit trail for good: no personal data here: name the case.`,
    );
  return trimmed;
}
