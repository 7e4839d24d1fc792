import { setTimeout as sleep } from 'node:timers/promises';
import type { Bank } from '../bank/bank.js';
import { formatCents } from '../bank/cents.js';
import type { Notice } from '../bank/notices.js';
import type { Payment } from '../bank/records.js';
import type { Faults } from '../http/faults.js';
import { paymentObject } from '../objects/payment.js';
import { toAsciiJson } from '../wire/json.js';
import { signBody } from '../wire/signature.js';
import { type Callback, callbacksFor } from './callbacks-for.js';

const maxAttempts = 6;
const attemptTimeoutMs = 5000;

/** Calls the URLs that customers and TPPs asked to be called. Deliveries under way are lost with the process, as nobody promised them. */
export class CallbackDispatcher {
  private readonly stopping = new AbortController();

  constructor(
    private readonly bank: Bank,
    private readonly faults: Faults,
    private readonly onChange: () => void = () => undefined,
  ) {
    bank.notify = (notice) => this.dispatch(notice);
  }

  stop(): void {
    this.stopping.abort();
  }

  private dispatch(notice: Notice): void {
    for (const callback of callbacksFor(this.bank, notice)) {
      const accident = this.faults.forCallback(callback.category)?.then.callback;
      if (accident === 'lose') {
        this.report('callback_lost', callback, {});
        continue;
      }
      void this.deliver(callback);
      if (accident === 'repeat') void this.deliver(callback);
      if (accident === 'forge') void this.deliver(forgeryOf(this.bank, callback, notice));
    }
  }

  /** Never rejects: nobody waits for it, and what becomes of it is in the diary. */
  private async deliver(callback: Callback): Promise<void> {
    const { target, category, eventType, object } = callback;
    const body = toAsciiJson({ NotificationUrl: { target_url: target, category, event_type: eventType, object } });
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const status = await this.attempt(target, body);
      if (this.stopping.signal.aborted) return;
      const isDelivered = status >= 200 && status < 300;
      this.report(isDelivered ? 'callback_delivered' : 'callback_failed', callback, { attempt, http_status: status });
      if (isDelivered) return;
      if (attempt < maxAttempts && !(await this.waitBeforeRetry())) return;
    }
    this.report('callback_dropped', callback, { attempt: maxAttempts });
  }

  /** @returns the HTTP status, 0 when the target could not be reached */
  private async attempt(target: string, body: Buffer): Promise<number> {
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
      return response.status;
    } catch {
      return 0;
    }
  }

  private async waitBeforeRetry(): Promise<boolean> {
    const milliseconds = this.bank.switches.callbackIntervalSeconds * 1000;
    try {
      await sleep(milliseconds, undefined, { signal: this.stopping.signal, ref: false });
      return true;
    } catch {
      return false;
    }
  }

  private report(kind: string, callback: Callback, more: Record<string, number>): void {
    const { target, category, eventType } = callback;
    this.bank.record(kind, { category, event_type: eventType, target_url: target, ...more });
    this.onChange();
  }
}

/** A callback that lies: a payment of ten times the amount, or a draft said to be accepted. */
function forgeryOf(bank: Bank, callback: Callback, notice: Notice): Callback {
  if (notice.kind === 'payment') {
    const forged: Payment = { ...notice.payment, amount: notice.payment.amount * 10n };
    return { ...callback, object: paymentObject(bank, forged) };
  }
  if (notice.kind === 'draft') {
    const object = JSON.parse(JSON.stringify(callback.object).replaceAll(`"${notice.draft.status}"`, '"ACCEPTED"'));
    return { ...callback, eventType: 'DRAFT_PAYMENT_ACCEPTED', object };
  }
  return { ...callback, object: { Forged: { amount: formatCents(1n) } } };
}
