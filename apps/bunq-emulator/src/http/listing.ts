import type { Bank } from '../bank/bank.js';
import type { Account } from '../bank/records.js';
import { notFound } from '../bank/refusal.js';
import { answer, type Json } from '../wire/envelope.js';
import { firstAbove, type Listed, pageOf } from '../wire/pagination.js';
import { type Caller, type Role, visibleAccount } from './caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from './endpoint.js';

/** Who reads what. */
export interface Reading {
  bank: Bank;
  caller: Caller;
  params: Record<string, string>;
}

interface ListingSpec<T extends Listed> {
  path: string;
  allow: readonly Role[];
  /** How the path calls the id of one object. */
  param: string;
  /** What could not be found, in the bank's sentence. */
  what: string;
  /** Everything the caller may see here, in rising order of id. */
  visible: (reading: Reading & { query: Record<string, unknown> }) => readonly T[];
  object: (bank: Bank, row: T) => Json;
}

export interface Listing<T> {
  /** GET of the path: a page. */
  list: Endpoint;
  /** GET of the path with an id: one object. */
  get: Endpoint;
  /**
   * The object that a path names.
   *
   * @throws Refusal 404 when this caller sees no such thing here
   */
  find(reading: Reading): T;
}

/** The two reads that nearly every resource has, from one sentence about who sees what. */
export function listing<T extends Listed>({ path, allow, param, what, visible, object }: ListingSpec<T>): Listing<T> {
  const find = ({ bank, caller, params }: Reading): T => {
    const rows = visible({ bank, caller, params, query: {} });
    const wanted = idIn(params, param);
    const row = rows[firstAbove(rows, wanted - 1)];
    if (row?.id !== wanted) throw notFound(what);
    return row;
  };
  return {
    find,
    list: sessionEndpoint({
      method: 'GET',
      path,
      allow,
      body: noFields,
      handle: (call) => pageOf(call.bank, call, visible(call), (row) => object(call.bank, row)),
    }),
    get: sessionEndpoint({
      method: 'GET',
      path: `${path}/:${param}`,
      allow,
      body: noFields,
      handle: (call) => answer(object(call.bank, find(call))),
    }),
  };
}

/**
 * The account that a path names.
 *
 * @throws Refusal 404 when this caller may not see it
 */
export function accountIn({ bank, caller, params }: Reading): Account {
  return visibleAccount(bank, caller, idIn(params, 'accountId'));
}
