import { randomBytes } from 'node:crypto';
import { misuse } from '../partner/exit-codes.js';
import type { PartnerAccess, PartnerOptions } from '../partner/partner-access.js';
import { EventStream } from './follow-events.js';
import { Forwarder } from './forwarder.js';
import { isTaken, JsonListenReport, TextListenReport } from './listen-report.js';

export interface ListenOptions extends PartnerOptions {
  forward?: string;
  events?: string;
  since?: string;
  secret?: string;
}

/** `*`, `payment.*` or `payment.executed`, as for webhook endpoints. */
const typePattern = /^(\*|[a-z][a-z_]{0,63}\.(\*|[a-z][a-z_]{0,63}))$/;

/** Follows a partner's events until it is stopped, and hands each to a receiver on this machine. */
export async function listen({ api, apiUrl }: PartnerAccess, options: ListenOptions, stop: AbortSignal): Promise<void> {
  const types = typesIn(options.events ?? '*');
  const forward = options.forward === undefined ? undefined : targetIn(options.forward);
  const secret = options.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
  const report = options.json === true ? new JsonListenReport() : new TextListenReport();
  const forwarder = forward === undefined ? undefined : forwarderTo(forward, secret, stop, report);
  const counts = { events: 0, refused: 0 };
  let stream: EventStream | undefined;
  try {
    stream = await EventStream.open(api, options.since, {
      signal: stop,
      onAway: (reason) => report.note('api_away', `The API is away (${reason}). It is asked again.`),
      onBack: () => report.note('api_back', 'The API is back. Nothing was missed.'),
    });
    report.begin({ apiUrl, types, forward, secret });
    for await (const event of stream.events()) {
      if (!types.some((type) => covers(type, event.type))) continue;
      const outcome = await forwarder?.forward(event);
      counts.events += 1;
      if (outcome && !isTaken(outcome)) counts.refused += 1;
      report.event(event, outcome);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    if (stream) report.end({ ...counts, last: stream.last });
  }
}

function forwarderTo(
  url: string,
  secret: string,
  signal: AbortSignal,
  report: TextListenReport | JsonListenReport,
): Forwarder {
  const onNobody = () => report.note('nobody_at_target', `Nobody listens at ${url} yet. The event waits for it.`);
  try {
    return new Forwarder({ url, secret, signal, onNobody });
  } catch (cause) {
    throw misuse('--secret takes a signing secret such as whsec_… with a key in base64.', { cause });
  }
}

function typesIn(list: string): string[] {
  const types = list.split(',').map((type) => type.trim());
  const wrong = types.find((type) => !typePattern.test(type));
  if (wrong !== undefined) {
    throw misuse(
      `"${wrong}" is no event type: --events takes "*", payment.* or payment.executed, with commas between.`,
    );
  }
  return types;
}

function covers(pattern: string, type: string): boolean {
  return pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
}

function targetIn(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw misuse(`--forward takes an address such as http://localhost:3000/hook, not "${text}".`);
  }
  return url.href;
}
