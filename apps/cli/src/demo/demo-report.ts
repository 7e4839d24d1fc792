import { colours as pc } from '../colours.js';
import type { ReceivedEvent } from '../partner-side/webhook-inbox.js';

/** What the demo tells while it runs. Times are seconds since its start. */
export interface DemoReport {
  chapter(title: string): void;
  /** @param detail ids and states by name; people see the values alone */
  step(actor: Actor, what: string, detail: StepDetail): void;
  webhook(event: ReceivedEvent): void;
  end(outcome: { failure?: string; payments: number; consents: number; webhooks: number }): void;
}

export type StepDetail = Readonly<Record<string, string>>;
export type Actor = 'partner' | 'payer' | 'bank';

/** For people: one aligned line per step, webhooks in between as they arrive. */
export class TextReport implements DemoReport {
  private readonly startedAt = performance.now();

  constructor(apiUrl: string) {
    console.log(`\n${pc.bold('Sluis demo')} ${pc.dim(apiUrl)}`);
  }

  chapter(title: string): void {
    console.log(`\n${pc.bold(title)}`);
  }

  step(actor: Actor, what: string, detail: StepDetail): void {
    console.log(
      `${this.time()}  ${pc.dim(actor.padEnd(7))}  ${what.padEnd(38)}  ${Object.values(detail).map(coloured).join('  ')}`.trimEnd(),
    );
  }

  webhook({ type, resourceId, resourceVersion }: ReceivedEvent): void {
    const what = `${pc.cyan('←')} ${type.padEnd(36)}`;
    const version = pc.dim(`${resourceId}  v${resourceVersion}`);
    console.log(`${this.time()}  ${pc.dim('webhook')}  ${what}  ${version}  ${pc.green('verified')}`);
  }

  end({ failure, payments, consents, webhooks }: Parameters<DemoReport['end']>[0]): void {
    if (failure !== undefined) {
      console.error(`\n${pc.red(`✗ The demo failed: ${failure}`)}\n`);
      return;
    }
    const counts = `${payments} payments executed, ${consents} consent used and revoked, ${webhooks} webhooks verified`;
    console.log(`\n${pc.green('✓')} ${counts}, in ${this.seconds()} s\n`);
  }

  private seconds(): string {
    return ((performance.now() - this.startedAt) / 1000).toFixed(2);
  }

  private time(): string {
    return pc.dim(`${this.seconds().padStart(7)} s`);
  }
}

/** For programs: one JSON object per line. */
export class JsonReport implements DemoReport {
  private readonly startedAt = performance.now();
  private title = '';

  chapter(title: string): void {
    this.title = title;
  }

  step(actor: Actor, what: string, detail: StepDetail): void {
    this.write({ kind: 'step', chapter: this.title, actor, what, ...detail });
  }

  webhook({ id, type, resourceId, resourceVersion }: ReceivedEvent): void {
    const resource = { resource_id: resourceId, resource_version: resourceVersion };
    this.write({ kind: 'webhook', chapter: this.title, event_id: id, type, ...resource, verified: true });
  }

  end({ failure, ...counts }: Parameters<DemoReport['end']>[0]): void {
    this.write({ kind: 'end', ok: failure === undefined, ...(failure === undefined ? {} : { failure }), ...counts });
  }

  private write(line: object): void {
    console.log(JSON.stringify({ elapsed_ms: Math.round(performance.now() - this.startedAt), ...line }));
  }
}

function coloured(detail: string): string {
  if (['executed', 'authorised', 'ACCEPTED'].includes(detail)) return pc.green(detail);
  if (/^(pay|con|acc|whe)_/.test(detail)) return pc.bold(detail);
  return detail;
}
