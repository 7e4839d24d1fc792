import { z } from 'zod';
import type { OperationDescription } from '../openapi/documented.js';

export const healthOperations = {
  alive: { summary: 'Whether the platform is up', answer: { schema: z.strictObject({ status: z.literal('ok') }) } },
  ready: {
    summary: 'Whether the platform can work',
    answer: { schema: z.strictObject({ status: z.literal('ready') }) },
  },
} as const satisfies Record<string, OperationDescription>;
