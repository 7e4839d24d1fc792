import { DomainError } from '@sluis/errors';

/** `*`, `payment.*` or `payment.executed`. */
export const eventTypePattern = /^(\*|[a-z][a-z_]{0,63}\.(\*|[a-z][a-z_]{0,63}))$/;
export const maximumEventTypes = 50;

/** @throws DomainError `request_invalid`, pointing at the first pattern that is none */
export function checkedEventTypes(eventTypes: readonly string[]): string[] {
  if (eventTypes.length === 0 || eventTypes.length > maximumEventTypes) {
    throw invalid('/event_types', `Name 1 to ${maximumEventTypes} event types, or "*" for all.`);
  }
  const wrong = eventTypes.findIndex((eventType) => !eventTypePattern.test(eventType));
  if (wrong >= 0) throw invalid(`/event_types/${wrong}`, 'An event type is "*", "payment.*" or "payment.executed".');
  return [...new Set(eventTypes)];
}

/** Every pattern that covers `eventType`; an endpoint that lists one of them is told. */
export function patternsFor(eventType: string): string[] {
  return ['*', `${eventType.split('.', 1)[0]}.*`, eventType];
}

/** A pattern as SQL's LIKE reads it; `_` is a letter like others in names of events. */
export function patternCovers(pattern: string): string {
  return pattern.replaceAll('_', '\\_').replace('*', '%');
}

function invalid(pointer: string, detail: string): DomainError {
  return new DomainError('request_invalid', detail, { fields: [{ pointer, code: 'invalid', detail }] });
}
