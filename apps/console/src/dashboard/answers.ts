import { z } from 'zod';
import { consentSummarySchema } from '../answers/consents.js';
import { timelineEntrySchema } from '../answers/parties.js';
import { paymentSummarySchema } from '../answers/payments.js';

/** What the dashboard's API answers, as far as the pages use it. */

const amount = z.object({ value: z.string(), currency: z.string() });
const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), next: z.string().nullable() });

export const sessionSchema = z.object({
  name: z.string(),
  role: z.string(),
  partner: z.object({ id: z.string(), name: z.string() }),
  operations: z.array(z.string()),
  scopes: z.array(z.string()),
  mode: z.enum(['test', 'live']),
  form_token: z.string(),
});
export type Session = z.output<typeof sessionSchema>;

export const invitationSchema = z.object({
  partner: z.string(),
  name: z.string(),
  role: z.string(),
  expires_at: z.string(),
});

export const overviewSchema = z.object({
  as_of: z.string(),
  days: z.array(
    z.object({
      day: z.string(),
      executed: z.number(),
      ended_unpaid: z.number(),
      open: z.number(),
      volume: z.string(),
    }),
  ),
  consents_in_force: z.number(),
  in_review: z.number(),
  requests_open: z.number(),
  deliveries: z.object({ pending: z.number(), dead: z.number() }),
});
export type FiguresDay = z.output<typeof overviewSchema>['days'][number];

export const paymentPageSchema = pageOf(paymentSummarySchema);
export const consentPageSchema = pageOf(consentSummarySchema);

export const paymentSchema = paymentSummarySchema.extend({
  failure_stage: z.string().nullable(),
  failure_reason: z.string().nullable(),
  expires_at: z.string(),
  executed_at: z.string().nullable(),
  timeline: z.array(timelineEntrySchema),
});

export const consentSchema = consentSummarySchema.extend({
  purpose: z.string().nullable(),
  ended_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  accounts: z.array(
    z.object({ id: z.string(), name: z.string().nullable(), iban: z.string().nullable(), currency: z.string() }),
  ),
  timeline: z.array(timelineEntrySchema),
});

export const requestSummarySchema = z.object({
  id: z.string(),
  status: z.string(),
  amount,
  debtor: z.object({ name: z.string().nullable(), account: z.string().nullable() }),
  reference: z.string().nullable(),
  created_at: z.string(),
});
export type RequestSummary = z.output<typeof requestSummarySchema>;
export const requestPageSchema = pageOf(requestSummarySchema);
export const requestSchema = requestSummarySchema.extend({
  failure_stage: z.string().nullable(),
  failure_reason: z.string().nullable(),
  expires_at: z.string().nullable(),
  accepted_at: z.string().nullable(),
  timeline: z.array(timelineEntrySchema),
});

export const searchResultSchema = z.object({
  understood_as: z.string(),
  payments: z.array(paymentSummarySchema),
  consents: z.array(consentSummarySchema),
  requests: z.array(requestSummarySchema),
});
export type SearchResult = z.output<typeof searchResultSchema>;

export const endpointSchema = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  event_types: z.array(z.string()),
  status: z.string(),
  disabled_reason: z.string().nullable(),
  failing_since: z.string().nullable(),
  public_key: z.string().nullable(),
  previous_secret_until: z.string().nullable(),
  created_at: z.string(),
});
export type Endpoint = z.output<typeof endpointSchema>;
export const endpointsSchema = z.object({ data: z.array(endpointSchema) });
export const endpointWithSecretSchema = endpointSchema.extend({ secret: z.string() });

const attempt = z.object({
  duration_ms: z.number(),
  response_status: z.number().nullable(),
  response_excerpt: z.string().nullable(),
  failure: z.string().nullable(),
});

export const deliveryPageSchema = pageOf(
  z.object({
    id: z.string(),
    event_id: z.string(),
    event_type: z.string(),
    status: z.string(),
    attempts: z.array(attempt.extend({ attempted_at: z.string() })),
    next_attempt_at: z.string().nullable(),
    created_at: z.string(),
  }),
);
export type LoggedDelivery = z.output<typeof deliveryPageSchema>['data'][number];

const eventFacts = z.object({
  id: z.string(),
  type: z.string(),
  created_at: z.string(),
  resource_type: z.string(),
  resource_version: z.number(),
  resource_id: z.string().nullable(),
});
export const eventPageSchema = pageOf(eventFacts);
export const eventSchema = eventFacts.extend({
  deliveries: z.array(
    z.object({
      id: z.string(),
      webhook_endpoint_id: z.string(),
      status: z.string(),
      attempts: z.array(attempt.extend({ attempted_at: z.string() })),
      next_attempt_at: z.string().nullable(),
    }),
  ),
});

export const keysSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      mode: z.enum(['test', 'live']),
      name: z.string(),
      scopes: z.array(z.string()),
      created_at: z.string(),
      last_used_at: z.string().nullable(),
      revoked_at: z.string().nullable(),
    }),
  ),
  mode: z.enum(['test', 'live']),
  may_begin: z.boolean(),
});
export const newKeySchema = z.object({ id: z.string(), key: z.string() });

export const redirectUrisSchema = z.object({
  registered: z.array(z.object({ uri: z.string(), created_at: z.string() })),
  proposals: z.array(
    z.object({
      id: z.string(),
      uri: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      created_at: z.string(),
    }),
  ),
});

export const peopleSchema = z.object({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.string(),
      created_at: z.string(),
      last_signed_in_at: z.string().nullable(),
    }),
  ),
  invitations: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), expires_at: z.string() })),
});
export const newInvitationSchema = z.object({ id: z.string(), link: z.string() });

export const passkeysSchema = z.object({
  data: z.array(
    z.object({ id: z.string(), name: z.string(), created_at: z.string(), last_used_at: z.string().nullable() }),
  ),
});

const period = z.object({ limit: amount.nullable(), used: amount, remaining: amount.nullable(), since: z.string() });
export const usageSchema = z.object({
  requests: z.object({ limit: z.number(), remaining: z.number() }).nullable(),
  spending: z
    .object({
      per_payment: z.object({ limit: amount }).nullable(),
      per_day: period,
      per_month: period,
      allowed_creditors: z.array(z.object({ iban: z.string() })).nullable(),
    })
    .nullable(),
  webhook_endpoints: z.object({ used: z.number(), limit: z.number() }),
  api_keys: z.object({ usable: z.number() }),
});
export type Period = z.output<typeof period>;
