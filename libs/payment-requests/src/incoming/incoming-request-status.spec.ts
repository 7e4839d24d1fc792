import { describe, expect, it } from 'vitest';
import {
  incomingRequestMayBecome,
  incomingRequestStatuses,
  nextIncomingRequestStatuses,
} from './incoming-request-status.js';

describe('the statuses of a request to the partner', () => {
  it('lead where the table says, and nowhere else', () => {
    for (const from of incomingRequestStatuses)
      for (const to of incomingRequestStatuses)
        expect(incomingRequestMayBecome(from, to)).toBe(
          (nextIncomingRequestStatuses[from] as readonly string[]).includes(to),
        );
  });

  it('take one answer: what was paid or declined takes no other', () => {
    for (const answered of ['accepted', 'rejected', 'refunded'] as const)
      expect(incomingRequestMayBecome(answered, 'answering')).toBe(false);
  });
});
