export { LegalHolds, type LegalHold } from './holds/legal-holds.service.js';
export { holdKinds, type HoldKind } from './holds/held-things.js';
export { PersonalDataModule } from './personal-data.module.js';
export { AnswerRequest } from './requests/answer-request.js';
export { dataClasses } from './requests/data-catalogue.js';
export {
  dataRequestKinds,
  dataRequestLists,
  DataRequests,
  refusals,
  type DataRequest,
} from './requests/data-requests.service.js';
export { identifierKinds, type Identifier } from './requests/data-subjects.js';
export { certificateSchema, whatIsWrong, type Certificate } from './retention/certificate.js';
export { statementsOf } from './retention/due.js';
export { ExecuteRun } from './retention/execute-run.js';
export { retentionPolicy } from './retention/retention-policy.js';
export { RetentionRuns, type RetentionRun } from './retention/retention-runs.service.js';
