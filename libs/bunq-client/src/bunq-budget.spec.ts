import { describe, expect, it } from 'vitest';
import { InProcessBudget } from './bunq-budget.js';

describe('InProcessBudget', () => {
  it('lets the classic number go at once and holds the next for the window', async () => {
    const budget = new InProcessBudget();
    budget.learn('GET', 'elsewhere', { calls: 1, seconds: 60 });
    const startedAt = performance.now();
    await Promise.all([1, 2].map(() => budget.take('PUT', 'user', 'data')));
    expect(performance.now() - startedAt).toBeLessThan(500);
    await budget.take('PUT', 'user', 'data');
    expect(performance.now() - startedAt).toBeGreaterThan(3_000);
  });

  it('lets payments go before data that waited longer', async () => {
    const budget = new InProcessBudget();
    budget.learn('POST', 'user', { calls: 1, seconds: 0.1 });
    const order: string[] = [];
    await Promise.all(
      (['data', 'payment', 'data', 'payment'] as const).map(async (priority, index) => {
        await budget.take('POST', 'user', priority);
        order.push(`${priority} ${index}`);
      }),
    );
    expect(order).toEqual(['payment 1', 'payment 3', 'data 0', 'data 2']);
  });

  it('gives the place of a caller who left to the next', async () => {
    const budget = new InProcessBudget();
    budget.learn('GET', 'user', { calls: 1, seconds: 0.2 });
    const leaving = new AbortController();
    const left = budget.take('GET', 'user', 'data', leaving.signal);
    const next = budget.take('GET', 'user', 'data');
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    const startedAt = performance.now();
    await next;
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  it('refuses instead of queueing without end', async () => {
    const budget = new InProcessBudget(1);
    budget.learn('GET', 'user', { calls: 1, seconds: 0.1 });
    const waiting = budget.take('GET', 'user', 'data');
    await expect(budget.take('GET', 'user', 'data')).rejects.toThrow(RangeError);
    await waiting;
  });
});
