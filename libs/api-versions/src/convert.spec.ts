import { describe, expect, it } from 'vitest';
import { apiChanges } from './changes/index.js';
import { apiVersions, firstApiVersion, latestApiVersion, parseApiVersion } from './api-versions.js';
import { eventTextIn, lowerAnswer, lowerPointer, raiseRequest } from './convert.js';

const old = (method: string, route: string) => ({ version: firstApiVersion, method, route });
const latest = (method: string, route: string) => ({ version: latestApiVersion, method, route });
const create = ['POST', '/v1/payment-requests'] as const;

describe('the versions', () => {
  it('are dates in their order, and the last one is the latest', () => {
    expect(apiVersions).toEqual(apiVersions.toSorted());
    for (const version of apiVersions) expect(version).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(apiVersions.at(-1)).toBe(latestApiVersion);
  });

  it('each changed something but the first, and nothing changed but by a version', () => {
    expect(new Set([firstApiVersion, ...apiChanges.map(({ since }) => since)])).toEqual(new Set(apiVersions));
  });

  it.each(['', '2026-11-02', 'latest', ' 2026-11-01', '2026-11-01,2026-11-21', '__proto__'])('are not %j', (text) => {
    expect(parseApiVersion(text)).toBeUndefined();
  });
});

describe('a request', () => {
  it('of an older version is raised, members in their order; of the latest it is left alone', () => {
    const raised = raiseRequest(old(...create), { a: 1, address_required: 'billing', z: [] });
    expect(JSON.stringify(raised)).toBe('{"a":1,"requested_address":"billing","z":[]}');
    const body = { address_required: 'billing' };
    expect(raiseRequest(latest(...create), body)).toBe(body);
  });

  it('is raised inside lists', () => {
    const batch = { payment_requests: [{ address_required: 'none' }, 'no object', { a: 1 }] };
    expect(raiseRequest(old('POST', '/v1/payment-request-batches'), batch)).toEqual({
      payment_requests: [{ requested_address: 'none' }, 'no object', { a: 1 }],
    });
  });

  it('does not know in an older version what a later one named', () => {
    expect(raiseRequest(old(...create), { requested_address: 'none' })).toEqual({ address_required: 'none' });
    expect(lowerPointer(old(...create), '/address_required')).toBe('/requested_address');
  });

  it.each([undefined, null, 'text', 7, [{ address_required: 'none' }]])('that is %j stays that', (body) => {
    expect(raiseRequest(old(...create), body)).toBe(body);
  });

  it('of another operation is left alone', () => {
    const body = { address_required: 'none' };
    expect(raiseRequest(old('POST', '/v1/payments'), body)).toBe(body);
    expect(raiseRequest(old('GET', '/v1/payment-requests'), body)).toBe(body);
  });
});

describe('an answer', () => {
  const shown = { id: 'preq_1', requested_address: 'optional', version: 1 };
  const lowered = { id: 'preq_1', address_required: 'optional', version: 1 };

  it('is lowered, alone and in lists', () => {
    expect(lowerAnswer(old('GET', '/v1/payment-requests/:id'), shown)).toEqual(lowered);
    expect(lowerAnswer(old('GET', '/v1/payment-requests'), { data: [shown], has_more: false })).toEqual({
      data: [lowered],
      has_more: false,
    });
    expect(lowerAnswer(old('POST', '/v1/payment-request-batches'), { id: 'b', payment_requests: [shown] })).toEqual({
      id: 'b',
      payment_requests: [lowered],
    });
  });

  it('that is the same in both needs nothing', () => {
    expect(lowerAnswer(old('GET', '/v1/payments'), { data: [] })).toBeUndefined();
    expect(lowerAnswer(latest('GET', '/v1/payment-requests/:id'), shown)).toBeUndefined();
  });

  it('names fields at fault as they were sent', () => {
    expect(lowerPointer(old('POST', '/v1/payment-request-batches'), '/payment_requests/3/requested_address')).toBe(
      '/payment_requests/3/address_required',
    );
    expect(lowerPointer(old(...create), '/amount/value')).toBe('/amount/value');
    expect(lowerPointer(latest(...create), '/requested_address')).toBe('/requested_address');
  });
});

describe('an event', () => {
  const event = (type: string) =>
    JSON.stringify({ id: 'evt_1', type: `${type}.pending`, resource_type: type, data: { requested_address: 'none' } });

  it('is lowered with its resource, and keeps its exact text where nothing differs', () => {
    expect(JSON.parse(eventTextIn(firstApiVersion, event('payment_request')))).toEqual({
      id: 'evt_1',
      type: 'payment_request.pending',
      resource_type: 'payment_request',
      data: { address_required: 'none' },
    });
    const spaced = '{ "id": "evt_1", "resource_type": "payment", "data": {} }';
    expect(eventTextIn(firstApiVersion, spaced)).toBe(spaced);
    expect(eventTextIn(latestApiVersion, event('payment_request'))).toBe(event('payment_request'));
  });

  it('is lowered in the list of events, each by its own resource', () => {
    const list = { data: [JSON.parse(event('incoming_payment_request')), JSON.parse(event('payment'))] };
    expect(lowerAnswer(old('GET', '/v1/events'), list)).toMatchObject({
      data: [{ data: { address_required: 'none' } }, { data: { requested_address: 'none' } }],
    });
  });
});
