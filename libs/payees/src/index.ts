export { Beneficiary } from './beneficiary.entity.js';
export { compareNames, type NameComparison } from './compare-names.js';
export {
  payeeVerificationSchema,
  verifyName,
  type NameSource,
  type PayeeResult,
  type PayeeToVerify,
  type PayeeVerification,
} from './payee-verification.js';
export type { PresumedName } from './payee-directory.js';
export { PayeesModule } from './payees.module.js';
export { Payees, type NewBeneficiary } from './payees.service.js';
