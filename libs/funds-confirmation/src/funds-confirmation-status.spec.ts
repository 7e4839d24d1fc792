import { expect, it } from 'vitest';
import {
  fundsConfirmationMayBecome,
  mayBeAskedAgain,
  nextFundsConfirmationStatuses,
  type FundsConfirmationStatus,
} from './funds-confirmation-status.js';

const statuses = Object.keys(nextFundsConfirmationStatuses) as FundsConfirmationStatus[];

it('lets a question be answered or stay without answer, and never changes an answer', () => {
  const moves = statuses.flatMap((from) =>
    statuses.filter((to) => fundsConfirmationMayBecome(from, to)).map((to) => `${from} → ${to}`),
  );
  expect(moves).toEqual(['pending → answered', 'pending → unanswered', 'unanswered → pending']);
});

it('asks again only where the bank said nothing', () => {
  expect(mayBeAskedAgain('bank_unavailable')).toBe(true);
  expect(mayBeAskedAgain('bank_limited')).toBe(true);
  expect(mayBeAskedAgain('bank_refused')).toBe(false);
  expect(mayBeAskedAgain('consent_ended')).toBe(false);
  expect(mayBeAskedAgain(null)).toBe(false);
});
