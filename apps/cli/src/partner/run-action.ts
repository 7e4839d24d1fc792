import { readFileSync } from 'node:fs';
import { Pages } from '@sluis/sdk';
import { z } from 'zod';
import { colours } from '../colours.js';
import { misuse } from './exit-codes.js';
import { bodyFrom, objectFrom } from './fields.js';
import type { PartnerAccess, PartnerOptions } from './partner-access.js';
import type { Action } from './resources.js';
import { facts, type Row, table } from './show.js';

export interface ActionOptions extends PartnerOptions {
  data?: string;
  idempotencyKey?: string;
  limit?: string;
  after?: string;
  all?: true;
  /** Filters, under the names that commander gives them: `consentId`. */
  [filter: string]: string | true | undefined;
}

const row = z.record(z.string(), z.unknown());
const page = z.looseObject({ data: z.array(row), has_more: z.boolean(), next_cursor: z.string().nullable() });
const entries = z.looseObject({ data: z.array(row) });

/** The names in braces in a path, in their order. */
export function argumentsOf({ path }: Action): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** Does one thing of the table, and prints what came of it. @param typed the ids of the path, then fields */
export async function runAction(
  { api }: PartnerAccess,
  action: Action,
  typed: readonly string[],
  options: ActionOptions,
): Promise<void> {
  const isJson = options.json === true;
  const ids = argumentsOf(action);
  const path = ids.reduce((filled, name, index) => filled.replace(`{${name}}`, idIn(typed[index], name)), action.path);
  const query = queryOf(action, options);
  const call = { method: action.method, path };
  if (action.isPaged) {
    const pages = new Pages(async (asked) => page.parse(await api.json({ ...call, query: asked })), query);
    if (options.all === true) return showAll(pages, action, isJson);
    const shown = await pages;
    if (isJson) return print(shown);
    showEntries(shown.data, action);
    if (shown.next_cursor !== null) {
      console.log(colours.dim(`\nThere are more: --after ${shown.next_cursor} goes on, --all shows all of them.`));
    }
    return;
  }
  const body = action.takesBody ? bodyOf(typed.slice(ids.length), options) : undefined;
  if (action.method === 'DELETE') {
    await api.none(call);
    if (isJson) print({ deleted: typed[0] });
    else console.log(`${colours.green('✓')} done`);
    return;
  }
  const sent = { ...call, query, body, takesKey: action.takesKey === true, isRepeatable: action.takesKey !== true };
  const key = options.idempotencyKey;
  const answer = await api.json(sent, key === undefined ? {} : { idempotencyKey: key });
  if (isJson) return print(answer);
  if (action.columns) showEntries(entries.parse(answer).data, action);
  else console.log(facts(row.parse(answer)));
}

/** Any address: what it answers is printed as it is. */
export async function runCall(
  { api }: PartnerAccess,
  method: 'GET' | 'POST',
  path: string,
  fields: readonly string[],
  options: ActionOptions,
): Promise<void> {
  if (!/^\/v1\/[!-~]+$/.test(path)) throw misuse(`"${path}" is no address of the API: it begins with /v1/.`);
  const key = options.idempotencyKey;
  const body = bodyOf(fields, options);
  const call = { method, path, body, takesKey: method === 'POST' };
  print(await api.json(call, key === undefined ? {} : { idempotencyKey: key }));
}

async function showAll(pages: Pages<z.output<typeof page>>, action: Action, isJson: boolean): Promise<void> {
  if (isJson) {
    // Line by line: a list can be longer than memory.
    for await (const entry of pages) console.log(JSON.stringify(entry));
    return;
  }
  for await (const { data } of pages.pages()) showEntries(data, action);
}

function showEntries(data: readonly Row[], { columns = [] }: Action): void {
  console.log(data.length === 0 ? colours.dim('There are none.') : table(data, columns));
}

function queryOf({ filters = [], isPaged }: Action, options: ActionOptions): Record<string, string> {
  const asked = [...filters, ...(isPaged ? ['limit', 'after'] : [])].flatMap((name) => {
    const value = options[optionNameOf(name)];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return Object.fromEntries(asked);
}

function bodyOf(fields: readonly string[], { data }: ActionOptions): object | undefined {
  const whole = data === undefined ? undefined : objectFrom(textOf(data));
  return whole === undefined && fields.length === 0 ? undefined : bodyFrom(fields, whole);
}

/** `@file`, `-` for standard input, or the JSON itself. */
function textOf(data: string): string {
  if (data !== '-' && !data.startsWith('@')) return data;
  const file = data === '-' ? 0 : data.slice(1);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw misuse(`${data === '-' ? 'Standard input' : data.slice(1)} cannot be read.`, { cause });
  }
}

function idIn(typed: string | undefined, name: string): string {
  if (typed === undefined || !/^[a-z]{2,5}_[0-9a-z]{26}$/.test(typed)) {
    throw misuse(`"${typed ?? ''}" is no id: ${name} looks like pay_01m7xvayp0emhv6njqmkx1p135.`);
  }
  return typed;
}

/** As commander names an option: `consent_id` is `--consent-id`, kept as `consentId`. */
function optionNameOf(filter: string): string {
  return filter.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
