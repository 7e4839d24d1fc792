export { DomainError, type FieldError } from './domain-error.js';
export { domainErrorCodes, type DomainErrorCode } from './domain-error-codes.js';
export { refusalsOf } from './refusals-of.js';
