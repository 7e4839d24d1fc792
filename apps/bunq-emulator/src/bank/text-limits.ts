import type { Party } from './record-parts.js';
import { invalid } from './refusal.js';

/** SEPA carries 140 characters to another bank; between bunq accounts 9000 fit. */
export function requireDescriptionFits(description: string, counterparty: Party): void {
  const limit = counterparty.accountId === null ? 140 : 9000;
  if (description.length > limit) throw invalid(`The description can be at most ${limit} characters.`);
}
