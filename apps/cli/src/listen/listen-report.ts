import { colours } from '../colours.js';
import { asText } from '../partner/show.js';
import type { PartnerEvent } from './follow-events.js';
import type { Outcome } from './forwarder.js';

export interface ListenReport {
  begin(told: { apiUrl: string; types: readonly string[]; forward: string | undefined; secret: string }): void;
  /** @param outcome absent where events are only shown */
  event(event: PartnerEvent, outcome: Outcome | undefined): void;
  note(kind: 'api_away' | 'api_back' | 'nobody_at_target', text: string): void;
  end(counts: { events: number; refused: number; last: string | undefined }): void;
}

/** One line per event, for people. */
export class TextListenReport implements ListenReport {
  begin({ apiUrl, types, forward, secret }: Parameters<ListenReport['begin']>[0]): void {
    console.log(`Listening to ${types.join(', ')} of ${apiUrl}${forward === undefined ? '' : `, for ${forward}`}`);
    if (forward !== undefined) console.log(`Signing secret: ${colours.bold(secret)}`);
    console.log(colours.dim('Ctrl-C ends it.\n'));
  }

  event({ id, type, created_at: at, data }: PartnerEvent, outcome: Outcome | undefined): void {
    const time = new Date(at).toTimeString().slice(0, 8);
    const result = outcome === undefined ? '' : ` ${inWords(outcome)}`;
    console.log(`${colours.dim(time)}  ${type.padEnd(32)} ${colours.dim(`${asText(data.id)}  ${id}`)}${result}`);
  }

  note(_kind: string, text: string): void {
    console.log(colours.yellow(`! ${text}`));
  }

  end({ events, refused, last }: Parameters<ListenReport['end']>[0]): void {
    const failed = refused === 0 ? '' : `, ${refused} of them not taken with a 2xx`;
    console.log(`\n${events} ${events === 1 ? 'event' : 'events'}${failed}.`);
    if (last !== undefined) console.log(colours.dim(`--since ${last} goes on from here.`));
  }
}

/** A JSON object per line, for programs. */
export class JsonListenReport implements ListenReport {
  begin({ apiUrl, types, forward, secret }: Parameters<ListenReport['begin']>[0]): void {
    const forwarding = forward === undefined ? {} : { forward, secret };
    print({ kind: 'listening', api_url: apiUrl, event_types: types, ...forwarding });
  }

  event(event: PartnerEvent, outcome: Outcome | undefined): void {
    print({ kind: 'event', event, ...(outcome === undefined ? {} : { forwarded: outcome }) });
  }

  note(kind: string, text: string): void {
    print({ kind, detail: text });
  }

  end({ events, refused, last }: Parameters<ListenReport['end']>[0]): void {
    print({ kind: 'end', events, refused, last_event: last ?? null });
  }
}

function inWords(outcome: Outcome): string {
  const took = colours.dim(`in ${outcome.duration_ms} ms`);
  if ('failure' in outcome) return `${colours.red(`→ ${outcome.failure.replace('_', ' ')}`)} ${took}`;
  const status = `→ ${outcome.status}`;
  return `${isTaken(outcome) ? colours.green(status) : colours.red(status)} ${took}`;
}

/** With a 2xx: everything else the platform would deliver again. */
export function isTaken(outcome: Outcome): boolean {
  return 'status' in outcome && outcome.status >= 200 && outcome.status < 300;
}

function print(value: object): void {
  console.log(JSON.stringify(value));
}
