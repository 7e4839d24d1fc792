import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { notFound } from '../bank/refusal.js';
import type { CustomerStatement } from '../bank/service-records.js';
import { createStatement, statementFile } from '../bank/statements.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { labelOfAccount, stamps } from '../objects/labels.js';
import { answer, idAnswer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/monetary-account/:accountId/customer-statement';
const allow: readonly Role[] = ['own', 'oauth'];

export const customerStatementEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({
      statement_format: z.enum(['CSV', 'MT940', 'PDF']),
      date_start: z.string(),
      date_end: z.string(),
      regional_format: z.enum(['UK_US', 'EUROPEAN']).nullish(),
      include_attachment: z.boolean().nullish(),
    }),
    handle({ bank, caller, params, body }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const statement = createStatement(bank, account, {
        format: body.statement_format,
        regionalFormat: body.regional_format ?? null,
        dateStart: body.date_start,
        dateEnd: body.date_end,
        includeAttachment: body.include_attachment ?? false,
      });
      return idAnswer(statement.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const statements = bank.tables.customerStatements.where('account', account.id);
      return pageOf(bank, { path, query }, statements, (statement) => statementObject(bank, statement));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:statementId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(statementObject(bank, visibleStatement(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:statementId/content`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => statementFile(bank, visibleStatement(bank, caller, params)),
  }),
  sessionEndpoint({
    method: 'DELETE',
    path: `${path}/:statementId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      bank.tables.customerStatements.remove(visibleStatement(bank, caller, params).id);
      return answer();
    },
  }),
];

function statementObject(bank: Bank, statement: CustomerStatement): Json {
  const account = bank.tables.accounts.get(statement.accountId);
  return {
    CustomerStatement: {
      ...stamps(statement),
      date_start: statement.dateStart,
      date_end: statement.dateEnd,
      status: 'COMPLETED',
      statement_number: statement.number,
      statement_format: statement.format,
      regional_format: statement.regionalFormat,
      include_attachment: statement.includeAttachment,
      alias_monetary_account: account === undefined ? null : labelOfAccount(bank, account),
    },
  };
}

function visibleStatement(bank: Bank, caller: Caller, params: Record<string, string>): CustomerStatement {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const statement = bank.tables.customerStatements.get(idIn(params, 'statementId'));
  if (statement?.accountId !== account.id) throw notFound('statement');
  return statement;
}
