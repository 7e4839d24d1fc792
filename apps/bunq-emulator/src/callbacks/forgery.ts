import { parseCents, formatCents } from '../bank/cents.js';
import type { Json } from '../wire/envelope.js';
import type { Callback } from './callbacks-for.js';

/** A callback that lies: amounts ten times as high, and everything said to be accepted. */
export function forgeryOf(callback: Callback): Callback {
  const eventType = callback.eventType.replace(/_(CREATED|UPDATED|REJECTED|CANCELLED|REVOKED|EXPIRED)$/, '_ACCEPTED');
  return {
    ...callback,
    eventType: callback.eventType.startsWith('MUTATION') ? callback.eventType : eventType,
    object: lieAbout(callback.object),
  };
}

function lieAbout(object: Json): Json {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, lie(name, value)]));
}

function lie(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => lie(name, item));
  if (typeof value === 'object' && value !== null) return lieAbout({ ...value });
  if (name === 'status' && typeof value === 'string') return 'ACCEPTED';
  const cents = name === 'value' && typeof value === 'string' ? parseCents(value) : undefined;
  return cents === undefined ? value : formatCents(cents * 10n);
}
