import { request as send } from 'undici';
import fc from 'fast-check';
import { operationOf, undocumented } from '../support/openapi-check.js';
import { anyRequest, type FuzzRequest, type KnownIds } from './requests.js';

export interface FuzzReport {
  seed: number;
  sent: number;
  seconds: number;
  /** How many answers of each status. */
  statuses: Record<string, number>;
  operations: number;
  /** Operations that never succeeded. */
  neverDone: string[];
  /** Answers that the document does not allow, each with the request it answered. */
  faults: string[];
}

/** @param withinMs stops there, however much is left */
export async function fuzz(
  apiUrl: string,
  key: string,
  known: KnownIds,
  { requests, seed, withinMs, atOnce = 8 }: { requests: number; seed: number; withinMs: number; atOnce?: number },
): Promise<FuzzReport> {
  const startedAt = performance.now();
  const statuses = new Map<string, number>();
  const operations = new Set<string>();
  const done = new Set<string>();
  const faults: string[] = [];
  let sent = 0;
  const inBatches = 200;
  for (let first = 0; first < requests; first += inBatches) {
    if (performance.now() - startedAt > withinMs) break;
    const numRuns = Math.min(inBatches, requests - first);
    const batch = fc.sample(anyRequest(known, key), { numRuns, seed: seed + first });
    const worker = async (queue: Iterator<FuzzRequest> & Iterable<FuzzRequest>) => {
      for (const request of queue) {
        sent += 1;
        operations.add(request.operation);
        const { status, fault, ids } = await play(apiUrl, request);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status.startsWith('2')) done.add(request.operation);
        if (fault) faults.push(`${fault.slice(0, 600)}\n    ${show(request)}`);
        const owner = request.method === 'POST' ? /\/([a-z]{3}_\w+)\/refunds$/.exec(request.path)?.[1] : undefined;
        for (const id of ids) known.add(id, owner);
      }
    };
    const queue = batch.values();
    await Promise.all(Array.from({ length: atOnce }, () => worker(queue)));
  }
  return {
    seed,
    sent,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    statuses: Object.fromEntries([...statuses].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    operations: operations.size,
    neverDone: [...operations].filter((operation) => !done.has(operation)).sort(),
    faults,
  };
}

async function play(
  apiUrl: string,
  { method, path, headers, body }: FuzzRequest,
): Promise<{ status: string; fault?: string | undefined; ids: string[] }> {
  const answer = await send(apiUrl + path, {
    method: method as 'GET',
    headers,
    body: body ?? null,
  }).catch((error: unknown) => String(error));
  if (typeof answer === 'string') return { status: 'none', fault: `no answer: ${answer}`, ids: [] };
  const text = await answer.body.text();
  const status = answer.statusCode;
  const contentType = String(answer.headers['content-type'] ?? '');
  const named = status < 300 ? text.matchAll(/"id":"([a-z]{3}_\w+)"/g) : [];
  const result = { status: String(status), ids: [...named].map(([, id = '']) => id) };
  // The bank takes so many requests a second and no more. That a question still waits for it is an answer, and documented.
  const isWaiting = status === 503 && text.includes('"aspsp_unavailable"') && text.includes('has not answered yet');
  if (status >= 500 && !isWaiting) return { ...result, fault: `${status}: ${text}` };
  if (status >= 400 && !contentType.startsWith('application/problem+json'))
    return { ...result, fault: `${status} as "${contentType}": ${text.slice(0, 300)}` };
  const operation = operationOf(method, path);
  // An id of odd characters can name no operation at all.
  if (!operation) return status === 404 ? result : { ...result, fault: `${status} where no operation is: ${text}` };
  const fault = undocumented(operation, { status, headers: { 'content-type': contentType }, text });
  return { ...result, fault };
}

function show({ kind, method, path, headers, body }: FuzzRequest): string {
  const { authorization: _, ...shown } = headers;
  return `${kind} ${method} ${path.slice(0, 300)} ${JSON.stringify(shown).slice(0, 300)} ${String(body).slice(0, 600)}`;
}
