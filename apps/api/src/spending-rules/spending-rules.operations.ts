import { spendingRuleResourceSchema } from '@sluis/spending-rules';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

export const spendingRuleOperations = {
  list: { summary: 'List spending rules', answer: { schema: pageSchema(spendingRuleResourceSchema) } },
  get: { summary: 'Read a spending rule', ids: { id: 'spendingRule' }, answer: { schema: spendingRuleResourceSchema } },
} as const satisfies Record<string, OperationDescription>;
