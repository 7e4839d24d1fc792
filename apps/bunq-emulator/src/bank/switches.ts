import { z } from 'zod';

/**
 * Where bunq's documents are silent or disagree, the emulator's choice is a switch, so that a client can be tried against both readings.
 * Reset returns them all to these defaults.
 */
export const switchesSchema = z.strictObject({
  /**
   * What a repeated request id is answered with: an error, or the answer of the first call once more. Either way nothing happens twice.
   */
  repeatedRequestId: z.enum(['refuse', 'replay']).default('refuse'),
  /** Status of the refusal of a repeated request id. */
  repeatedRequestIdStatus: z.number().int().min(400).max(499).default(400),
  /** Refuse a repeated X-Bunq-Client-Request-Id of one device on POST and PUT. */
  enforceRequestIds: z.boolean().default(true),
  /** Also remember the request id of a call that was refused with 4xx. */
  rememberRequestIdOfRefused: z.boolean().default(false),
  /** Forget request ids after so many seconds; 0 never forgets. */
  requestIdMemorySeconds: z.number().min(0).default(0),
  /** Leave id, created and updated out of PSP drafts on read, as bunq's specification does. */
  pspDraftsWithoutId: z.boolean().default(false),
  /** Leave id, created and updated out of the objects of every list; a read by id has them. */
  listsWithoutIds: z.boolean().default(false),
  /** New objects appear in lists only after so many seconds; a read by id sees them at once. */
  listLagSeconds: z.number().min(0).default(0),
  /** Answer `Superfluous field "x".` to unknown top-level fields. */
  rejectSuperfluousFields: z.boolean().default(true),
  /** Refuse requests without a User-Agent header, which bunq calls mandatory. */
  requireUserAgent: z.boolean().default(true),
  /** Let every session call every endpoint, as bunq's sandbox may do. */
  laxRoles: z.boolean().default(false),
  /** One user session per installation token. */
  oneSessionPerInstallation: z.boolean().default(false),
  /** 401, or 403 as some clients report it, for a session that has ended. */
  expiredSessionStatus: z.union([z.literal(401), z.literal(403)]).default(401),
  /** Leave 429 answers without a server signature. */
  unsignedTooManyRequests: z.boolean().default(false),
  /** Leave all other answers from 400 on without a server signature; bunq does not say whether it signs them. */
  unsignedErrors: z.boolean().default(false),
  /** Sign callbacks; bunq documents no signature on them. */
  signCallbacks: z.boolean().default(false),
  /** Wait between two attempts of a callback. */
  callbackIntervalSeconds: z.number().min(0).default(60),
  /** Answer confirmation-of-funds only for a PSU who has an active consent with that TPP. */
  fundsNeedConsent: z.boolean().default(false),
  /** HTTP status of a refused token exchange. */
  tokenErrorStatus: z.number().int().min(400).max(499).default(400),
  userSessionSeconds: z.number().int().positive().default(604_800),
  pspSessionSeconds: z.number().int().positive().default(324_000),
  unusedKeySeconds: z.number().int().positive().default(3600),
  codeSeconds: z.number().int().positive().default(600),
  pspDraftSeconds: z.number().int().positive().default(900),
  issuerTransactionSeconds: z.number().int().positive().default(600),
  requestSeconds: z.number().int().positive().default(2_592_000),
  /** Show on the asking side, too, that a refund was asked for or made; bunq documents these statuses for the side that was asked. */
  inquiriesShowRefunds: z.boolean().default(true),
  /**
   * Entries of a draft to these IBANs stay unpaid while the others are paid. bunq documents no such thing, and forbids none.
   */
  leaveUnpaidIbans: z.array(z.string()).default([]),
  /** A request for money to sugardaddy@bunq.com is paid at once up to this amount, in whole euros. */
  sugarDaddyEuros: z.number().int().min(0).default(500),
});

export type Switches = z.infer<typeof switchesSchema>;
