import { domainErrorCodes } from '@sluis/errors';
import { amountShownSchema } from '@sluis/money';
import { publicIdSchema } from '@sluis/persistence';
import { z } from 'zod';

/** Every error of the partner API (RFC 9457), as `ProblemFilter` answers it. */
export const problemSchema = z
  .strictObject({
    type: z.string().regex(/^urn:sluis:problem:[a-z_]+$/),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('For people; decide by `code`.'),
    code: z.enum(domainErrorCodes),
    origin: z.enum(['request', 'platform', 'bank']).describe('Where the cause is: yours, ours, the bank.'),
    retryable: z.boolean().describe('Whether the very same request can work later.'),
    request_id: publicIdSchema('request').describe('Also in the header `Request-Id`. Quote it to support.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().describe('A JSON pointer (RFC 6901) into what was sent.'),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Present when fields are at fault.'),
    spending_rule: z
      .strictObject({
        id: publicIdSchema('spendingRule'),
        scope: z.enum(['partner', 'consent']),
        rule: z.string(),
        limit: amountShownSchema.nullable(),
        used: amountShownSchema.nullable(),
      })
      .optional()
      .describe('Which rule held the order back; with `spending_rule_broken`.'),
  })
  .meta({ id: 'Problem' });
