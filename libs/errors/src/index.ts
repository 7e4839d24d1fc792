export { DomainError, type FieldError } from './domain-error.js';
export type { DomainErrorCode } from './domain-error-codes.js';
