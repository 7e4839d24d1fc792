import type { Bank } from '../bank/bank.js';
import { clientName } from '../bank/consents.js';
import type { CallbackUrl, OauthClient } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { stamps } from './labels.js';

export function oauthClientObject(bank: Bank, client: OauthClient): Json {
  return {
    OauthClient: {
      ...stamps(client),
      status: client.status,
      display_name: clientName(bank, client.userId),
      client_id: client.clientId,
      secret: client.secret,
      callback_url: bank.tables.callbackUrls.where('client', client.id).map(callbackUrlFields),
    },
  };
}

export function callbackUrlFields(row: CallbackUrl) {
  return { ...stamps(row), url: row.url };
}
