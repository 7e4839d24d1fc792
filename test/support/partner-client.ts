import { randomUUID } from 'node:crypto';
import request, { type Response, type Test } from 'supertest';
import { operationOf, undocumented, undocumentedEvent } from './openapi-check.js';
import { until } from './until.js';

type Json = Record<string, unknown>;

/** A partner application: calls the API with its key, and takes no answer that is not documented. */
export class PartnerClient {
  constructor(
    readonly apiUrl: string,
    readonly key: string,
    readonly redirectUri: string,
  ) {}

  get(path: string): Test {
    return request(this.apiUrl)
      .get(path)
      .set('Authorization', `Bearer ${this.key}`)
      .expect((answer) => requireDocumented('GET', path, answer));
  }

  post(path: string, body: object | undefined = undefined, idempotencyKey: string = randomUUID()): Test {
    const call = request(this.apiUrl)
      .post(path)
      .set('Authorization', `Bearer ${this.key}`)
      .set('Idempotency-Key', idempotencyKey)
      .expect((answer) => requireDocumented('POST', path, answer));
    return body === undefined ? call : call.send(body);
  }

  async createPayment(fields: Json): Promise<Json & { id: string; authorisation_url: string }> {
    const answer = await this.post('/v1/payments', fields).expect(201);
    return answer.body as Json & { id: string; authorisation_url: string };
  }

  /** Polls until the resource has one of `statuses`, as a partner without webhooks would. */
  async waitFor(path: string, statuses: string[], withinMs = 60_000): Promise<Json & { status: string }> {
    let last: Response | undefined;
    return until(
      `${path} to become ${statuses.join(' or ')}`,
      async () => {
        last = await this.get(path).expect(200);
        const body = last.body as Json & { status: string };
        return statuses.includes(body.status) ? body : undefined;
      },
      { withinMs },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${String((last?.body as Json | undefined)?.['status'])}`, {
        cause: error,
      });
    });
  }
}

/** Whatever a test is about, an answer that the published document does not describe fails it. */
function requireDocumented(method: string, path: string, answer: Response): void {
  const operation = operationOf(method, path);
  if (!operation) return;
  const fault = undocumented(operation, answer) ?? eventFault(path, answer);
  if (fault) throw new Error(fault);
}

function eventFault(path: string, { status, body }: Response): string | undefined {
  if (status !== 200 || !/^\/v1\/events(\?|$)/.test(path)) return undefined;
  const { data } = body as { data: unknown[] };
  return data.map(undocumentedEvent).find((fault) => fault !== undefined);
}
