import { apiVersions, latestApiVersion, parseApiVersion } from '@sluis/api-versions';
import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { operator, withPlatform } from './with-platform.js';

export interface PartnerVersion extends OperatorOptions {
  partner: string;
  to?: string;
}

/** Sets which version of the API a partner is held to, or shows it when none is given. */
export async function setApiVersion(options: PartnerVersion): Promise<void> {
  const wanted = options.to === undefined ? undefined : parseApiVersion(options.to);
  if (options.to !== undefined && wanted === undefined)
    throw new UsageError(`There is no such version. There are: ${apiVersions.join(', ')}.`);
  const { name, version } = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partners = platform.get(Partners);
      const partner = await requirePartner(partners, tx, options.partner);
      if (wanted !== undefined) await partners.setApiVersion(tx, partner.id, wanted, operator);
      return { name: partner.name, version: await partners.apiVersion(tx, partner.id) };
    }),
  );
  const title = wanted === undefined ? `Version of ${name}` : 'Version set; requests hear of it within a second';
  printResult(options.json === true, { title, facts: { partner: options.partner, version, latest: latestApiVersion } });
}
