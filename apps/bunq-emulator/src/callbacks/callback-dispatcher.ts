import type { Bank } from '../bank/bank.js';
import type { Notice } from '../bank/notices.js';
import type { CallbackFailure } from '../bank/service-records.js';
import type { Faults } from '../http/faults.js';
import { toAsciiJson } from '../wire/json.js';
import { signBody } from '../wire/signature.js';
import { type Callback, callbacksFor } from './callbacks-for.js';
import { forgeryOf } from './forgery.js';

const maxAttempts = 6;
const attemptTimeoutMs = 5000;

interface Delivery {
  callback: Callback;
  body: Buffer;
  attempt: number;
  /** When it was to be made, on the bank's clock. */
  dueAt: number;
}

/**
 * Calls the URLs that customers and TPPs asked to be called; what fails is tried again on the bank's clock and at last written down as
 * a failure. Deliveries under way are lost with the process, as nobody promised them.
 */
export class CallbackDispatcher {
  private readonly stopping = new AbortController();
  private readonly waiting = new Map<number, Delivery>();
  /** Callbacks kept back until the next one has overtaken them. */
  private held: Callback[] = [];
  private lastId = 0;

  constructor(
    private readonly bank: Bank,
    private readonly faults: Faults,
    private readonly onChange: () => void = () => undefined,
  ) {
    bank.notify = (notice) => this.dispatch(notice);
    bank.retryCallback = (id) => this.retry(id);
    bank.sendAgain = (failure) => this.sendAgain(failure);
  }

  stop(): void {
    this.stopping.abort();
  }

  private dispatch(notice: Notice): void {
    for (const callback of callbacksFor(this.bank, notice)) {
      const accident = this.faults.forCallback(callback.category, JSON.stringify(callback.object))?.then.callback;
      if (accident === 'lose') {
        this.report('callback_lost', callback, {});
        continue;
      }
      if (accident === 'reorder') {
        this.held.push(callback);
        continue;
      }
      void this.sendThenHeld(callback);
      if (accident === 'repeat') void this.send(callback);
      if (accident === 'forge') void this.send(forgeryOf(callback));
    }
  }

  /** One that was kept back arrives after the one that came later. */
  private async sendThenHeld(callback: Callback): Promise<void> {
    const overtaken = this.held;
    this.held = [];
    await this.send(callback);
    for (const late of overtaken) await this.send(late);
  }

  private send(callback: Callback): Promise<void> {
    const { filter, category, eventType, object } = callback;
    const body = toAsciiJson({
      NotificationUrl: { target_url: filter.target, category, event_type: eventType, object },
    });
    return this.deliver({ callback, body, attempt: 1, dueAt: this.bank.time() });
  }

  private sendAgain(failure: CallbackFailure): void {
    const { filterId, userId, category, eventType, objectId, target } = failure;
    const filter = { ...failure, id: filterId, userId, accountId: null, category, target };
    const callback = { filter, category, eventType, objectId, object: {} };
    void this.deliver({ callback, body: Buffer.from(failure.body, 'latin1'), attempt: 1, dueAt: this.bank.time() });
  }

  private retry(id: number): void {
    const delivery = this.waiting.get(id);
    this.waiting.delete(id);
    if (delivery !== undefined) void this.deliver({ ...delivery, attempt: delivery.attempt + 1 });
  }

  /** Never rejects: nobody waits for it, and what becomes of it is in the diary. */
  private async deliver(delivery: Delivery): Promise<void> {
    const { callback, body, attempt } = delivery;
    const { status, problem } = await this.attempt(callback.filter.target, body);
    if (this.stopping.signal.aborted) return;
    const isDelivered = status >= 200 && status < 300;
    if (attempt < maxAttempts && !isDelivered) this.planRetry(delivery);
    this.report(isDelivered ? 'callback_delivered' : 'callback_failed', callback, { attempt, http_status: status });
    if (isDelivered || attempt < maxAttempts) return;
    const { filter, category, eventType, objectId } = callback;
    this.bank.tables.callbackFailures.insert({
      ...this.bank.newRow(),
      userId: filter.userId,
      filterId: filter.id,
      category,
      eventType,
      objectId,
      target: filter.target,
      problem,
      responseCode: status,
      body: body.toString('latin1'),
    });
    this.report('callback_dropped', callback, { attempt });
  }

  private planRetry(delivery: Delivery): void {
    this.lastId += 1;
    const id = this.lastId;
    const dueAt = delivery.dueAt + this.bank.switches.callbackIntervalSeconds * 1_000_000;
    this.waiting.set(id, { ...delivery, dueAt });
    // After a long step of the clock the next attempt has fallen due as well; a clock that stands still would never call it.
    if (dueAt <= this.bank.time()) queueMicrotask(() => this.retry(id));
    else this.bank.agenda.add({ at: dueAt, kind: 'callback', id });
  }

  /** @returns the HTTP status, 0 when the target could not be reached */
  private async attempt(target: string, body: Buffer): Promise<{ status: number; problem: string }> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json', 'User-Agent': 'bunq-emulator' };
    if (this.bank.switches.signCallbacks) headers['X-Bunq-Server-Signature'] = signBody(body, this.bank.serverKey);
    try {
      const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(attemptTimeoutMs)]);
      const response = await fetch(target, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        redirect: 'manual',
        signal,
      });
      await response.body?.cancel();
      return { status: response.status, problem: `The target answered ${response.status}.` };
    } catch {
      return { status: 0, problem: 'The target could not be reached.' };
    }
  }

  private report(kind: string, callback: Callback, more: Record<string, number>): void {
    const { filter, category, eventType, objectId } = callback;
    this.bank.record(kind, {
      category,
      event_type: eventType,
      object_id: objectId,
      target_url: filter.target,
      ...more,
    });
    this.onChange();
  }
}
