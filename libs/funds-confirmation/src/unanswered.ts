import { DomainError } from '@sluis/errors';
import type { FundsConfirmation } from './funds-confirmation.entity.js';

/** What a partner that waited is told where there is no yes or no. */
export function requireAnswer(confirmation: FundsConfirmation): FundsConfirmation {
  if (confirmation.status === 'answered') return confirmation;
  if (confirmation.status === 'pending')
    throw new DomainError(
      'aspsp_unavailable',
      'The bank has not answered yet. The same request with the same Idempotency-Key goes on waiting for the same question.',
      { retryAfterSeconds: 2 },
    );
  switch (confirmation.reason) {
    case 'consent_ended':
      throw new DomainError('consent_not_usable', 'The consent ended before the bank answered.', {
        fields: [{ pointer: '/consent_id', code: 'not_usable', detail: 'is not an authorised, valid consent' }],
      });
    case 'bank_refused':
      throw new DomainError('funds_not_confirmable', 'The bank does not answer this question for this account.');
    case 'bank_limited':
      throw new DomainError(
        'aspsp_unavailable',
        'The bank takes no more questions right now. The same request with the same Idempotency-Key asks again.',
        { retryAfterSeconds: 3 },
      );
    default:
      throw new DomainError(
        'aspsp_unavailable',
        'The bank could not be asked. The same request with the same Idempotency-Key asks again.',
        { retryAfterSeconds: 5 },
      );
  }
}
