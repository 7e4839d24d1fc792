import { z } from 'zod';
import { listen } from '../partner-side/loopback-server.js';
import type { PartnerApi } from '../partner-side/partner-api.js';
import { type ReceivedEvent, WebhookInbox } from '../partner-side/webhook-inbox.js';
import { UsageError } from '../settings.js';
import type { DemoReport } from './demo-report.js';

const endpointSchema = z.object({ id: z.string(), secret: z.string() });
const endpointsSchema = z.object({
  data: z.array(z.object({ id: z.string(), description: z.string().nullable(), created_at: z.coerce.date() })),
});

const description = 'sluis demo';
/** No demo runs longer, so an older endpoint is what a killed one left. */
const longestDemoMs = 10 * 60_000;

/** A webhook endpoint of the demo's own, on a free port of this machine, registered while the demo runs. */
export class DemoWebhooks {
  private readonly arrived: ReceivedEvent[] = [];
  private readonly followed = new Set<string>();
  private readonly waiting = new Set<() => void>();
  private refusal: string | undefined;
  private remove: () => Promise<void> = () => Promise.resolve();

  endpointId = '';
  url = '';

  private constructor(private readonly report: DemoReport) {}

  static async register(api: PartnerApi, report: DemoReport): Promise<DemoWebhooks> {
    const webhooks = new DemoWebhooks(report);
    const inbox = new WebhookInbox({
      onVerified: (event) => webhooks.onVerified(event),
      onRefused: (reason) => {
        webhooks.refusal = reason;
        webhooks.wake();
      },
    });
    const server = await listen({ host: '127.0.0.1', port: 0 }, (request, response) => inbox.take(request, response));
    webhooks.url = `http://127.0.0.1:${server.port}/webhooks`;
    try {
      await removeLeftovers(api);
      const wanted = { url: webhooks.url, event_types: ['*'], description };
      const { id, secret } = await api.post('/webhook-endpoints', endpointSchema, wanted);
      inbox.useSecret(secret);
      webhooks.endpointId = id;
    } catch (error) {
      await server.stop();
      throw error;
    }
    webhooks.remove = async () => {
      await api.delete(`/webhook-endpoints/${webhooks.endpointId}`).finally(() => server.stop());
    };
    return webhooks;
  }

  get verified(): number {
    return this.arrived.filter(({ resourceId }) => this.followed.has(resourceId)).length;
  }

  /** Reports what is told about this resource, from its beginning; others of the partner may have events too. */
  follow(resourceId: string): void {
    this.followed.add(resourceId);
    for (const event of this.arrived) if (event.resourceId === resourceId) this.report.webhook(event);
  }

  /** Resolves once such an event has arrived. @throws UsageError when one arrived that could not be verified */
  async until(fits: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent> {
    for (;;) {
      if (this.refusal !== undefined) throw new UsageError(`A webhook could not be verified: ${this.refusal}.`);
      const found = this.arrived.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => void this.waiting.add(resolve));
    }
  }

  async unregister(): Promise<void> {
    await this.remove();
  }

  private onVerified(event: ReceivedEvent): void {
    this.arrived.push(event);
    if (this.followed.has(event.resourceId)) this.report.webhook(event);
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

async function removeLeftovers(api: PartnerApi): Promise<void> {
  const { data } = await api.get('/webhook-endpoints', endpointsSchema);
  const isLeftover = (endpoint: (typeof data)[number]) =>
    endpoint.description === description && endpoint.created_at.getTime() < Date.now() - longestDemoMs;
  for (const { id } of data.filter(isLeftover)) await api.delete(`/webhook-endpoints/${id}`);
}
