import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { LocalStackFile } from '../local-stack-file.js';
import { PartnerApi, paymentSchema, type Payment } from '../partner-side/partner-api.js';
import { UsageError } from '../settings.js';
import type { Actor, DemoReport, StepDetail } from './demo-report.js';
import { DemoWebhooks } from './demo-webhooks.js';
import { Payer } from './payer.js';

const longestStepMs = 30_000;
const timelineSchema = z.object({ data: z.array(z.object({ version: z.int(), status: z.string() })) });

/** What every journey of the demo uses: the partner's key, the payer's browser, the webhooks, and the report. */
export class Demo {
  readonly api: PartnerApi;
  private payments = 0;
  private consents = 0;

  private constructor(
    readonly stack: LocalStackFile,
    readonly webhooks: DemoWebhooks,
    private readonly report: DemoReport,
    readonly signal: AbortSignal,
  ) {
    this.api = new PartnerApi(stack.api_url, stack.api_key);
  }

  /**
   * Runs the journeys one after the other and takes the webhook endpoint away again, whatever happened.
   *
   * @returns undefined, or why it failed
   */
  static async run(
    stack: LocalStackFile,
    report: DemoReport,
    signal: AbortSignal,
    journeys: readonly ((demo: Demo) => Promise<void>)[],
  ): Promise<string | undefined> {
    const webhooks = await within('registering a webhook endpoint', signal, () =>
      DemoWebhooks.register(new PartnerApi(stack.api_url, stack.api_key), report),
    );
    const demo = new Demo(stack, webhooks, report, signal);
    report.chapter('A receiver for webhooks');
    report.step('partner', 'POST /v1/webhook-endpoints', {
      webhook_endpoint_id: webhooks.endpointId,
      url: webhooks.url,
    });
    let failure: string | undefined;
    try {
      for (const journey of journeys) await journey(demo);
    } catch (error) {
      failure = reasonOf(error);
    }
    try {
      await webhooks.unregister();
      report.chapter('Cleaning up');
      report.step('partner', 'DELETE /v1/webhook-endpoints/{id}', { webhook_endpoint_id: webhooks.endpointId });
    } catch (error) {
      failure ??= reasonOf(error);
    }
    const counts = { payments: demo.payments, consents: demo.consents, webhooks: webhooks.verified };
    report.end({ ...(failure === undefined ? {} : { failure }), ...counts });
    return failure;
  }

  chapter(title: string): void {
    this.report.chapter(title);
  }

  payer(): Payer {
    return new Payer(this.stack.payer, this.stack.emulator_url, this.signal);
  }

  /** One step with its line in the report. @throws UsageError when it takes longer than 30 s */
  async step<T>(
    actor: Actor,
    what: string,
    work: () => Promise<T>,
    detail: (result: T) => StepDetail = () => ({}),
  ): Promise<T> {
    const result = await within(`${actor}: ${what}`, this.signal, work);
    this.report.step(actor, what, detail(result));
    return result;
  }

  /** Looks every 200 ms until the resource has this status. */
  async poll<T extends z.ZodType<{ status: string }>>(path: string, schema: T, status: string): Promise<z.output<T>> {
    return within(`waiting for ${status}`, this.signal, async () => {
      for (;;) {
        const resource = await this.api.get(path, schema);
        if (resource.status === status) return resource;
        const endings = ['in_review', 'rejected', 'cancelled', 'expired', 'failed', 'revoked'];
        if (endings.includes(resource.status)) throw new UsageError(`${path} became ${resource.status}.`);
        await sleep(200, undefined, { signal: this.signal });
      }
    });
  }

  /** The payment is only done when the partner was told, verifiably, of every step of its timeline. */
  async expectExecuted(payment: Payment): Promise<void> {
    const path = `/payments/${payment.id}`;
    await within(`the webhook payment.executed of ${payment.id}`, this.signal, () =>
      this.webhooks.until(({ resourceId, type }) => resourceId === payment.id && type === 'payment.executed'),
    );
    const executed = await this.api.get(path, paymentSchema);
    if (executed.status !== 'executed') throw new UsageError(`${path} says ${executed.status}, the webhook executed.`);
    const { data } = await this.api.get(`${path}/timeline`, timelineSchema);
    for (const { version, status } of data) {
      await within(`the webhook payment.${status} of ${payment.id}`, this.signal, () =>
        this.webhooks.until(
          ({ resourceId, resourceVersion }) => resourceId === payment.id && resourceVersion === version,
        ),
      );
    }
    this.report.step('partner', 'GET /v1/payments/{id}', {
      payment_id: payment.id,
      status: executed.status,
      iso_status: executed.iso_status,
    });
    this.payments += 1;
  }

  async expectConsentEvent(consentId: string, status: 'authorised' | 'revoked'): Promise<void> {
    await within(`the webhook consent.${status} of ${consentId}`, this.signal, () =>
      this.webhooks.until(({ resourceId, type }) => resourceId === consentId && type === `consent.${status}`),
    );
    if (status === 'revoked') this.consents += 1;
  }
}

/** @throws UsageError naming the step, when it takes too long or the user stopped the demo */
async function within<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const given = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => given.reject(new UsageError(`"${what}" took longer than ${longestStepMs / 1000} s.`)),
    longestStepMs,
  );
  const onAbort = () => given.reject(new UsageError('it was stopped.'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work(), given.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof z.ZodError) return `an answer does not have the expected form: ${z.prettifyError(error)}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
