import { ApiKeys, apiScopes, Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { operator, withPlatform } from './with-platform.js';
import { requirePartner } from './known-partner.js';

export interface NewKey extends OperatorOptions {
  partner: string;
  mode?: 'test' | 'live';
  name: string;
  scopes: string;
}

export async function createKey(options: NewKey): Promise<void> {
  const scopes = parseScopes(options.scopes);
  const { id, key } = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partner = await requirePartner(platform.get(Partners), tx, options.partner);
      const { mode, name } = options;
      return platform.get(ApiKeys).create(tx, partner.id, { ...(mode && { mode }), name, scopes, actor: operator });
    }),
  );
  printResult(options.json === true, {
    title: 'API key created. Keep it now: it cannot be shown again.',
    facts: {
      key_id: toPublicId('apiKey', id),
      partner_id: options.partner,
      mode: key.startsWith('sk_live_') ? 'live' : 'test',
      scopes,
      api_key: key,
    },
  });
}

function parseScopes(text: string): string[] {
  const known: readonly string[] = apiScopes;
  const scopes = [...new Set(text.split(',').map((scope) => scope.trim()))];
  const unknown = scopes.filter((scope) => scope !== '*' && !known.includes(scope));
  if (unknown.length > 0) {
    throw new UsageError(`There is no scope "${unknown.join('" or "')}". There are: *, ${known.join(', ')}.`);
  }
  return scopes;
}
