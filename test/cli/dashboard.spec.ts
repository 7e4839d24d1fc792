import { RedirectUriProposals } from '@sluis/partners';
import { Transactions, toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureBuilt } from '../support/api-process.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack({ withWorker: false, overrides: { DASHBOARD_URL: 'https://dashboard.example' } });
  sql = await Sql.open(stack.environment.database.url);
}, 180_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

it('sluis partner invite prints a link that is good once, and keeps its hash alone', async () => {
  const { partnerId } = await stack.createPartner();
  const invite = (...more: string[]) =>
    sluis(stack.environment.variables, 'partner', 'invite', toPublicId('partner', partnerId), '--json', ...more);
  const { code, stdout } = await invite('--name', 'Olga Owner');
  expect(code).toBe(0);
  const made = z.object({ link: z.string(), role: z.string() }).parse(JSON.parse(stdout));
  expect(made.link).toMatch(/^https:\/\/dashboard\.example\/dashboard\/invitation#[\w-]{43}$/);
  expect(made.role).toBe('owner');
  const [row] = await sql.rows<{ row: string; valid: boolean }>(
    `SELECT row_to_json(i)::text AS row, expires_at > now() + interval '6 days' AS valid FROM partner_invitations i WHERE partner_id = $1`,
    [partnerId],
  );
  expect(row?.valid).toBe(true);
  expect(row?.row).not.toContain(made.link.split('#')[1]);
  expect(await invite('--name', ' ')).toMatchObject({ code: 1 });
  expect((await invite('--name', 'Eva', '--role', 'king')).code).not.toBe(0);
}, 120_000);

it('sluis partner redirect-uri approve registers an address that was asked for, by an operator with a token', async () => {
  const { partnerId } = await stack.createPartner();
  const person = { type: 'partner', id: 'ppl_somebody' } as const;
  const propose = (uri: string) =>
    stack.api
      .get(Transactions)
      .forPartner(partnerId, (tx) => stack.api.get(RedirectUriProposals).propose(tx, partnerId, uri, person));
  const wanted = toPublicId('redirectUriProposal', await propose('https://shop.example/new'));
  const unwanted = toPublicId('redirectUriProposal', await propose('https://elsewhere.example/'));
  const run = (token: string | undefined, ...words: string[]) =>
    sluis(
      { ...stack.environment.variables, ...(token && { SLUIS_OPERATOR_TOKEN: token }) },
      'partner',
      'redirect-uri',
      ...words,
      '--json',
    );
  expect(JSON.parse((await run(undefined, 'list')).stdout)).toMatchObject([
    { proposal_id: unwanted, uri: 'https://elsewhere.example/' },
    { proposal_id: wanted },
  ]);
  expect(await run(undefined, 'approve', wanted, '--reason', 'seen')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('SLUIS_OPERATOR_TOKEN') as string,
  });
  const operator = await sluis(stack.environment.variables, 'operator', 'create', '--handle', 'anna', '--json');
  const { token } = z.object({ token: z.string() }).parse(JSON.parse(operator.stdout));
  expect(await run(token, 'approve', wanted, '--reason', 'The shop’s own domain')).toMatchObject({ code: 0 });
  expect(await run(token, 'refuse', unwanted, '--reason', 'Not the shop’s domain')).toMatchObject({ code: 0 });
  expect(await run(token, 'approve', unwanted, '--reason', 'again')).toMatchObject({ code: 1 });
  const registered = await sql.rows(`SELECT uri FROM partner_redirect_uris WHERE partner_id = $1 ORDER BY uri`, [
    partnerId,
  ]);
  expect(registered).toEqual([{ uri: 'https://shop.example/new' }, { uri: 'https://shop.example/return' }]);
  const proposals = await sql.rows(
    `SELECT status, reason, decided_by LIKE 'opr_%' AS by_operator FROM redirect_uri_proposals WHERE partner_id = $1 ORDER BY uri`,
    [partnerId],
  );
  expect(proposals).toEqual([
    { status: 'refused', reason: 'Not the shop’s domain', by_operator: true },
    { status: 'approved', reason: 'The shop’s own domain', by_operator: true },
  ]);
}, 120_000);
