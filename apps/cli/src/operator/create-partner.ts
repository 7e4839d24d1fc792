import { Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { operator, withPlatform } from './with-platform.js';

export interface NewPartner extends OperatorOptions {
  name: string;
  redirectUri: string[];
}

const longestName = 70;

export async function createPartner(options: NewPartner): Promise<void> {
  const name = options.name.trim();
  if (name === '' || name.length > longestName) {
    throw new UsageError(`A partner's name has 1 to ${longestName} characters.`);
  }
  const redirectUris = [...new Set(options.redirectUri)];
  const id = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const created = await platform.get(Partners).create(tx, { name, redirectUris, actor: operator });
      return toPublicId('partner', created.id);
    }),
  );
  printResult(options.json === true, {
    title: 'Partner created',
    facts: { partner_id: id, name, redirect_uris: redirectUris },
    hint: `Next: sluis key create --partner ${id}${options.local ? ' --local' : ''}`,
  });
}
