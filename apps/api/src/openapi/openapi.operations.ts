import { z } from 'zod';
import type { OperationDescription } from './documented.js';

export const openApiOperations = {
  read: {
    summary: 'This document',
    answer: { schema: z.looseObject({ openapi: z.string() }) },
  },
} as const satisfies Record<string, OperationDescription>;
