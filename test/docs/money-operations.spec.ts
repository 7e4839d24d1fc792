import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { endpoints } from '../../apps/bunq-emulator/src/endpoints/index.js';
import { partnerRoutes } from '../api/partner-isolation/partner-routes.js';
import { endpointsOfTheContract } from '../contract/contract-endpoints.js';
import { tableRows } from './table-rows.js';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/money-operations.md'), 'utf8');
const [money = '', without = '', byName = ''] = text.split(/## (?:Without money|Known by name only)/);

const operations = tableRows(money).map(([operation = '', who = '', call = '', test = '']) => ({
  operation: withoutNames(operation),
  who,
  call,
  test,
}));
const others = tableRows(without).map(([operation = '']) => withoutNames(operation));

/** All that the client can say, and all that the emulated bank answers. */
const known = new Set([
  ...endpointsOfTheContract,
  ...endpoints.map(({ method, path }) => `${method} ${path.replace('/v1/', '').replaceAll(/:\w+/g, '{}')}`),
]);

it('has a row for every endpoint of the bank that moves money or tells of it', () => {
  const listed = new Set([...operations.map(({ operation }) => operation), ...others]);
  expect([...known].filter((endpoint) => !listed.has(endpoint))).toEqual([]);
});

it('names no endpoint that the bank does not have, and none as both with money and without', () => {
  expect([...operations.map(({ operation }) => operation), ...others].filter((one) => !known.has(one))).toEqual([]);
  expect(operations.map(({ operation }) => operation).filter((one) => others.includes(one))).toEqual([]);
});

it('says why each is not offered that it knows by name only, and knows the others better', () => {
  const rows = tableRows(byName).map(([name = '', why = '']) => ({ name: withoutNames(name), why }));
  expect(rows.length).toBeGreaterThan(0);
  const paths = [...known].map((endpoint) => endpoint.replace(/^\w+ /, ''));
  expect(rows.filter(({ name, why }) => why.length < 30 || paths.some((path) => path.includes(name)))).toEqual([]);
});

it('says of every operation who may do it, and either by which call and test or why it is not offered', () => {
  const silent = operations.filter(({ who, call, test }) => {
    const isOffered = !call.startsWith('Not offered: ');
    return who === '' || call === '' || (isOffered ? readTest(test) === undefined : call.length < 30);
  });
  expect(silent).toEqual([]);
});

it('names calls that the API has', () => {
  const routes = partnerRoutes.map(({ name }) => name.replaceAll(/\{\w+\}/g, '{}'));
  const named = operations.flatMap(({ call }) =>
    [...call.matchAll(/`((?:GET|POST|PUT|DELETE) \/v1\/[^`]+)`/g)].map(([, route = '']) =>
      withoutNames(`\`${route}\``),
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((route) => !routes.includes(route))).toEqual([]);
});

it('names tests that the suite has', () => {
  const missing = operations
    .flatMap(({ test }) => readTest(test) ?? [])
    .filter(({ file, name }) => {
      const path = join(root, file);
      return !existsSync(path) || !isTestIn(readFileSync(path, 'utf8'), name);
    });
  expect(missing).toEqual([]);
});

/** A test is named as `file`, then its own words. */
function readTest(cell: string): { file: string; name: string } | undefined {
  const [, file, name] = /^`(test\/[\w/.-]+\.spec\.ts)`: (.+)$/.exec(cell) ?? [];
  return file !== undefined && name !== undefined ? { file, name } : undefined;
}

function isTestIn(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) =>
    new RegExp(`\\bit(\\.each\\(.*\\))?\\(\\s*${quote}${literally(name)}${quote}`).test(source),
  );
}

function literally(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function withoutNames(operation: string): string {
  return operation.replaceAll('`', '').replaceAll(/\{\w+\}/g, '{}');
}
