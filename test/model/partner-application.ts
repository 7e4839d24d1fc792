import { z } from 'zod';
import { patiently } from './patiently.js';

export interface Answer {
  status: number;
  text: string;
  isReplay: boolean;
  /** More than one when nobody answered at first: then an earlier try may have been heard all the same. */
  tries: number;
}

const paymentSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  version: z.number(),
  rail: z.string(),
  end_requested: z.string().nullable(),
  review_reason: z.string().nullable(),
  failure: z.looseObject({ reason: z.string().nullable() }).nullable(),
  authorisation_url: z.string().nullable(),
});
export type ShownPayment = z.output<typeof paymentSchema>;

const consentSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  authorisation_url: z.string().nullable(),
  accounts: z.array(z.looseObject({ id: z.string() })),
});
export type ShownConsent = z.output<typeof consentSchema>;

const pageSchema = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});
const timelineSchema = z.object({ data: z.array(z.looseObject({ version: z.number(), status: z.string() })) });

/** A partner's own program: patient, and careful with its idempotency keys. */
export class PartnerApplication {
  readonly redirectUri = 'https://shop.example/return';

  constructor(
    private readonly apiUrl: string,
    private readonly key: string,
    readonly partnerId: string,
  ) {}

  post(path: string, body?: unknown, idempotencyKey?: string): Promise<Answer> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    return this.call(path, { method: 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  get(path: string): Promise<Answer> {
    return this.call(path, {});
  }

  async payment(id: string): Promise<ShownPayment> {
    return paymentSchema.parse(JSON.parse(expectStatus(await this.get(`/v1/payments/${id}`), 200)));
  }

  async consent(id: string): Promise<ShownConsent> {
    return consentSchema.parse(JSON.parse(expectStatus(await this.get(`/v1/consents/${id}`), 200)));
  }

  async timeline(id: string): Promise<{ version: number; status: string }[]> {
    return timelineSchema.parse(JSON.parse(expectStatus(await this.get(`/v1/payments/${id}/timeline`), 200))).data;
  }

  /** Every payment of this partner, over all pages. */
  async paymentIds(): Promise<string[]> {
    const ids: string[] = [];
    let after = '';
    for (;;) {
      const text = expectStatus(await this.get(`/v1/payments?limit=10${after}`), 200);
      const page = pageSchema.parse(JSON.parse(text));
      ids.push(...page.data.map(({ id }) => id));
      if (!page.has_more || page.next_cursor === null) return ids;
      after = `&after=${page.next_cursor}`;
    }
  }

  private call(path: string, { headers = {}, ...request }: { headers?: Record<string, string> } & RequestInit) {
    let tries = 0;
    return patiently(async () => {
      tries += 1;
      const answer = await fetch(this.apiUrl + path, {
        ...request,
        headers: { ...headers, authorization: `Bearer ${this.key}` },
      });
      const isReplay = answer.headers.get('idempotent-replayed') === 'true';
      return { status: answer.status, text: await answer.text(), isReplay, tries };
    });
  }
}

export function shownPayment(text: string): ShownPayment {
  return paymentSchema.parse(JSON.parse(text));
}

export function shownConsent(text: string): ShownConsent {
  return consentSchema.parse(JSON.parse(text));
}

/** @returns the body */
export function expectStatus({ status, text }: Answer, ...expected: number[]): string {
  if (expected.includes(status)) return text;
  throw new Error(`answered ${status} instead of ${expected.join(' or ')}: ${text.slice(0, 300)}`);
}
