import { z } from 'zod';

/** What the console's API answers, as far as the pages use it. */

const party = z.object({ name: z.string().nullable(), iban: z.string().nullable() });
const amount = z.object({ value: z.string(), currency: z.string() });
const partner = z.object({ id: z.string(), name: z.string() });

export const sessionSchema = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  operations: z.array(z.string()),
  form_token: z.string(),
  expires_at: z.string(),
});
export type Session = z.output<typeof sessionSchema>;

export const paymentSummarySchema = z.object({
  id: z.string(),
  partner,
  status: z.string(),
  iso_status: z.string(),
  bank_status: z.string().nullable(),
  rail: z.string(),
  amount,
  creditor: party.extend({ contact: z.string().nullable() }),
  debtor: party,
  reference: z.string().nullable(),
  consent_id: z.string().nullable(),
  created_at: z.string(),
});
export type PaymentSummary = z.output<typeof paymentSummarySchema>;

export const consentSummarySchema = z.object({
  id: z.string(),
  partner,
  type: z.string(),
  permissions: z.array(z.string()),
  status: z.string(),
  status_reason: z.string().nullable(),
  revoked_by: z.string().nullable(),
  psu_reference: z.string().nullable(),
  valid_until: z.string(),
  created_at: z.string(),
  authorised_at: z.string().nullable(),
});
export type ConsentSummary = z.output<typeof consentSummarySchema>;

const detail = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const timelineEntrySchema = z.object({
  at: z.string(),
  source: z.string(),
  who: z.string(),
  what: z.string(),
  details: z.record(z.string(), detail),
});
export type TimelineEntry = z.output<typeof timelineEntrySchema>;

const fraudMarkSchema = z.object({
  number: z.number(),
  finding: z.string(),
  loss_bearer: z.string().nullable(),
  transactions: z.number(),
  fraud: amount,
  lost: amount,
  recovered: amount,
  found_on: z.string().nullable(),
  reason: z.string(),
  case_reference: z.string(),
  marked_by: z.string(),
  marked_at: z.string(),
});
export type FraudMark = z.output<typeof fraudMarkSchema>;

const shownPage = z.object({
  id: z.string(),
  template_version: z.string(),
  language: z.string(),
  text_sha256: z.string(),
  first_shown_at: z.string(),
  times_shown: z.number(),
});

export const paymentDossierSchema = paymentSummarySchema.extend({
  failure_stage: z.string().nullable(),
  failure_reason: z.string().nullable(),
  review_reason: z.string().nullable(),
  bank_object_id: z.string().nullable(),
  expires_at: z.string(),
  executed_at: z.string().nullable(),
  attempts: z.array(
    z.object({
      number: z.number(),
      status: z.string(),
      sends: z.number(),
      request_id: z.string(),
      body_sha256: z.string(),
    }),
  ),
  fraud_marks: z.array(fraudMarkSchema),
  presentations: z.array(shownPage),
  timeline: z.array(timelineEntrySchema),
});

/** Who pays whom, and what for. */
export const partiesSchema = z.object({
  creditor: party.extend({ contact: z.string().nullable() }),
  debtor: party,
  remittance_information: z.string(),
});
export type Parties = z.output<typeof partiesSchema>;

/** With what the payer saw, and what the bank signed. */
export const paymentPartiesSchema = partiesSchema.extend({
  presentations: z.array(z.object({ id: z.string(), html: z.string() })),
  bank_answers: z.array(
    z.object({ request: z.string(), response_id: z.string().nullable(), received_at: z.string(), body: z.string() }),
  ),
});
export type PaymentParties = z.output<typeof paymentPartiesSchema>;

export const consentDossierSchema = consentSummarySchema.extend({
  purpose: z.string().nullable(),
  ended_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  accounts: z.array(party.extend({ id: z.string(), currency: z.string() })),
  presentations: z.array(shownPage.extend({ decision: z.string().nullable() })),
  timeline: z.array(timelineEntrySchema),
});

export const consentPartiesSchema = z.object({
  accounts: z.array(party.extend({ id: z.string() })),
  presentations: z.array(z.object({ id: z.string(), html: z.string() })),
});
export type ConsentParties = z.output<typeof consentPartiesSchema>;

const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), has_more: z.boolean(), next: z.string().nullable() });

export const paymentPageSchema = pageOf(paymentSummarySchema);
export const consentPageSchema = pageOf(consentSummarySchema);

export const accessPageSchema = pageOf(
  z.object({
    id: z.string(),
    at: z.string(),
    who: z.string(),
    what: z.string(),
    account_id: z.string().nullable(),
    outcome: z.string(),
    cause: z.string().nullable(),
    psu_present: z.boolean(),
    rows: z.number().nullable(),
    operation: z.string().nullable(),
  }),
).extend({
  unattended: z.array(z.object({ account_id: z.string(), used_in_24_hours: z.number(), most_in_24_hours: z.number() })),
});

export const lookUpPageSchema = pageOf(
  z.object({
    id: z.string(),
    at: z.string(),
    staff: z.object({ id: z.string(), name: z.string().nullable() }),
    action: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    outcome: z.string(),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  }),
);

const dataRequestSummary = z.object({
  id: z.string(),
  person: z.string(),
  kind: z.string(),
  status: z.string(),
  case_reference: z.string(),
  received_on: z.string(),
  due_at: z.string(),
  is_extended: z.boolean(),
  is_overdue: z.boolean(),
  asked_by: z.string(),
  decided_by: z.string().nullable(),
});
export const dataRequestListSchema = z.object({ data: z.array(dataRequestSummary) });

export const dataRequestSchema = dataRequestSummary.extend({
  identifier: z.object({ kind: z.string(), value: z.string().nullable() }).nullable(),
  reason: z.string(),
  asked_at: z.string(),
  decided_at: z.string().nullable(),
  refusal: z.string().nullable(),
  ended_at: z.string().nullable(),
  is_held: z.boolean(),
  approval: z.string().nullable(),
  found: z.array(z.object({ id: z.string(), name: z.string(), rows: z.number(), staysBecause: z.string().optional() })),
  outcome: z
    .object({
      erased: z.array(z.object({ id: z.string(), name: z.string(), rows: z.number() })),
      kept: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          rows: z.number(),
          because: z.string(),
          until: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
});
export type DataRequest = z.output<typeof dataRequestSchema>;

export const legalHoldsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      subject: z.string(),
      reason: z.string(),
      case_reference: z.string(),
      placed_by: z.string(),
      placed_at: z.string(),
      released_by: z.string().nullable(),
      released_at: z.string().nullable(),
      things: z.number(),
    }),
  ),
});

const plannedClass = z.object({
  id: z.string(),
  cut_off: z.string(),
  due: z.number(),
  held: z.number(),
  needed: z.number(),
});
export const dryRunSchema = z.object({ data: z.array(plannedClass) });

export const retentionSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      case_reference: z.string(),
      asked_by: z.string(),
      asked_at: z.string(),
      decided_by: z.string().nullable(),
      ended_at: z.string().nullable(),
      approval: z.string().nullable(),
      classes: z.array(plannedClass.extend({ name: z.string(), deleted: z.number() })),
    }),
  ),
  policy: z.array(z.object({ id: z.string(), name: z.string(), kept: z.string(), ground: z.string() })),
});
export type Retention = z.output<typeof retentionSchema>;

export const searchResultSchema = z.object({
  understood_as: z.string(),
  payments: z.array(paymentSummarySchema),
  consents: z.array(consentSummarySchema),
  partners: z.array(partner),
  things: z.array(z.object({ kind: z.string(), id: z.string(), status: z.string().nullable(), partner })),
  has_more: z.object({ payments: z.boolean(), consents: z.boolean(), partners: z.boolean() }),
});
export type SearchResult = z.output<typeof searchResultSchema>;

export const savedFiltersSchema = z.object({
  data: z.array(
    z.object({ id: z.string(), list: z.string(), name: z.string(), filter: z.record(z.string(), z.string()) }),
  ),
});

const seconds = z.number().nullable();
export const overviewSchema = z.object({
  as_of: z.string(),
  days: z.array(z.object({ day: z.string(), executed: z.number(), ended_unpaid: z.number(), open: z.number() })),
  consents: z.object({
    authorised: z.number(),
    authorised_in_30_days: z.number(),
    revoked_in_30_days: z.number(),
  }),
  seconds_to_authorise: z.object({ median: seconds, ninety_percent: seconds }),
  bank: z.object({
    in_doubt: z.number(),
    in_review: z.number(),
    calls_in_24_hours: z.number(),
    not_accepted_in_24_hours: z.number(),
  }),
  complaints: z.object({ open: z.number(), overdue: z.number() }),
  incidents: z.object({ open: z.number(), near: z.number(), overdue: z.number() }),
  certificates: z.object({ in_use: z.number(), ending_in_60_days: z.number(), expired: z.number() }),
  audit: z.object({
    records_not_sealed: z.number(),
    oldest_not_sealed_seconds: seconds,
    sealed_at: z.string().nullable(),
    witness_lag_seconds: seconds,
  }),
});
export type OverviewDay = z.output<typeof overviewSchema>['days'][number];

export const trendsSchema = z.object({
  days: z.array(
    z.object({
      day: z.string(),
      seconds_to_authorise: z.object({ median: seconds, ninety_percent: seconds }),
      consents: z.object({ authorised: z.number(), revoked: z.number() }),
      bank: z.object({ calls: z.number(), not_accepted: z.number() }),
      longest_sealing_seconds: seconds,
    }),
  ),
});

export const evidencePackSchema = z.object({
  id: z.string(),
  subject: z.string(),
  status: z.enum(['making', 'ready', 'failed', 'gone']),
  failure: z.string().nullable(),
  findings: z.array(z.string()),
});
export type EvidencePack = z.output<typeof evidencePackSchema>;

export const fraudReportListSchema = z.object({
  data: z.array(z.object({ id: z.string(), period: z.string(), made_at: z.string(), made_by: z.string() })),
});

export const fraudReportSchema = z.object({
  id: z.string(),
  made_at: z.string(),
  made_by: z.string(),
  figures: z.object({
    period: z.string(),
    from: z.string(),
    until: z.string(),
    home_country: z.string(),
    currency: z.string(),
    rows: z.array(
      z.object({
        row: z.string(),
        name: z.string(),
        area: z.string(),
        transactions: z.number(),
        value: z.string(),
        fraudulent: z.number(),
        fraudulent_value: z.string(),
      }),
    ),
    beside_the_table: z.object({
      by_finding: z.array(z.object({ finding: z.string(), transactions: z.number(), value: z.string() })),
      losses: z.array(z.object({ borne_by: z.string(), lost: z.string(), recovered: z.string() })),
    }),
    drawn_from: z.object({
      by_rail: z.array(z.object({ rail: z.string(), transactions: z.number(), value: z.string() })),
      findings: z.number(),
      transactions_in_other_currencies: z.number(),
    }),
  }),
});
export type FraudReport = z.output<typeof fraudReportSchema>;

const reviewSummarySchema = z.object({
  order: z.string(),
  kind: z.string(),
  partner,
  reason: z.string().nullable(),
  rail: z.string(),
  in_review_since: z.string(),
  proposal: z.string().nullable(),
});
export const reviewsSchema = z.object({ data: z.array(reviewSummarySchema) });

const proposalSchema = z.object({
  id: z.string(),
  resolution: z.string(),
  bank_object_id: z.string().nullable(),
  evidence: z.string().nullable(),
  reason: z.string(),
  status: z.string(),
  proposed_by: z.string(),
  proposed_at: z.string(),
  decided_by: z.string().nullable(),
  decided_at: z.string().nullable(),
  override_reason: z.string().nullable(),
  contradiction: z.string().nullable(),
});
export type Proposal = z.output<typeof proposalSchema>;

export const reviewSchema = reviewSummarySchema.extend({
  status: z.string(),
  bank_object_id: z.string().nullable(),
  attempts: z.array(
    z.object({
      number: z.number(),
      status: z.string(),
      outcome: z.string().nullable(),
      sends: z.number(),
      bank_object_id: z.string().nullable(),
    }),
  ),
  bank_shows: z
    .object({
      seen_at: z.string(),
      extent: z.string(),
      orders: z.array(
        z.object({
          bank_object_id: z.number().nullable(),
          bank_status: z.string(),
          owner: z.string(),
          mismatch: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  proposals: z.array(proposalSchema),
  you_are: z.string().nullable(),
});
export type Review = z.output<typeof reviewSchema>;

const complaintSummary = z.object({
  id: z.string(),
  case_reference: z.string(),
  complainant: z.string(),
  topic: z.string(),
  status: z.string(),
  partner: partner.nullable(),
  payment_id: z.string().nullable(),
  consent_id: z.string().nullable(),
  received_on: z.string(),
  due_at: z.string(),
  is_overdue: z.boolean(),
});
export const complaintListSchema = z.object({ data: z.array(complaintSummary) });

export const complaintSchema = complaintSummary.extend({
  reply_by: z.string(),
  latest_reply_by: z.string(),
  steps: z.array(
    z.object({
      number: z.number(),
      kind: z.string(),
      outcome: z.string().nullable(),
      text: z.string(),
      taken_by: z.string(),
      taken_at: z.string(),
    }),
  ),
});
export type Complaint = z.output<typeof complaintSchema>;

const incidentSummary = z.object({
  id: z.string(),
  case_reference: z.string(),
  nature: z.string(),
  status: z.string(),
  classification: z.string(),
  detected_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  next: z.object({ report: z.string(), due_at: z.string().nullable(), state: z.string() }).nullable(),
});
export const incidentListSchema = z.object({ data: z.array(incidentSummary) });

export const incidentSchema = incidentSummary.extend({
  clocks: z.array(
    z.object({
      report: z.string(),
      state: z.string(),
      due_at: z.string().nullable(),
      free_day_until: z.string().nullable(),
      done_at: z.string().nullable(),
    }),
  ),
  entries: z.array(
    z.object({
      number: z.number(),
      kind: z.string(),
      facts: z.record(z.string(), z.unknown()),
      text: z.string(),
      made_by: z.string(),
      made_at: z.string(),
    }),
  ),
});
export type Incident = z.output<typeof incidentSchema>;

export const incidentFiguresSchema = z.object({
  from: z.string(),
  until: z.string(),
  payments: z.object({ attempted: z.number(), executed: z.number(), failed: z.number(), in_doubt: z.number() }),
  value: z.object({ attempted: z.string(), executed: z.string(), failed: z.string(), in_doubt: z.string() }),
  touched: z.object({ partners: z.number(), payers: z.number(), payments_without_known_payer: z.number() }),
  beside_average_day: z.object({
    affected_transactions_percent: z.number().nullable(),
    affected_value_percent: z.number().nullable(),
  }),
  bank: z.object({
    calls: z.number(),
    refused: z.number(),
    without_answer: z.number(),
    minutes_without_any_answer: z.number(),
  }),
  account_reads: z.object({ asked: z.number(), not_answered: z.number(), partners: z.number() }),
});

const certificateSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  not_before: z.string(),
  not_after: z.string(),
  days_left: z.number(),
  state: z.string(),
  used_for: z.string(),
  from: z.string(),
  ended_at: z.string().nullable(),
  end_reason: z.string().nullable(),
});
export type Certificate = z.output<typeof certificateSchema>;

export const certificatesSchema = z.object({
  data: z.array(certificateSchema),
  keys: z.array(
    z.object({ setting: z.string(), algorithm: z.string(), key_id: z.string().nullable(), used_for: z.string() }),
  ),
});

const changeSummary = z.object({
  id: z.string(),
  kind: z.string(),
  partner: partner.nullable(),
  subject: z.object({ type: z.string(), id: z.string() }),
  asked_by: z.string(),
  asked_at: z.string(),
  expires_at: z.string(),
  status: z.string(),
});
export type ChangeSummary = z.output<typeof changeSummary>;
export const changeListSchema = z.object({ data: z.array(changeSummary) });
export const changeCountSchema = z.object({ waiting: z.number() });
/** Null: it was done at once. */
export const askedChangeSchema = z.object({ id: z.string().nullable() });

const changeFacts = z.record(z.string(), z.string());
export const changeSchema = changeSummary.extend({
  before: changeFacts,
  after: changeFacts,
  reason: z.string(),
  decided_by: z.string().nullable(),
  decided_at: z.string().nullable(),
  decision_reason: z.string().nullable(),
  is_as_it_was: z.boolean().nullable(),
  why_not: z.string().nullable(),
  is_own: z.boolean(),
});
export type Change = z.output<typeof changeSchema>;

const partnerLine = partner.extend({ status: z.string(), created_at: z.string() });
export const partnerListSchema = z.object({ data: z.array(partnerLine) });

const limitOfPeriod = z.object({ limit: amount.nullable(), used: amount });
export const partnerSchema = partnerLine.extend({
  keys_in_use: z.number(),
  redirect_uris: z.array(z.object({ uri: z.string(), created_at: z.string() })),
  origins: z.array(z.string()),
  requests_per_minute: z.number().nullable(),
  spending_limits: z
    .object({
      per_payment: z.object({ limit: amount }).nullable(),
      per_day: limitOfPeriod,
      per_month: limitOfPeriod,
      allowed_creditors: z.array(z.object({ iban: z.string() })).nullable(),
    })
    .nullable(),
  changes: z.array(changeSummary),
});
export type Partner = z.output<typeof partnerSchema>;

export const bulkRevealGrantSchema = z.object({ rows_left: z.number(), expires_at: z.string() });

const partnerReviewSchema = z.object({
  number: z.number(),
  standing: z.string(),
  register_number: z.string().nullable(),
  authority: z.string().nullable(),
  approved_pages: z.array(z.string()),
  next_review_on: z.string(),
  is_overdue: z.boolean(),
  text: z.string(),
  reviewed_by: z.string(),
  reviewed_at: z.string(),
});
export type PartnerReview = z.output<typeof partnerReviewSchema>;
export const partnerFileSchema = z.object({ data: z.array(partnerReviewSchema) });
