import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UsageError } from '../settings.js';

const timeoutMs = 30_000;

export const paymentSchema = z.object({
  id: z.string(),
  status: z.string(),
  iso_status: z.string(),
  bank_status: z.string().nullable(),
  rail: z.string(),
  amount: z.object({ value: z.string(), currency: z.string() }),
  creditor: z.object({ name: z.string().nullable() }),
  debtor: z.object({ iban: z.string().nullable(), name: z.string().nullable() }).nullable(),
  remittance_information: z.string(),
  review_reason: z.string().nullable(),
  authorisation_url: z.string().nullable(),
});
export type Payment = z.output<typeof paymentSchema>;

const finalStatuses = ['executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed'];

export function isFinal({ status }: Payment): boolean {
  return finalStatuses.includes(status);
}

const problemSchema = z.object({ status: z.number(), code: z.string(), detail: z.string().optional() });

/** The API said no; in the words of its problem document. */
export class ApiRefusedError extends UsageError {
  constructor(
    call: string,
    readonly status: number,
    reason: string,
  ) {
    super(`${call} answered ${status}: ${reason}`);
  }
}

/** `/v1` as a partner application uses it: with nothing but a key. */
export class PartnerApi {
  constructor(
    private readonly apiUrl: string,
    private readonly apiKey: string,
  ) {}

  get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
    return this.call('GET', path, schema);
  }

  /** Every call has an idempotency key of its own: nothing here is sent twice. */
  post<T extends z.ZodType>(path: string, schema: T, body?: object): Promise<z.output<T>> {
    return this.call('POST', path, schema, body);
  }

  patch<T extends z.ZodType>(path: string, schema: T, body: object): Promise<z.output<T>> {
    return this.call('PATCH', path, schema, body);
  }

  async delete(path: string): Promise<void> {
    await this.call('DELETE', path, z.undefined());
  }

  private async call<T extends z.ZodType>(
    method: string,
    path: string,
    schema: T,
    body?: object,
  ): Promise<z.output<T>> {
    const call = `${method} /v1${path}`;
    const answer = await fetch(`${this.apiUrl}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => {
      throw new UsageError(`${call} got no answer from ${this.apiUrl}. Is the stack running?`, { cause });
    });
    const text = await answer.text();
    if (!answer.ok) throw new ApiRefusedError(call, answer.status, reasonIn(text));
    return schema.parse(text === '' ? undefined : JSON.parse(text));
  }
}

function reasonIn(text: string): string {
  const problem = problemSchema.safeParse(jsonOrUndefined(text));
  return problem.success ? `${problem.data.code}. ${problem.data.detail ?? ''}`.trim() : 'no problem document';
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
