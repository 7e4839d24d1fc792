import type { DomainErrorCode } from '@sluis/errors';

interface ProblemKind {
  status: number;
  title: string;
  origin: 'request' | 'platform' | 'bank';
  retryable: boolean;
}

const ofRequest = (status: number, title: string, retryable = false): ProblemKind => ({
  status,
  title,
  origin: 'request',
  retryable,
});

/** What each code looks like over HTTP. A new code does not compile until somebody decided here. */
export const problemKinds: Record<DomainErrorCode, ProblemKind> = {
  request_malformed: ofRequest(400, 'The request cannot be read'),
  request_invalid: ofRequest(400, 'The request is not valid'),
  api_version_unknown: ofRequest(400, 'There is no such version of the API'),
  request_too_large: ofRequest(413, 'The request is too large'),
  media_type_unsupported: ofRequest(415, 'The content type is not supported'),
  route_not_found: ofRequest(404, 'There is no such route'),
  resource_not_found: ofRequest(404, 'There is no such resource'),
  credential_missing: ofRequest(401, 'The API key is missing'),
  credential_invalid: ofRequest(401, 'The API key is not valid'),
  credential_of_other_mode: ofRequest(401, 'The API key is of the other mode'),
  scope_missing: ofRequest(403, 'The API key may not do this'),
  staff_session_missing: ofRequest(401, 'Nobody is signed in'),
  staff_role_missing: ofRequest(403, 'The role may not do this'),
  review_refused: ofRequest(409, 'The review cannot go on like this'),
  change_refused: ofRequest(409, 'The change cannot go on like this'),
  staff_request_refused: ofRequest(403, 'The request does not come from the console'),
  person_session_missing: ofRequest(401, 'Nobody is signed in'),
  person_role_missing: ofRequest(403, 'The role may not do this'),
  person_request_refused: ofRequest(403, 'The request does not come from the dashboard'),
  passkey_refused: ofRequest(403, 'The passkey was not accepted'),
  invitation_not_usable: ofRequest(404, 'The invitation cannot be used'),
  last_owner_stays: ofRequest(409, 'The last owner stays'),
  rate_limited: ofRequest(429, 'Too many requests', true),
  idempotency_key_missing: ofRequest(400, 'The Idempotency-Key header is missing'),
  idempotency_key_malformed: ofRequest(400, 'The Idempotency-Key header is malformed'),
  idempotency_key_reused: ofRequest(422, 'The idempotency key was used with another body'),
  idempotency_key_in_use: ofRequest(409, 'The first request with this idempotency key is still running', true),
  redirect_uri_not_registered: ofRequest(422, 'The redirect URI is not registered'),
  origin_not_registered: ofRequest(403, 'The page is not of a registered origin'),
  consent_not_usable: ofRequest(422, 'The consent cannot be used'),
  consent_transition_refused: ofRequest(409, 'The consent cannot change this way'),
  account_not_in_consent: ofRequest(422, 'The account is not part of the consent'),
  unattended_reads_exhausted: ofRequest(429, 'The account was read as often as the law allows without the payer', true),
  history_not_available: ofRequest(422, 'Old transactions cannot be read now'),
  permission_not_granted: ofRequest(403, 'The payer did not allow this'),
  bank_connection_not_usable: ofRequest(422, 'The bank connection cannot be used'),
  bank_connection_ambiguous: ofRequest(422, 'It is not clear which bank connection is meant'),
  bank_connection_incapable: ofRequest(422, 'The bank connection cannot do this'),
  bank_connection_transition_refused: ofRequest(409, 'The bank connection cannot change this way'),
  connection_method_not_available: ofRequest(422, 'Accounts cannot be connected this way here'),
  account_not_in_connection: ofRequest(422, 'The account is not part of the bank connection'),
  funds_not_confirmable: {
    status: 422,
    title: 'The bank does not confirm funds for this account',
    origin: 'bank',
    retryable: false,
  },
  payment_not_cancellable: ofRequest(409, 'The payment can no longer be cancelled'),
  payment_not_refundable: ofRequest(422, 'The payment cannot be refunded'),
  refund_exceeds_payment: ofRequest(422, 'More than what was paid cannot be refunded'),
  payout_not_cancellable: ofRequest(409, 'The payout can no longer be cancelled'),
  payment_link_not_usable: ofRequest(409, 'The payment link cannot be used'),
  spending_rule_broken: ofRequest(422, 'A spending rule does not allow this payment'),
  schedule_not_possible: ofRequest(422, 'The payment cannot be planned so'),
  rail_not_available: ofRequest(422, 'No rail can carry this payment'),
  payment_request_not_revocable: ofRequest(409, 'The payment request can no longer be taken back'),
  incoming_request_not_answerable: ofRequest(409, 'The request takes no other answer'),
  attachment_not_acceptable: ofRequest(422, 'The file cannot be an attachment'),
  attachment_not_usable: ofRequest(422, 'The attachment cannot be used here'),
  webhook_target_refused: ofRequest(422, 'Webhooks cannot be sent to this address'),
  event_not_redeliverable: ofRequest(409, 'The event cannot be delivered again'),
  platform_unavailable: {
    status: 503,
    title: 'The platform is not available right now',
    origin: 'platform',
    retryable: true,
  },
  platform_error: { status: 500, title: 'Something went wrong on our side', origin: 'platform', retryable: true },
  aspsp_unavailable: { status: 503, title: 'The bank is not available right now', origin: 'bank', retryable: true },
};
