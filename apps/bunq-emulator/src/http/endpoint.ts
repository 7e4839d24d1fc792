import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { Installation } from '../bank/records.js';
import { insufficientAuthentication, insufficientAuthorisation, notFound, Refusal } from '../bank/refusal.js';
import type { Answer, FileAnswer } from '../wire/envelope.js';
import { parseJson, parseRequestBody } from '../wire/request-body.js';
import { type Caller, type Identity, requireOwnUserId, type Role } from './caller.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What reached the bank, signature already checked. */
export interface Exchange {
  bank: Bank;
  /** Path without query, as sent. */
  path: string;
  params: Record<string, string>;
  query: Record<string, unknown>;
  /** The bytes as they came. */
  rawBody: Buffer;
  header: (name: string) => string | undefined;
  ip: string;
  identity: Identity;
  isSigned: boolean;
}

/** For endpoints that take no fields. */
export const noFields = z.object({});

export interface Endpoint {
  method: Method;
  path: string;
  /** Acts and answers; a refusal is thrown. Never awaits, so that no two requests interleave inside the bank. */
  run(exchange: Exchange): Answer | FileAnswer;
}

interface Common<B extends z.ZodObject> {
  method: Method;
  path: string;
  /** Body fields the resource knows; others are superfluous. */
  body: B;
  /** The body is a file, not JSON. */
  takesFile?: boolean;
  /** Calls that open a session or move money must be signed. */
  mustBeSigned?: (body: z.infer<B>) => boolean;
}

interface Call<B extends z.ZodObject> extends Omit<Exchange, 'identity'> {
  body: z.infer<B>;
}

/** An endpoint anybody may call. */
export function openEndpoint<B extends z.ZodObject>(
  spec: Common<B> & { handle: (call: Call<B>) => Answer | FileAnswer },
): Endpoint {
  return { ...spec, run: (exchange) => spec.handle(prepare(spec, exchange)) };
}

/** An endpoint for the installation token; reads also take the token of one of its sessions. */
export function installationEndpoint<B extends z.ZodObject>(
  spec: Common<B> & { handle: (call: Call<B> & { installation: Installation }) => Answer | FileAnswer },
): Endpoint {
  return {
    ...spec,
    run(exchange) {
      const { identity } = exchange;
      if (identity.kind === 'nobody') throw insufficientAuthentication();
      if (identity.kind === 'session' && spec.method !== 'GET') throw insufficientAuthorisation();
      return spec.handle({ ...prepare(spec, exchange), installation: identity.installation });
    },
  };
}

/** An endpoint for a session, in one of the roles of `allow`. */
export function sessionEndpoint<B extends z.ZodObject>(
  spec: Common<B> & { allow: readonly Role[]; handle: (call: Call<B> & { caller: Caller }) => Answer | FileAnswer },
): Endpoint {
  return {
    ...spec,
    run(exchange) {
      const { identity, bank, params } = exchange;
      if (identity.kind === 'nobody') throw insufficientAuthentication();
      if (identity.kind === 'installation') throw insufficientAuthorisation();
      const { caller } = identity;
      if (!bank.switches.laxRoles && !spec.allow.some((role) => caller.roles.has(role))) {
        throw insufficientAuthorisation();
      }
      if (params['userId'] !== undefined) requireOwnUserId(caller, idIn(params, 'userId'));
      return spec.handle({ ...prepare(spec, exchange), caller });
    },
  };
}

/** @throws Refusal 404 when the path holds something else than a number there */
export function idIn(params: Record<string, string>, name: string): number {
  const text = params[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound('item');
  return Number(text);
}

function prepare<B extends z.ZodObject>(spec: Common<B>, exchange: Exchange): Call<B> {
  const { identity: _identity, ...rest } = exchange;
  // Reads and deletes may carry any body; some clients send `{}`.
  const hasFields = (spec.method === 'POST' || spec.method === 'PUT') && spec.takesFile !== true;
  const fields = hasFields ? parseJson(exchange.rawBody) : {};
  const options = { rejectSuperfluous: exchange.bank.switches.rejectSuperfluousFields };
  const body = parseRequestBody(spec.body, fields, options);
  if (spec.mustBeSigned?.(body) === true && !exchange.isSigned) throw signatureRequired();
  return { ...rest, body };
}

function signatureRequired(): Refusal {
  return new Refusal(466, 'For this operation a request signature is required. Check the urls for more information.', {
    error_additional_parameter: [{ url_together_post: 'https://together.bunq.com/d/15399' }],
  });
}
