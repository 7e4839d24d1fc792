import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '@sluis/sdk';
import { z } from 'zod';
import { Payer } from '../demo/payer.js';
import type { LocalStackFile } from '../local-stack-file.js';
import { CommandError, exitCodes } from '../partner/exit-codes.js';

const resourceSchema = z.looseObject({
  id: z.string(),
  status: z.string().optional(),
  authorisation_url: z.string().nullish(),
  accounts: z.array(z.object({ id: z.string(), iban: z.string().nullish() })).optional(),
});
type Resource = z.output<typeof resourceSchema>;

const endings = ['rejected', 'cancelled', 'expired', 'failed', 'revoked', 'in_review'];

/** A partner with its shop and a payer at the emulated bank: what it takes to make things happen for real. */
export class TriggerWorld {
  readonly payer: Payer;
  /** Tells this run's orders from all others at the bank. */
  readonly text = `Triggered ${randomBytes(4).toString('hex')}`;

  constructor(
    private readonly api: Transport,
    readonly stack: LocalStackFile,
    private readonly amount: string,
    private readonly signal: AbortSignal,
  ) {
    this.payer = new Payer(stack.payer, stack.emulator_url, signal);
  }

  get money() {
    return { value: this.amount, currency: 'EUR' };
  }

  get shop() {
    return { name: this.stack.shop.name, iban: this.stack.shop.iban };
  }

  get person() {
    return { name: this.stack.payer.name, iban: this.stack.payer.iban };
  }

  async create(path: string, body: object): Promise<Resource> {
    const call = { method: 'POST', path, body, takesKey: true };
    return resourceSchema.parse(await this.api.json(call, { signal: this.signal }));
  }

  async act(path: string): Promise<void> {
    await this.api.none({ method: 'POST', path, isRepeatable: true }, { signal: this.signal });
  }

  async list(path: string): Promise<Resource[]> {
    const call = { method: 'GET', path };
    return z.object({ data: z.array(resourceSchema) }).parse(await this.api.json(call, { signal: this.signal })).data;
  }

  /** @throws CommandError when it came to another end */
  async until(path: string, status: string): Promise<Resource> {
    for (;;) {
      const resource = resourceSchema.parse(await this.api.json({ method: 'GET', path }, { signal: this.signal }));
      if (resource.status === status) return resource;
      if (endings.includes(resource.status ?? ''))
        throw new CommandError(`${path.slice(3)} became ${resource.status}, not ${status}.`, exitCodes.failed);
      await sleep(200, undefined, { signal: this.signal });
    }
  }

  payment(): Promise<Resource> {
    return this.create('/v1/payments', {
      amount: this.money,
      creditor: this.shop,
      remittance_information: this.text,
      redirect_uri: this.stack.redirect_uri,
    });
  }

  paymentRequest(): Promise<Resource> {
    return this.create('/v1/payment-requests', {
      amount: this.money,
      debtor: this.person,
      remittance_information: this.text,
    });
  }

  consent(type: 'payment_initiation' | 'funds_confirmation'): Promise<Resource> {
    return this.create('/v1/consents', { type, redirect_uri: this.stack.redirect_uri });
  }

  /** The payer opens the page, agrees, and decides at the bank. */
  async payerDecides({ authorisation_url: link }: Resource, decision: 'accept' | 'reject'): Promise<void> {
    if (!link) throw new CommandError('The answer has no authorisation_url.', exitCodes.failed);
    await this.payer.decideAtBank(await this.payer.agree(link), decision);
  }
}
