import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { UsageError } from '../settings.js';
import type { Customer } from '../up/steps/prepare-customers.js';

const decidedSchema = z.object({ redirect_to: z.string().nullish() });
const requestsSchema = z.object({
  requests: z.array(z.object({ id: z.int(), status: z.string(), description: z.string() })),
});
const draftsSchema = z.object({
  drafts: z.array(
    z.object({ id: z.int(), status: z.string(), entries: z.array(z.object({ description: z.string() })) }),
  ),
});

export type Decision = 'accept' | 'reject';

/**
 * The payer: a browser without a screen on the hosted pages, with their cookies and forms, and the hand that taps in the
 * emulated bank's app.
 */
export class Payer {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly customer: Customer,
    private readonly emulatorUrl: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Opens the page and presses its first button. @returns where the bank goes on */
  async agree(pageUrl: string): Promise<string> {
    const { html } = await this.open(pageUrl);
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1];
    if (csrf === undefined) throw new UsageError('The hosted page shows no form to agree with.');
    let { location } = await this.open(pageUrl, { method: 'POST', body: new URLSearchParams({ csrf }) });
    // The order may take a moment to stand at the bank; until then the page leads back to itself.
    while (location === undefined || new URL(location).origin !== new URL(this.emulatorUrl).origin) {
      await sleep(200, undefined, { signal: this.signal });
      ({ location } = await this.open(`${pageUrl}/bank`));
    }
    return location;
  }

  /** Says yes on the bank's page and lets the bank send the browser back. @returns where the browser ends up */
  acceptAtBank(bankUrl: string): Promise<string> {
    return this.decideAtBank(bankUrl, 'accept');
  }

  async decideAtBank(bankUrl: string, decision: Decision): Promise<string> {
    const transaction = new URL(bankUrl).searchParams.get('transactionId');
    const { redirect_to: back } =
      transaction === null
        ? await this.decide('authorise', { url: bankUrl, decision })
        : await this.decide(`issuer-transactions/${transaction}`, { decision });
    if (typeof back !== 'string') throw new UsageError('The bank does not send the payer back.');
    return (await this.open(back)).location ?? back;
  }

  /** Confirms the order of this text that the bank pushed to the payer's phone. */
  async confirmPush(remittanceInformation: string): Promise<void> {
    const { drafts } = draftsSchema.parse(await this.bankState());
    const draft = drafts.findLast(
      ({ status, entries }) =>
        status === 'PENDING' && entries.some(({ description }) => description === remittanceInformation),
    );
    if (!draft) throw new UsageError('The bank pushed no order to the payer.');
    await this.decide(`drafts/${draft.id}`, { decision: 'accept' });
  }

  /** Answers the request for money of this text in the bank's app. */
  async answerRequest(remittanceInformation: string, decision: Decision): Promise<void> {
    const { requests } = requestsSchema.parse(await this.bankState());
    const request = requests.findLast(
      ({ status, description }) => status === 'PENDING' && description === remittanceInformation,
    );
    if (!request) throw new UsageError('The bank shows the payer no such request for money.');
    await this.decide(`requests/${request.id}`, { decision });
  }

  private async bankState(): Promise<unknown> {
    const answer = await fetch(`${this.emulatorUrl}/_emulator/state`, { signal: this.signal });
    return answer.json();
  }

  private async decide(path: string, body: object): Promise<z.output<typeof decidedSchema>> {
    const answer = await fetch(`${this.emulatorUrl}/_emulator/psu/${this.customer.user_id}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: this.signal,
    });
    const text = await answer.text();
    if (!answer.ok) throw new UsageError(`The emulated bank refused the payer's yes with ${answer.status}: ${text}`);
    return decidedSchema.parse(JSON.parse(text));
  }

  private async open(url: string, request: RequestInit = {}): Promise<{ html: string; location: string | undefined }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...request, redirect: 'manual', headers: { cookie }, signal: this.signal });
    if (answer.status >= 400) throw new UsageError(`${new URL(url).pathname} showed the payer ${answer.status}.`);
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    return { html: await answer.text(), location: location === null ? undefined : new URL(location, url).href };
  }
}
