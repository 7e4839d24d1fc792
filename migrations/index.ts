import { CreatePartners1790000000001 } from './1790000000001-create-partners.js';
import { CreateAuditRecords1790000000002 } from './1790000000002-create-audit-records.js';
import { CreateOutbox1790000000003 } from './1790000000003-create-outbox.js';
import { CreateEventsAndWebhooks1790000000004 } from './1790000000004-create-events-and-webhooks.js';
import { CreateTppIdentity1790000000005 } from './1790000000005-create-tpp-identity.js';
import { CreateConsents1790000000006 } from './1790000000006-create-consents.js';
import { CreatePayments1790000000007 } from './1790000000007-create-payments.js';
import { AddConsentPurposeAndUse1790000000100 } from './1790000000100-add-consent-purpose-and-use.js';
import { CreateConsentRenewals1790000000101 } from './1790000000101-create-consent-renewals.js';
import { CreateConsentPresentations1790000000102 } from './1790000000102-create-consent-presentations.js';
import { CreatePermissionSessions1790000000103 } from './1790000000103-create-permission-sessions.js';
import { AddPreviousConsentAccess1790000000104 } from './1790000000104-add-previous-consent-access.js';
import { CreateAccountInformation1790000000150 } from './1790000000150-create-account-information.js';
import { LetPayersEndPaymentsAtTheBank1790000000160 } from './1790000000160-let-payers-end-payments-at-the-bank.js';
import { GeneraliseOrderAttempts1790000000170 } from './1790000000170-generalise-order-attempts.js';
import { AddPaymentEntriesAndSchedules1790000000171 } from './1790000000171-add-payment-entries-and-schedules.js';
import { AwaitIdempotentAnswers1790000000180 } from './1790000000180-await-idempotent-answers.js';
import { CreateFundsConfirmations1790000000181 } from './1790000000181-create-funds-confirmations.js';
import { NameTheAccountOfAConsent1790000000182 } from './1790000000182-name-the-account-of-a-consent.js';
import { CreatePayees1790000000183 } from './1790000000183-create-payees.js';
import { CountUnattendedReadsPerAccount1790000000184 } from './1790000000184-count-unattended-reads-per-account.js';
import { CreateBankConnections1790000000190 } from './1790000000190-create-bank-connections.js';
import { CreatePayouts1790000000191 } from './1790000000191-create-payouts.js';
import { CreatePaymentRequests1790000000200 } from './1790000000200-create-payment-requests.js';
import { CreateIncomingPaymentRequests1790000000201 } from './1790000000201-create-incoming-payment-requests.js';
import { AppendEventsInOneStatement1790000000210 } from './1790000000210-append-events-in-one-statement.js';
import { CoverPaymentLists1790000000211 } from './1790000000211-cover-payment-lists.js';
import { ClaimDueWorkInTurns1790000000212 } from './1790000000212-claim-due-work-in-turns.js';
import { CreateOperators1790000000220 } from './1790000000220-create-operators.js';
import { CreateReviews1790000000221 } from './1790000000221-create-reviews.js';
import { CreateReconciliation1790000000222 } from './1790000000222-create-reconciliation.js';
import { CreateSpendingRules1790000000240 } from './1790000000240-create-spending-rules.js';
import { CreatePaymentLinks1790000000241 } from './1790000000241-create-payment-links.js';
import { AddCreditable1790000000242 } from './1790000000242-add-creditable.js';
import { IndexAuthorisationsByBrowser1790000000243 } from './1790000000243-index-authorisations-by-browser.js';
import { SealAuditRecords1790000000260 } from './1790000000260-seal-audit-records.js';
import { KeyAccounts1790000000300 } from './1790000000300-key-accounts.js';
import { EndViewerHashesAndCodes1790000000301 } from './1790000000301-end-viewer-hashes-and-codes.js';
import { SayWhosePurpose1790000000302 } from './1790000000302-say-whose-purpose.js';
import { AddPayoutDrafts1790000000310 } from './1790000000310-add-payout-drafts.js';
import { ReviewPartnersOrders1790000000311 } from './1790000000311-review-partners-orders.js';
import { RefundEntries1790000000312 } from './1790000000312-refund-entries.js';
import { DeriveDeliveryIds1790000000330 } from './1790000000330-derive-delivery-ids.js';
import { LeavePlacesFreeForOthers1790000000331 } from './1790000000331-leave-places-free-for-others.js';
import { SeparatePartners1790000000390 } from './1790000000390-separate-partners.js';
import { PartitionAuditRecords1790000000395 } from './1790000000395-partition-audit-records.js';
import { SearchCounterparties1790000000396 } from './1790000000396-search-counterparties.js';
import { CreateStaff1790000000400 } from './1790000000400-create-staff.js';
import { IndexWhatStaffSearch1790000000401 } from './1790000000401-index-what-staff-search.js';
import { CheapenTheSecondWall1790000000500 } from './1790000000500-cheapen-the-second-wall.js';
import { PlanPayouts1790000000510 } from './1790000000510-plan-payouts.js';
import { BatchPayouts1790000000511 } from './1790000000511-batch-payouts.js';
import { RefundInstances1790000000512 } from './1790000000512-refund-instances.js';
import { ReviewIncomingRequests1790000000513 } from './1790000000513-review-incoming-requests.js';
import { PayByRequest1790000000514 } from './1790000000514-pay-by-request.js';
import { SignWebhooksByKey1790000000540 } from './1790000000540-sign-webhooks-by-key.js';
import { TimeWebhookAttempts1790000000541 } from './1790000000541-time-webhook-attempts.js';
import { NoticeFailingEndpoints1790000000542 } from './1790000000542-notice-failing-endpoints.js';
import { VersionWebhookEndpoints1790000000543 } from './1790000000543-version-webhook-endpoints.js';
import { RecordMode1790000000550 } from './1790000000550-record-mode.js';
import { PinApiVersions1790000000551 } from './1790000000551-pin-api-versions.js';
import { LimitRequestsPerPartner1790000000552 } from './1790000000552-limit-requests-per-partner.js';
import { CreateClientTokens1790000000553 } from './1790000000553-create-client-tokens.js';
import { CreatePartnerPeople1790000000560 } from './1790000000560-create-partner-people.js';
import { ProposeRedirectUris1790000000561 } from './1790000000561-propose-redirect-uris.js';
import { KeepBankAnswers1790000000570 } from './1790000000570-keep-bank-answers.js';
import { AskForEvidencePacks1790000000571 } from './1790000000571-ask-for-evidence-packs.js';
import { StaffAreOperators1790000000572 } from './1790000000572-staff-are-operators.js';
import { MarkPaymentsAsFraud1790000000580 } from './1790000000580-mark-payments-as-fraud.js';
import { KeepFraudReports1790000000581 } from './1790000000581-keep-fraud-reports.js';
import { KeepComplaints1790000000582 } from './1790000000582-keep-complaints.js';
import { KeepIncidents1790000000583 } from './1790000000583-keep-incidents.js';
import { RememberDeskAlarms1790000000584 } from './1790000000584-remember-desk-alarms.js';
import { KeepCertificates1790000000585 } from './1790000000585-keep-certificates.js';
import { KeepPartnerFiles1790000000586 } from './1790000000586-keep-partner-files.js';
import { HoldWhatMustStay1790000000590 } from './1790000000590-hold-what-must-stay.js';
import { RegisterDataRequests1790000000591 } from './1790000000591-register-data-requests.js';
import { RunRetention1790000000592 } from './1790000000592-run-retention.js';
import { IndexPaymentsByStatus1790000000595 } from './1790000000595-index-payments-by-status.js';
import { AskForChanges1790000000600 } from './1790000000600-ask-for-changes.js';
import { LetPartnersGoLive1790000000601 } from './1790000000601-let-partners-go-live.js';
import { GrantBulkReveals1790000000602 } from './1790000000602-grant-bulk-reveals.js';
import { RecordBankCallbacks1790000000605 } from './1790000000605-record-bank-callbacks.js';
import { KeepPaymentPages1790000000606 } from './1790000000606-keep-payment-pages.js';
import { LeaveReviewWithRequest1790000000610 } from './1790000000610-leave-review-with-request.js';
import { VerifyPayeesOfPayouts1790000000611 } from './1790000000611-verify-payees-of-payouts.js';
import { KeepWhenPlansWereOver1790000000615 } from './1790000000615-keep-when-plans-were-over.js';
import { SayWhyAPackWasRefused1790000000620 } from './1790000000620-say-why-a-pack-was-refused.js';

/** Every schema change, oldest first. A migration that was released is never edited. */
export const migrations = [
  CreatePartners1790000000001,
  CreateAuditRecords1790000000002,
  CreateOutbox1790000000003,
  CreateEventsAndWebhooks1790000000004,
  CreateTppIdentity1790000000005,
  CreateConsents1790000000006,
  CreatePayments1790000000007,
  AddConsentPurposeAndUse1790000000100,
  CreateConsentRenewals1790000000101,
  CreateConsentPresentations1790000000102,
  CreatePermissionSessions1790000000103,
  AddPreviousConsentAccess1790000000104,
  CreateAccountInformation1790000000150,
  LetPayersEndPaymentsAtTheBank1790000000160,
  GeneraliseOrderAttempts1790000000170,
  AddPaymentEntriesAndSchedules1790000000171,
  AwaitIdempotentAnswers1790000000180,
  CreateFundsConfirmations1790000000181,
  NameTheAccountOfAConsent1790000000182,
  CreatePayees1790000000183,
  CountUnattendedReadsPerAccount1790000000184,
  CreateBankConnections1790000000190,
  CreatePayouts1790000000191,
  CreatePaymentRequests1790000000200,
  CreateIncomingPaymentRequests1790000000201,
  AppendEventsInOneStatement1790000000210,
  CoverPaymentLists1790000000211,
  ClaimDueWorkInTurns1790000000212,
  CreateOperators1790000000220,
  CreateReviews1790000000221,
  CreateReconciliation1790000000222,
  CreateSpendingRules1790000000240,
  CreatePaymentLinks1790000000241,
  AddCreditable1790000000242,
  IndexAuthorisationsByBrowser1790000000243,
  SealAuditRecords1790000000260,
  KeyAccounts1790000000300,
  EndViewerHashesAndCodes1790000000301,
  SayWhosePurpose1790000000302,
  AddPayoutDrafts1790000000310,
  ReviewPartnersOrders1790000000311,
  RefundEntries1790000000312,
  DeriveDeliveryIds1790000000330,
  LeavePlacesFreeForOthers1790000000331,
  SeparatePartners1790000000390,
  PartitionAuditRecords1790000000395,
  SearchCounterparties1790000000396,
  CreateStaff1790000000400,
  IndexWhatStaffSearch1790000000401,
  CheapenTheSecondWall1790000000500,
  PlanPayouts1790000000510,
  BatchPayouts1790000000511,
  RefundInstances1790000000512,
  ReviewIncomingRequests1790000000513,
  PayByRequest1790000000514,
  SignWebhooksByKey1790000000540,
  TimeWebhookAttempts1790000000541,
  NoticeFailingEndpoints1790000000542,
  VersionWebhookEndpoints1790000000543,
  RecordMode1790000000550,
  PinApiVersions1790000000551,
  LimitRequestsPerPartner1790000000552,
  CreateClientTokens1790000000553,
  CreatePartnerPeople1790000000560,
  ProposeRedirectUris1790000000561,
  KeepBankAnswers1790000000570,
  AskForEvidencePacks1790000000571,
  StaffAreOperators1790000000572,
  MarkPaymentsAsFraud1790000000580,
  KeepFraudReports1790000000581,
  KeepComplaints1790000000582,
  KeepIncidents1790000000583,
  RememberDeskAlarms1790000000584,
  KeepCertificates1790000000585,
  KeepPartnerFiles1790000000586,
  HoldWhatMustStay1790000000590,
  RegisterDataRequests1790000000591,
  RunRetention1790000000592,
  IndexPaymentsByStatus1790000000595,
  AskForChanges1790000000600,
  LetPartnersGoLive1790000000601,
  GrantBulkReveals1790000000602,
  RecordBankCallbacks1790000000605,
  KeepPaymentPages1790000000606,
  LeaveReviewWithRequest1790000000610,
  VerifyPayeesOfPayouts1790000000611,
  KeepWhenPlansWereOver1790000000615,
  SayWhyAPackWasRefused1790000000620,
];
