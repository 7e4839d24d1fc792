import { z } from 'zod';

export const faultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A prefix of the path, or a regular expression when it begins with `^`. */
      path: z.string().optional(),
      /** Text that the body of the request or callback contains, so that one order can be told from another. */
      body: z.string().min(1).optional(),
      /** Callbacks of this category instead of requests. */
      callback: z.string().optional(),
      /** First match it applies to, counted from 1. */
      nth: z.number().int().positive().default(1),
      /** To how many matches it applies. */
      times: z.number().int().positive().default(1),
    })
    .refine((match) => isPattern(match.path), 'path is not a valid regular expression'),
  // The control API's own word; a plain object that nothing awaits.
  then: z.strictObject({
    delay_ms: z.number().int().nonnegative().optional(),
    /** Whether the wait comes before the bank acts, or between acting and answering. */
    delay_when: z.enum(['before', 'after']).default('after'),
    status: z.number().int().min(200).max(599).optional(),
    body: z.unknown().optional(),
    /** With status or body: act first and then answer so all the same. */
    act: z.boolean().default(false),
    /** The bank refuses of itself, after it looked at the request id. */
    refuse: z
      .strictObject({ status: z.number().int().min(400).max(499), text: z.string().default('Not today.') })
      .optional(),
    drop: z.enum(['before', 'after', 'hang']).optional(),
    bad_signature: z.boolean().default(false),
    truncate: z.boolean().default(false),
    callback: z.enum(['lose', 'repeat', 'forge', 'reorder']).optional(),
  }),
});

export type FaultSpec = z.infer<typeof faultSchema>;
export interface Fault extends FaultSpec {
  id: number;
  /** Requests that matched so far. */
  matched: number;
  /** Requests it was applied to. */
  hits: number;
}

/** The accidents laid ready for coming requests. */
export class Faults {
  private faults: Fault[] = [];
  private lastId = 0;

  add(spec: FaultSpec): Fault {
    this.lastId += 1;
    const fault = { ...spec, id: this.lastId, matched: 0, hits: 0 };
    this.faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** The accident that befalls this request, if any; the first one laid ready wins. */
  forRequest(method: string, path: string, body: string): Fault | undefined {
    return this.take(({ match }) => {
      if (match.callback !== undefined) return false;
      if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
      if (match.body !== undefined && !body.includes(match.body)) return false;
      return matchesPath(match.path, path);
    });
  }

  forCallback(category: string, body: string): Fault | undefined {
    return this.take(
      ({ match }) => match.callback === category && (match.body === undefined || body.includes(match.body)),
    );
  }

  private take(matches: (fault: Fault) => boolean): Fault | undefined {
    let chosen: Fault | undefined;
    for (const fault of this.faults) {
      if (!matches(fault)) continue;
      fault.matched += 1;
      const isDue = fault.matched >= fault.match.nth && fault.hits < fault.match.times;
      if (isDue && chosen === undefined) {
        fault.hits += 1;
        chosen = fault;
      }
    }
    return chosen;
  }
}

export function matchesPath(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined) return true;
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : path.startsWith(pattern);
}

export function isPattern(pattern: string | undefined): boolean {
  if (pattern === undefined || !pattern.startsWith('^')) return true;
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
