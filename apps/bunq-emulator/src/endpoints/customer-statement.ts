import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { CustomerStatement } from '../bank/service-records.js';
import { createStatement, statementFile } from '../bank/statements.js';
import { type Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { labelOfAccount, stamps } from '../objects/labels.js';
import { answer, idAnswer, type Json } from '../wire/envelope.js';

const path = '/v1/user/:userId/monetary-account/:accountId/customer-statement';
const allow: readonly Role[] = ['own', 'oauth'];

const statements = listing({
  path,
  allow,
  param: 'statementId',
  what: 'statement',
  visible: (reading) => reading.bank.tables.customerStatements.where('account', accountIn(reading).id),
  object: statementObject,
});

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
      const account = accountIn({ bank, caller, params });
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
  statements.list,
  statements.get,
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:statementId/content`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => statementFile(bank, statements.find({ bank, caller, params })),
  }),
  sessionEndpoint({
    method: 'DELETE',
    path: `${path}/:statementId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      bank.tables.customerStatements.remove(statements.find({ bank, caller, params }).id);
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
