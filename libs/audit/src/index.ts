export { AuditModule } from './audit.module.js';
export { AuditTrail, type AuditActor, type AuditEntry, type AuditRow } from './audit-trail.js';
export { caseNumberSchema, namesSomebody, trailTextSchema } from './trail-words.js';
export { ContentSeals, type ContentOf, type SealedContent } from './content-seals.js';
export { AuditSeal } from './sealing/audit-seal.service.js';
export type { Finding } from './sealing/audit-verifier.js';
export {
  proveConsistency,
  proveRecords,
  type ProvenRecord,
  type ProvenRecords,
  type RecordsWanted,
} from './sealing/prove-records.js';
export type { RecordText } from './sealing/sealed-record.js';
export { SealRecords } from './sealing/seal-records.js';
export { isSignedBytes, SealingKey, keyIdOf, type SignedHead } from './sealing/tree-head.js';
export { verifyDatabase, type AuditReport } from './sealing/verify-database.js';
export { exportTrail, NotATrailError, verifyExport } from './sealing/trail-export.js';
export { headFromJson, headJsonSchema, headToJson, type HeadJson } from './sealing/head-json.js';
export { bucketAt, isBucket, witnessAddresses, witnessNameOf } from './sealing/witness-address.js';
export { bucketSettings } from './sealing/bucket-settings.js';
export { witnessedOf, type WitnessedHead, type WitnessesRead } from './sealing/witnessed-heads.js';
