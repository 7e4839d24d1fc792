import { register } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;

beforeAll(async () => {
  stack = await startStack({ overrides: { AUDIT_SEAL_INTERVAL_MS: '100' } });
  sql = await Sql.open(stack.environment.database.url);
});
afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const lagSeconds = async () => {
  const text = await register.getSingleMetricAsString('sluis_audit_seal_lag_seconds').catch(() => '');
  const value = /^sluis_audit_seal_lag_seconds (\S+)$/m.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
};

it('shows how far behind the seal is while sealing fails', async () => {
  await expect.poll(lagSeconds).toBe(0);
  await sql.rows('REVOKE INSERT ON audit_heads FROM sluis_app');
  await stack.createPartner();
  await expect.poll(lagSeconds).toBeGreaterThan(1);
  await sql.rows('GRANT INSERT ON audit_heads TO sluis_app');
  await expect.poll(lagSeconds).toBe(0);
});
