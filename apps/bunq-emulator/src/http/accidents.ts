import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Bank } from '../bank/bank.js';
import { Refusal } from '../bank/refusal.js';
import { toAsciiJson } from '../wire/json.js';
import { isBankPath, pathOf, sealAnswer } from './bank-api.js';
import type { FaultPlans } from './fault-plans.js';
import type { Fault, Faults } from './faults.js';
import { headerOf, rawBodyOf } from './incoming.js';
import { orderedRefusals } from './ordered-refusals.js';
import { ScriptedAccidents } from './scripted-accidents.js';

/** Lets the accidents that were laid ready happen to requests, and seals the bank's answers. */
export function serveAccidents(app: FastifyInstance, bank: Bank, faults: Faults, plans: FaultPlans): void {
  const scripted = new ScriptedAccidents();
  const scriptedFor = (request: FastifyRequest) =>
    scripted.forRequest(
      request.method,
      pathOf(request),
      rawBodyOf(request).toString('utf8'),
      headerOf(request, 'x-bunq-client-request-id'),
    );
  const befalling = new WeakMap<FastifyRequest, Fault>();

  // After the body was read, so that a connection stays usable; before the bank acts.
  app.addHook('preHandler', async (request, reply) => {
    if (pathOf(request).startsWith('/_emulator') || pathOf(request) === '/healthz') return;
    const planned = plans.forRequest(request.method, pathOf(request));
    const fault =
      faults.forRequest(request.method, pathOf(request), rawBodyOf(request).toString('utf8')) ??
      planned ??
      scriptedFor(request);
    if (fault === undefined) return;
    befalling.set(request, fault);
    const { then } = fault;
    if (then.delay_ms !== undefined && then.delay_when === 'before') await pause(then.delay_ms);
    if (then.refuse !== undefined) orderedRefusals.set(request, new Refusal(then.refuse.status, then.refuse.text));
    if (then.drop === 'before') {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    if (isAnswerReplaced(fault) && !then.act) {
      await reply
        .code(then.status ?? 200)
        .header('Content-Type', contentTypeOf(fault))
        .send(bodyOf(fault));
    }
  });

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const fault = befalling.get(request);
    const replaced = fault !== undefined && fault.then.act && isAnswerReplaced(fault);
    if (replaced) void reply.code(fault.then.status ?? 200).header('Content-Type', contentTypeOf(fault));
    const body = replaced ? bodyOf(fault) : toBuffer(payload);
    if (isBankPath(pathOf(request))) sealAnswer(bank, request, reply, body);
    return fault === undefined ? payload : spoil(fault, request, reply, body);
  });
}

async function spoil(fault: Fault, request: FastifyRequest, reply: FastifyReply, body: Buffer): Promise<unknown> {
  const { then } = fault;
  if (then.delay_ms !== undefined && then.delay_when === 'after') await pause(then.delay_ms);
  if (then.drop === 'hang') await new Promise((resolve) => request.raw.socket.once('close', resolve));
  if (then.drop === 'after') request.raw.socket.destroy();
  if (then.bad_signature) {
    void reply.header('X-Bunq-Server-Signature', Buffer.alloc(256, 7).toString('base64'));
  }
  if (then.truncate) {
    void reply.header('Content-Length', body.length);
    return halfOf(body);
  }
  return body;
}

/** Announces everything, sends half and breaks off. */
function halfOf(body: Buffer): Readable {
  return Readable.from(
    (async function* () {
      yield body.subarray(0, Math.floor(body.length / 2));
      await pause(20);
      throw new Error('the answer is cut short on purpose');
    })(),
  );
}

function isAnswerReplaced(fault: Fault): boolean {
  return fault.then.status !== undefined || fault.then.body !== undefined;
}

function bodyOf({ then }: Fault): Buffer {
  if (typeof then.body === 'string') return Buffer.from(then.body, 'utf8');
  const text = `Injected status ${then.status ?? 200}.`;
  return toAsciiJson(then.body ?? { Error: [{ error_description: text, error_description_translated: text }] });
}

function contentTypeOf({ then }: Fault): string {
  return typeof then.body === 'string' && then.body.trimStart().startsWith('<') ? 'text/html' : 'application/json';
}

function toBuffer(payload: unknown): Buffer {
  if (Buffer.isBuffer(payload)) return payload;
  return typeof payload === 'string' ? Buffer.from(payload, 'utf8') : Buffer.alloc(0);
}

function pause(milliseconds: number): Promise<void> {
  return sleep(milliseconds, undefined, { ref: false });
}
