import { z } from 'zod';
import type { OperationDescription } from '../openapi/documented.js';

export const clockAnswerSchema = z.strictObject({ advanced_seconds: z.int() }).meta({ id: 'ClockAdvanced' });

export const testClockOperations = {
  advance: {
    summary: 'Let time pass',
    description:
      'In test mode only; a live platform has no such operation. All that is yours becomes older by `advance`, an ISO 8601 duration of at ' +
      'most 366 days: what lapses, lapses within seconds, and what comes ahead of an end comes. The bank keeps its own time.',
    answer: { schema: clockAnswerSchema },
    example: { advance: 'P30D' },
  },
} as const satisfies Record<string, OperationDescription>;
