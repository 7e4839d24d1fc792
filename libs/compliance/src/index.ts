export { BulkReveals } from './bulk-reveals.service.js';
export { certificateKinds } from './certificates/certificate.js';
export { Certificates } from './certificates/certificates.service.js';
export { ConfiguredCertificates } from './certificates/configured-certificates.js';
export { ChangesForStaff } from './changes-for-staff.service.js';
export { complainants, complaintLists, complaintOutcomes, complaintTopics } from './complaints/complaint.js';
export { Complaints } from './complaints/complaints.service.js';
export { ComplianceModule } from './compliance.module.js';
export { ConsentAccesses } from './consent-accesses.service.js';
export { ConsentDossiers } from './consent-dossiers.service.js';
export { type DeskAlarm, DeskAlarms } from './desk-alarms.js';
export { EvidenceDesk, type EvidencePackView } from './evidence-desk.js';
export { type ExportFile } from './exports/exports.service.js';
export { ListExports } from './exports/list-exports.service.js';
export {
  fraudFindings,
  FraudMarks,
  lossBearers,
  type FraudFindingInput,
  type FraudMark,
} from './fraud/fraud-marks.service.js';
export { FraudReports, type FraudReport } from './fraud/fraud-reports.service.js';
export { countriesOfEea } from './fraud/fraud-figures.js';
export { isOver, parseHalfYear, type HalfYear } from './fraud/half-year.js';
export { incidentNatures, incidentReports, incidentThresholds } from './incidents/incident-law.js';
export { incidentLists, type IncidentStep } from './incidents/incident.js';
export { Incidents } from './incidents/incidents.service.js';
export { LookUps, caseReferencePattern, revealReasons, type LookUp, type RevealReason } from './look-ups.js';
export { OverviewFigures } from './overview.service.js';
export { PartnersForStaff } from './partners-for-staff.service.js';
export { PartnerFiles, partnerStandings } from './partner-files.service.js';
export { PaymentDossiers } from './payment-dossiers.service.js';
export { ReviewsForStaff, type ReviewSummary, type ReviewView } from './reviews-for-staff.service.js';
export { SavedFilters } from './saved-filters.service.js';
export { StaffSearch } from './search.service.js';
export {
  consentsByKeys,
  consentSummaryColumns,
  listConsents,
  toConsentSummary,
  type ConsentFilter,
  type ConsentSummary,
  type ConsentSummaryRow,
} from './consent-summaries.js';
export { maskedContact, maskedIban, maskedName } from './masking.js';
export {
  listPayments,
  paymentsByKeys,
  paymentSummaryColumns,
  paymentSummaryTables,
  toPaymentSummary,
  type PaymentFilter,
  type PaymentSummary,
  type PaymentSummaryRow,
} from './payment-summaries.js';
export { understand, type SearchTerm } from './search-term.js';
export { Trends } from './trends.service.js';
export { eventEntries, inOrder, visitEntries, type TimelineEntry } from './timeline.js';
