import type { FastifyInstance } from 'fastify';
import type { Bank } from '../bank/bank.js';
import { exchangeCode } from '../bank/consents.js';
import { sendJson } from './bank-api.js';
import { fieldsOf, formOf } from './incoming.js';

/** OAuth's token endpoint: parameters in the query or in a form body, an answer without envelope and without signature. */
export function serveOauthToken(app: FastifyInstance, bank: Bank): void {
  for (const url of ['/v1/token', '/token']) {
    app.post(url, (request, reply) => {
      const fields = { ...Object.fromEntries(formOf(request)), ...fieldsOf(request.query) };
      const refuse = (error: string, error_description: string) =>
        sendJson(reply, bank.switches.tokenErrorStatus, { error, error_description });

      if (fields['grant_type'] !== 'authorization_code') {
        return refuse('unsupported_grant_type', 'The grant type must be authorization_code.');
      }
      const client = bank.tables.oauthClients.first('clientId', fields['client_id'] ?? '');
      if (client === undefined || client.status !== 'ACTIVE' || client.secret !== fields['client_secret']) {
        return refuse('invalid_client', 'The client id or secret is not correct.');
      }
      const { code = '', redirect_uri: redirectUri = '' } = fields;
      const exchanged = exchangeCode(bank, client, { code, redirectUri });
      if (exchanged === undefined) {
        return refuse('invalid_grant', 'The authorization code is invalid or expired.');
      }
      return sendJson(reply, 200, {
        access_token: exchanged.key.secret,
        token_type: 'bearer',
        state: exchanged.state,
      });
    });
  }
}
