import { z } from 'zod';

const userSchema = z.looseObject({
  user_id: z.number(),
  name: z.string(),
  api_key: z.string(),
  accounts: z.array(z.looseObject({ id: z.number(), iban: z.string() })).min(1),
});

const stateSchema = z.looseObject({
  payments: z.array(
    z.looseObject({
      id: z.number(),
      iban: z.string(),
      amount: z.string(),
      counterparty_iban: z.string().nullable(),
      merchant_reference: z.string().nullable(),
    }),
  ),
  drafts: z.array(
    z.looseObject({
      id: z.number(),
      status: z.string(),
      entries: z.array(z.looseObject({ amount: z.string(), merchant_reference: z.string().nullable() })),
    }),
  ),
  psp_drafts: z.array(
    z.looseObject({
      id: z.number(),
      status: z.string(),
      sender_iban: z.string(),
      receiver_iban: z.string().nullable(),
      amount: z.string(),
      description: z.string(),
    }),
  ),
  requests: z.array(
    z.looseObject({
      id: z.number(),
      response_id: z.number().nullable(),
      status: z.string(),
      amount: z.string(),
      merchant_reference: z.string().nullable(),
    }),
  ),
  issuer_transactions: z.array(
    z.looseObject({ id: z.number(), status: z.string(), public_uuid: z.string(), url_redirect: z.string() }),
  ),
});

const requestsSchema = z.object({
  requests: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      request_id: z.string().nullable(),
      status: z.number(),
    }),
  ),
});

export type BankRequest = z.output<typeof requestsSchema>['requests'][number];
export type BankState = z.output<typeof stateSchema>;

export interface BankUser {
  userId: number;
  name: string;
  iban: string;
  accountId: number;
  /** Of the user's own, as they would make it in the bank's app. */
  apiKey: string;
}

/** Whoever decides at the bank: its id is enough. */
export type Customer = Pick<BankUser, 'userId'> & Partial<BankUser>;

/** The hand of the bank and of its customers, in tests. */
export class BankControl {
  constructor(readonly url: string) {}

  async createUser(name: string, balance = '10000.00'): Promise<BankUser> {
    const user = userSchema.parse(await this.post('/_emulator/users', { name, balance }));
    const [account] = user.accounts;
    if (!account) throw new Error('the bank made a user without an account');
    return {
      userId: user.user_id,
      name: user.name,
      iban: account.iban,
      accountId: account.id,
      apiKey: user.api_key,
    };
  }

  /**
   * The payer decides on the bank's authorisation page at `url`.
   *
   * @param accounts the bank's ids of those that are shared; all when left out
   * @returns where the bank sends the browser
   */
  async authorise(
    user: Customer,
    url: string,
    decision: 'accept' | 'deny' = 'accept',
    accounts?: number[],
  ): Promise<string> {
    const answer = await this.post(`/_emulator/psu/${user.userId}/authorise`, { url, decision, accounts });
    return z.object({ redirect_to: z.string() }).parse(answer).redirect_to;
  }

  decideDraft(user: BankUser, draftId: number, decision: 'accept' | 'reject'): Promise<unknown> {
    return this.post(`/_emulator/psu/${user.userId}/drafts/${draftId}`, { decision });
  }

  decideIssuerTransaction(user: Customer, publicUuid: string, decision: 'accept' | 'reject'): Promise<unknown> {
    return this.post(`/_emulator/psu/${user.userId}/issuer-transactions/${publicUuid}`, { decision });
  }

  revoke(user: BankUser): Promise<unknown> {
    return this.post(`/_emulator/psu/${user.userId}/revoke`, {});
  }

  /** See the emulator's README for matchers and effects. @returns its id */
  async addFault(fault: Record<string, unknown>): Promise<number> {
    return z.object({ id: z.number() }).parse(await this.post('/_emulator/faults', fault)).id;
  }

  /** The same in two parts, for tables of effects. */
  layFault(match: Record<string, unknown>, effect: Record<string, unknown>): Promise<number> {
    return this.addFault(Object.fromEntries([['match', match] as const, ['then', effect] as const]));
  }

  /** The next request that matches meets this accident. */
  failNext(match: Record<string, unknown>, effect: Record<string, unknown>): Promise<unknown> {
    // The control API's own word; nobody awaits this object.
    return this.addFault({ match, then: effect });
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.url}/_emulator/faults`, { method: 'DELETE' });
  }

  setSwitches(switches: Record<string, unknown>): Promise<unknown> {
    return this.post('/_emulator/switches', switches);
  }

  async state(): Promise<BankState> {
    return stateSchema.parse(await (await fetch(`${this.url}/_emulator/state`)).json());
  }

  /** The bank's log of API calls, oldest first. */
  async requests(): Promise<BankRequest[]> {
    return requestsSchema.parse(await (await fetch(`${this.url}/_emulator/requests`)).json()).requests;
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as unknown;
  }
}
