import { DomainError } from './domain-error.js';

/**
 * For what stands right by itself and still cannot be done, such as a second case of one number.
 *
 * @param message what did not happen
 * @returns what names the field and what is wrong with it
 */
export function refusalsOf(message: string): (pointer: string, detail: string) => DomainError {
  return (pointer, detail) =>
    new DomainError('request_invalid', message, { fields: [{ pointer, code: 'not_possible', detail }] });
}
