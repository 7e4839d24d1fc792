import { type Script, scriptIn } from '../bank/scripts.js';
import { type Fault, faultSchema } from './faults.js';

const accidents: Partial<Record<Script, object>> = {
  slow: { delay_ms: 2_000, delay_when: 'before' },
  bank_down: { status: 503 },
  unknown: { drop: 'after' },
  refused: { refuse: { status: 400 } },
};
const orders = /^\/v1\/user\/[^?]*\/(payment-service-provider-[a-z-]+|draft-payment|request-inquiry|payment)$/;
/** Of calls that met theirs; the oldest are forgotten. */
const idsKept = 10_000;

/** Accidents that an order brings along in its own text. Each befalls the first sending of an order; sent again, it goes well. */
export class ScriptedAccidents {
  private readonly met = new Set<string>();

  forRequest(method: string, path: string, body: string, requestId: string | undefined): Fault | undefined {
    if (method !== 'POST' || !orders.test(path)) return undefined;
    const script = scriptIn(body);
    const then = script && accidents[script];
    if (then === undefined || (script !== 'refused' && this.hasMet(`${path} ${requestId ?? ''}`))) return undefined;
    return { ...faultSchema.parse({ match: {}, then }), id: 0, matched: 1, hits: 1 };
  }

  private hasMet(call: string): boolean {
    if (this.met.has(call)) return true;
    this.met.add(call);
    const [oldest] = this.met;
    if (this.met.size > idsKept && oldest !== undefined) this.met.delete(oldest);
    return false;
  }
}
