import { toPublicId } from '@sluis/persistence';

export const complainants = ['payer', 'partner', 'other'] as const;
export const complaintTopics = [
  'payment',
  'account_information',
  'consent',
  'personal_data',
  'service',
  'other',
] as const;
export const complaintOutcomes = ['upheld', 'partly_upheld', 'rejected', 'withdrawn'] as const;
export const complaintLists = ['overdue', 'open', 'closed'] as const;
export type ComplaintList = (typeof complaintLists)[number];

export interface ComplaintSummary {
  id: string;
  case_reference: string;
  complainant: string;
  topic: string;
  status: 'open' | 'held' | 'closed';
  partner: { id: string; name: string } | null;
  payment_id: string | null;
  consent_id: string | null;
  received_on: string;
  due_at: string;
  is_overdue: boolean;
}

export interface Complaint extends ComplaintSummary {
  reply_by: string;
  latest_reply_by: string;
  steps: {
    number: number;
    kind: string;
    outcome: string | null;
    text: string;
    taken_by: string;
    taken_at: string;
  }[];
}

export interface NewComplaint {
  complainant: (typeof complainants)[number];
  topic: (typeof complaintTopics)[number];
  caseReference: string;
  /** A calendar day; the business days after it count. */
  receivedOn: string;
  partnerId?: string | undefined;
  paymentId?: string | undefined;
  consentId?: string | undefined;
  text: string;
}

export type ComplaintStep =
  | { kind: 'noted'; text: string }
  /** @param finalReplyOn a calendar day: by when the final reply was promised */
  | { kind: 'held'; text: string; finalReplyOn: string }
  | { kind: 'closed'; text: string; outcome: (typeof complaintOutcomes)[number] };

export interface ComplaintRow {
  id: string;
  partner_id: string | null;
  partner_name: string | null;
  case_reference: string;
  complainant: string;
  topic: string;
  status: ComplaintSummary['status'];
  payment_id: string | null;
  consent_id: string | null;
  received_on: string;
  reply_by: Date;
  latest_reply_by: Date;
  due_at: Date;
}

export function toSummary(row: ComplaintRow): ComplaintSummary {
  return {
    id: toPublicId('complaint', row.id),
    case_reference: row.case_reference,
    complainant: row.complainant,
    topic: row.topic,
    status: row.status,
    partner:
      row.partner_id === null
        ? null
        : { id: toPublicId('partner', row.partner_id), name: row.partner_name ?? 'unknown' },
    payment_id: row.payment_id && toPublicId('payment', row.payment_id),
    consent_id: row.consent_id && toPublicId('consent', row.consent_id),
    received_on: row.received_on,
    due_at: row.due_at.toISOString(),
    is_overdue: row.status !== 'closed' && row.due_at <= new Date(),
  };
}
