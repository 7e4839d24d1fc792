import { register } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { createRedis } from '../../../test/support/services/test-redis.js';
import { unlimitedBudget } from '@sluis/bunq-client';
import { type BankLimits, createBankLimits } from './bank-limits.js';

describe('createBankLimits', () => {
  let limits: BankLimits | undefined;
  afterEach(() => limits?.close());

  it('shows the shared budget as metrics', async () => {
    const { url, prefix } = await createRedis();
    limits = createBankLimits({ redisUrl: url, keyPrefix: prefix, isLimited: true, breakerPauseMs: 5_000 });
    const { budget } = limits;
    await budget.take('GET', 'user', 'data');
    // Until the connection stands the budget is this process's own.
    await expect.poll(() => register.metrics()).toContain('sluis_bank_budget_used_calls{endpoint="GET user"}');
    budget.learn('GET', 'user', { calls: 7, seconds: 2 });
    await expect.poll(() => register.metrics()).toContain('sluis_bank_budget_limit_calls{endpoint="GET user"} 7');
    const text = await register.metrics();
    expect(text).toContain('sluis_bank_budget_window_seconds{endpoint="GET user"} 2');
    expect(text).toMatch(/sluis_bank_budget_taken_total\{endpoint="GET user",priority="data",source="\w+"\} 1/);
    expect(text).toContain('sluis_bank_budget_refused_total{endpoint="GET user",cut="false"} 1');
    expect(text).toContain('sluis_bank_budget_wait_seconds_count{priority="data"} 1');
  });

  it('counts calls that went without Redis as local', async () => {
    limits = createBankLimits({
      redisUrl: 'redis://127.0.0.1:1',
      keyPrefix: 'none',
      isLimited: true,
      breakerPauseMs: 5_000,
    });
    await limits.budget.take('PUT', 'user', 'payment');
    const text = await register.metrics();
    expect(text).toContain('sluis_bank_budget_taken_total{endpoint="PUT user",priority="payment",source="local"} 1');
  });

  it('sets no limit for a bank without', () => {
    limits = createBankLimits({
      redisUrl: 'redis://127.0.0.1:1',
      keyPrefix: 'none',
      isLimited: false,
      breakerPauseMs: 5_000,
    });
    expect(limits.budget).toBe(unlimitedBudget);
  });
});
