import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { operator, withPlatform } from './with-platform.js';

export interface PartnerOrigins extends OperatorOptions {
  partner: string;
  add?: string;
  remove?: string;
}

/** Changes the origins whose pages may use a partner's client tokens, and shows them. */
export async function changeOrigins({ add, remove, ...options }: PartnerOrigins): Promise<void> {
  const origins = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partners = platform.get(Partners);
      const { id } = await requirePartner(partners, tx, options.partner);
      if (add !== undefined) await partners.registerOrigin(tx, id, add, operator);
      if (remove !== undefined && !(await partners.removeOrigin(tx, id, remove, operator)))
        throw new UsageError(`${remove} is not registered.`);
      return partners.origins(tx, id);
    }),
  );
  printResult(options.json === true, { title: 'Origins', facts: { partner: options.partner, origins } });
}
