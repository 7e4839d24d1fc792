import type { Consent, Draft, Payment, PaymentBatch } from './records.js';
import type { RequestInquiry, RequestResponse } from './request-records.js';
import type { CardTransaction, Schedule, ScheduleInstance } from './service-records.js';

type RequestEvent = 'CREATED' | Exclude<RequestInquiry['status'], 'PENDING'>;

/** Something happened that customers and TPPs may have asked to be called about. */
export type Notice =
  | { kind: 'payment'; payment: Payment }
  | { kind: 'payment_batch'; batch: PaymentBatch }
  | { kind: 'draft'; draft: Draft; event: 'CREATED' | 'UPDATED' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' }
  | { kind: 'request_inquiry'; inquiry: RequestInquiry; event: RequestEvent }
  | { kind: 'request_response'; response: RequestResponse; event: RequestEvent }
  | { kind: 'schedule'; schedule: Schedule; event: 'CREATED' | 'UPDATED' | 'FINISHED' | 'CANCELLED' }
  | { kind: 'schedule_run'; schedule: Schedule; instance: ScheduleInstance }
  | { kind: 'card_transaction'; transaction: CardTransaction }
  | { kind: 'consent_revoked'; consent: Consent };
