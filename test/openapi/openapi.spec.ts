import { Validator } from '@seriousme/openapi-schema-validator';
import { apiScopes } from '@sluis/partners';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { controllers } from '../../apps/api/src/api.module.js';
import { readOperations } from '../../apps/api/src/openapi/read-operations.js';
import { routesOf } from '../support/api-routes.js';
import { operationOf, publishedApi, undocumented } from '../support/openapi-check.js';
import { startStack, type Stack } from '../support/stack.js';

/** Doors that are not the partners': pages for people, the bank's own, and another standard's with words of its own. */
const notPublished = /^\w+ \/(assets|berlin-group|callbacks|connect|consent|docs|link|oauth|pay|permissions)(\/|$)/;

const operations = Object.entries(publishedApi.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

describe('the OpenAPI document', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ withWorker: false });
  });
  afterAll(() => stack.stop());

  it('is served as it is built, to anybody', async () => {
    const { body } = await request(stack.apiUrl).get('/openapi.json').expect(200).expect('Content-Type', /json/);
    expect(body).toEqual({ ...publishedApi, servers: [{ url: stack.apiUrl }] });
  });

  it('has every route of the running API, and nothing that is none', () => {
    const routes = routesOf(stack.api).filter((route) => !notPublished.test(route));
    expect(operations.map(({ name }) => name).sort()).toEqual(routes);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(publishedApi)));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(publishedApi).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(500);
    const { schemas, examples } = publishedApi.components;
    const missing = references.filter(([, kind, name = '']) => !(name in (kind === 'schemas' ? schemas : examples)));
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it('asks for every scope there is, somewhere', () => {
    const asked = readOperations(controllers).map(({ scope }) => scope);
    expect([...new Set(asked)].filter((scope) => scope !== undefined).sort()).toEqual([...apiScopes].sort());
  });

  it('gives only examples that are taken', () => {
    for (const { id, body, description } of readOperations(controllers)) {
      if (!body || (description.example === undefined && body.safeParse(undefined).success)) continue;
      expect({ id, faults: body.safeParse(description.example).error?.issues ?? [] }).toEqual({ id, faults: [] });
    }
  });

  it('gives only examples of answers that it would take for answers', () => {
    const example = z.looseObject({
      responses: z.record(
        z.string(),
        z.looseObject({
          content: z.record(z.string(), z.looseObject({ example: z.unknown().optional() })).optional(),
        }),
      ),
    });
    let checked = 0;
    for (const { name, operation } of operations) {
      for (const [status, { content = {} }] of Object.entries(example.parse(operation).responses)) {
        const value = content['application/json']?.example;
        if (value === undefined) continue;
        const [method = '', path = ''] = name.split(' ');
        const of = operationOf(method, path.replaceAll(/[{}]/g, ''));
        if (!of) throw new Error(`no operation for ${name}`);
        const headers = { 'content-type': 'application/json' };
        expect(undocumented(of, { status: Number(status), headers, text: JSON.stringify(value) })).toBeUndefined();
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(40);
  });

  it('lets nothing through that it does not describe', () => {
    const of = operationOf('GET', '/healthz');
    if (!of) throw new Error('no /healthz');
    const check = (status: number, body: object, type = 'application/json') =>
      undocumented(of, { status, headers: { 'content-type': type }, text: JSON.stringify(body) });
    expect(check(200, { status: 'ok' })).toBeUndefined();
    expect(check(200, { status: 'ok', more: 1 })).toContain('additional properties');
    expect(check(200, { status: 'fine' })).toContain('must be');
    expect(check(418, {})).toContain('not documented');
    expect(check(200, { status: 'ok' }, 'text/html')).toContain('text/html');
    expect(check(503, { code: 'rail_not_available' }, 'application/problem+json')).toContain('rail_not_available');
  });
});
