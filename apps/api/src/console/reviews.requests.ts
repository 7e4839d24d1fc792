import { trailTextSchema } from '@sluis/audit';
import { resolutions } from '@sluis/reconciliation';
import { z } from 'zod';

const text = trailTextSchema(500);

export const proposalSchema = z
  .strictObject({
    resolution: z.enum(resolutions),
    bank_object_id: z.number().int().positive().max(999_999_999_999_999).nullable().default(null),
    evidence: text.nullable().default(null),
    reason: text,
  })
  .refine(({ resolution, bank_object_id: object }) => (resolution === 'adopt') === (object !== null), {
    path: ['bank_object_id'],
    message: 'belongs to adopt, and adopt needs it',
  })
  .refine(({ resolution, evidence }) => (resolution === 'executed') === (evidence !== null), {
    path: ['evidence'],
    message: 'belongs to executed, and executed needs it',
  });
export type ProposalRequest = z.output<typeof proposalSchema>;

export const approvalSchema = z.strictObject({ override_reason: text.nullable().default(null) });
export type ApprovalRequest = z.output<typeof approvalSchema>;

export const operatorSecretSchema = z.strictObject({ secret: z.string().trim().min(1).max(100) });
export type OperatorSecretRequest = z.output<typeof operatorSecretSchema>;
