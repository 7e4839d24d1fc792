import { ApiKeys, Partners } from '@sluis/partners';
import { fromPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { operator, withPlatform } from './with-platform.js';
import { requirePartner } from './known-partner.js';

export interface KeyToRevoke extends OperatorOptions {
  partner: string;
  key: string;
}

export async function revokeKey(options: KeyToRevoke): Promise<void> {
  if (options.key.startsWith('sk_')) {
    throw new UsageError(
      '--key takes the id of the key, key_…, not the key itself. Secrets do not belong in a command line.',
    );
  }
  await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partner = await requirePartner(platform.get(Partners), tx, options.partner);
      const id = fromPublicId('apiKey', options.key);
      const isRevoked = id !== undefined && (await platform.get(ApiKeys).revoke(tx, partner.id, id, operator));
      if (!isRevoked) throw new UsageError(`${options.partner} has no key ${options.key} that still works.`);
    }),
  );
  printResult(options.json === true, {
    title: 'API key revoked; it stopped working.',
    facts: { key_id: options.key, partner_id: options.partner, status: 'revoked' },
  });
}
