import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);
const milliseconds = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const rail = (fallback: 'psp_draft' | 'issuer_transaction') =>
  z.enum(['psp_draft', 'issuer_transaction']).default(fallback);
const key = z.base64().refine((value) => Buffer.from(value, 'base64').length === 32, 'must be 32 bytes in base64');

const optionalText = z
  .string()
  .optional()
  .transform((value) => value || undefined);
const optionalUrl = z
  .literal('')
  .transform(() => undefined)
  .or(z.url())
  .optional();
const list = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((part) => part.trim() || []));

/** "version:key[,version:key…]"; the highest version seals, every listed version still opens. */
const keyRing = z.string().transform((value, context) => {
  const keys = new Map<number, Buffer>();
  for (const part of value.split(',')) {
    const match = /^\s*(\d{1,5}):([A-Za-z0-9+/]{43}=)\s*$/.exec(part);
    if (!match?.[1] || !match[2]) {
      context.addIssue('must be "version:base64 of 32 bytes", separated by commas');
      return z.NEVER;
    }
    keys.set(Number(match[1]), Buffer.from(match[2], 'base64'));
  }
  return keys;
});

/**
 * The environment of every Sluis process, and the only description of it. Secrets and addresses have no default, so a
 * production start without them fails by name; only harmless tuning has one.
 */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production').describe('Kind of deployment'),
  PLATFORM_MODE: z
    .enum(['test', 'live'])
    .describe('Which world this process belongs to: its database, queues and bank are of that world alone'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Lowest level logged'),

  DATABASE_URL: z
    .url()
    .describe('PostgreSQL, with a login that owns nothing: postgres://sluis_service:…@localhost:5432/sluis'),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8).describe('Connections per process'),
  REDIS_URL: z.url().describe('Redis connection for the queues, for example redis://localhost:6379'),
  QUEUE_PREFIX: z
    .string()
    .default('{sluis}')
    .describe('Key prefix of the queues, to which the mode is added; the braces keep it on one Redis Cluster slot'),

  API_HOST: z.string().default('0.0.0.0').describe('Address the API listens on'),
  API_PORT: port(4000).describe('Port of the API and the hosted pages'),
  METRICS_HOST: z.string().default('0.0.0.0').describe("Address that /metrics and the worker's health listen on"),
  METRICS_PORT: port(4010).describe('Port of /metrics, never exposed to partners'),
  WORKER_HEALTH_PORT: port(4020).describe("Port of the worker's health and metrics"),
  PUBLIC_URL: z.url().describe('Address under which browsers and the bank reach the API, without a trailing slash'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Proxies in front of the API whose X-Forwarded-For counts'),
  PARTNER_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(6_000)
    .describe('Requests that are taken from one partner in a minute, over all its keys'),
  TEST_MODE_URL: optionalUrl.describe(
    'Live mode only: base address of the API of the test world, which is handed the requests with a test key',
  ),

  CONSOLE_URL: optionalUrl.describe(
    'Address under which staff reach the console, without a path; without it there is no console',
  ),
  CONSOLE_HOST: z.string().default('127.0.0.1').describe('Address the console listens on'),
  CONSOLE_PORT: port(4030).describe('Port of the console, kept apart from what partners and payers reach'),
  CONSOLE_EXPORT_STALL_MS: milliseconds(60_000).describe(
    'An export is broken off when its reader takes nothing for so long',
  ),
  STAFF_ISSUER_URL: optionalUrl.describe("The company's OpenID provider, at which staff sign in"),
  STAFF_CLIENT_ID: optionalText.describe('Our client id there'),
  STAFF_CLIENT_SECRET: optionalText.describe('Our client secret there'),
  STAFF_SCOPES: z.string().default('openid profile').describe('Scopes asked for when staff sign in'),
  STAFF_ROLES_CLAIM: z
    .string()
    .min(1)
    .default('roles')
    .describe('Claim of the ID token that holds groups or roles; dots lead into objects'),
  STAFF_ROLE_MAP: z
    .string()
    .default('viewer=viewer,compliance=compliance,operator=operator,admin=admin')
    .describe(
      'Which value of that claim is which role: value=viewer or compliance, operator, admin, separated by commas',
    ),
  STAFF_REQUIRED_AMR: list.describe(
    'Ways of signing in of which the ID token must name one in amr, such as mfa,otp,hwk; none when empty',
  ),
  STAFF_REQUIRED_ACR: list.describe('Levels of which the ID token must name one in acr; none when empty'),
  STAFF_SESSION_IDLE_MS: milliseconds(15 * 60_000).describe('A session of staff ends after so long without a request'),
  STAFF_SESSION_MAX_MS: milliseconds(8 * 3_600_000).describe('and after so long at the latest'),

  DASHBOARD_URL: optionalUrl.describe(
    "Address under which partners' people reach the dashboard, without a path; without it there is no dashboard",
  ),
  DASHBOARD_HOST: z.string().default('0.0.0.0').describe('Address the dashboard listens on'),
  DASHBOARD_PORT: port(4040).describe('Port of the dashboard, an origin of its own'),
  DASHBOARD_SESSION_IDLE_MS: milliseconds(30 * 60_000).describe(
    "A session of a partner's person ends after so long without a request",
  ),
  DASHBOARD_SESSION_MAX_MS: milliseconds(12 * 3_600_000).describe('and at the latest after so long'),
  DASHBOARD_INVITATION_MS: milliseconds(7 * 24 * 3_600_000).describe('How long an invitation to the dashboard is good'),

  ENCRYPTION_KEYS: keyRing.describe('Key ring for secrets at rest: version:base64,… ; the highest version seals'),
  TOKEN_KEY: key.describe('32 bytes in base64 from which link and form tokens are derived'),
  CALLBACK_SECRET: z.string().min(22).describe("Unguessable last segment of the bank's callback address"),

  BUNQ_ENVIRONMENT: z.enum(['emulator', 'sandbox', 'production']).describe('Which bunq the addresses below are'),
  BUNQ_API_URL: z.url().describe('Base of the bunq API, ending in /v1'),
  BUNQ_OAUTH_AUTHORISE_URL: z.url().describe("bunq's authorisation page"),
  BUNQ_OAUTH_TOKEN_URL: z.url().describe("bunq's token endpoint"),
  BUNQ_PSP_PAGE_URL: z.url().describe("bunq's page for issuer transactions"),
  BUNQ_LIMITS: z.enum(['on', 'off']).default('on').describe("Hold our calls within bunq's documented limits"),
  BUNQ_BREAKER_PAUSE_MS: milliseconds(5_000).describe(
    'First pause towards an endpoint of bunq that keeps failing; doubles up to twelve times as long',
  ),
  BUNQ_TIMEOUT_MS: milliseconds(15_000).describe('Total time of one call to bunq'),

  TPP_NAME: z.string().min(1).describe('Name of the licensed third party provider, shown to payers'),
  TPP_REGISTER_NUMBER: z.string().min(1).describe('Its number in the register of its supervisor'),
  TPP_CERTIFICATE_PATH: z.string().min(1).describe('QSEAL certificate, PEM'),
  TPP_CERTIFICATE_CHAIN_PATH: z.string().min(1).describe('Chain of the QSEAL certificate, PEM'),
  TPP_PRIVATE_KEY_PATH: z.string().min(1).describe('Private key of the QSEAL certificate, PEM'),
  TPP_BUSINESS_API_KEY: z
    .string()
    .optional()
    .transform((value) => value || undefined)
    .describe('API key of our own bunq business account, for the OAuth app by which partners connect theirs'),

  PAYMENT_KNOWN_PAYER_RAIL: rail('psp_draft').describe("Rail of a payment whose payer's IBAN the partner gave"),
  PAYMENT_UNKNOWN_PAYER_RAIL: rail('issuer_transaction').describe(
    'Rail when the IBAN is not known; psp_draft asks the payer for it',
  ),
  PAYMENT_BOOKING_WAIT_MS: milliseconds(600_000).describe(
    'How long the movements of an order of many may take to show before those missing count as not paid',
  ),
  PAYMENT_LINK_TTL_MS: milliseconds(24 * 3_600_000).describe('How long a payer may start authorising a payment'),
  RECONCILE_SETTLE_MS: milliseconds(30_000).describe('Wait after an unknown outcome before the bank is read'),
  RECONCILE_READ_GAP_MS: milliseconds(60_000).describe('Distance of the two empty reads that allow a re-send'),
  RECONCILE_GIVE_UP_MS: milliseconds(15 * 60_000).describe('Unknown for longer than this goes to review'),
  RECONCILIATION_INTERVAL_MS: milliseconds(5 * 60_000).describe(
    "How often the bank's books are compared with ours, and orders in review are looked at",
  ),
  ORPHAN_AGE_MS: milliseconds(10 * 60_000).describe(
    'How old an order at the bank that nobody here owns must be before it is withdrawn',
  ),
  WORK_HOLD_MS: milliseconds(10_000).describe('How long a worker that died keeps its due work from the others'),
  BANK_QUEUE_HANDS_PER_PARTNER: z.coerce
    .number()
    .int()
    .min(1)
    .default(2)
    .describe('Orders of one partner that may be on their way to the bank at once, over all workers'),
  BANK_QUEUE_PLACES: z.coerce
    .number()
    .int()
    .min(0)
    .default(5)
    .describe('Orders that the bank takes in one window; half are left to others by a partner far above the average'),
  BANK_QUEUE_WINDOW_MS: milliseconds(3_000).describe('Length of that window'),
  VIEWER_HASH_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(400)
    .describe('Days after the end of a consent that hashes of the user agents and addresses it was shown to are kept'),
  SWEEP_INTERVAL_MS: milliseconds(2_000).describe('How often due work is read from PostgreSQL'),
  AUDIT_SEALING_KEY: key
    .optional()
    .describe('Ed25519 seed, 32 bytes in base64, that signs the audit trail; only for workers, never in the database'),
  AUDIT_SEAL_INTERVAL_MS: milliseconds(2_000).describe('How often new audit records are sealed'),
  AUDIT_WITNESSES: z
    .string()
    .optional()
    .describe('Who keeps every signed head outside the database: file:, https: and s3+https: addresses, by commas'),
  AUDIT_WITNESS_BUCKET_REGION: z.string().default('eu-central-1').describe('Region of buckets among the witnesses'),
  AUDIT_WITNESS_BUCKET_KEY: z.string().optional().describe('Key for buckets among the witnesses'),
  AUDIT_WITNESS_BUCKET_SECRET: z.string().optional().describe('Its secret'),
  AUDIT_WITNESS_BUCKET_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(2_557)
    .describe('Days that buckets lock each head, in compliance mode: nobody can shorten that'),
  WEBHOOK_ALLOW_PRIVATE_TARGETS: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('Deliver webhooks to internal addresses; for local development only'),
  WEBHOOK_DISABLE_AFTER_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(30)
    .default(5)
    .describe('Days of nothing but failures after which a webhook endpoint is disabled'),
  WEBHOOK_LOG_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(400)
    .default(30)
    .describe('Days that the log of webhook deliveries keeps what receivers answered and how long each part took'),
});

export type Environment = z.output<typeof environmentSchema>;
