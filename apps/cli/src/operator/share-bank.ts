import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requireReason } from './change-or-ask.js';
import { requirePartner } from './known-partner.js';
import { operator, withPlatform } from './with-platform.js';

export interface PartnerShare extends OperatorOptions {
  partner: string;
  share?: string;
  reason?: string;
}

const greatestShare = 100;

/** Sets a partner's share of the turns at the bank, or shows it when none is given. */
export async function shareBank(options: PartnerShare): Promise<void> {
  const wanted = options.share === undefined ? undefined : shareOf(options.share);
  const reason = wanted === undefined ? '' : requireReason(options.reason);
  const { name, share } = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partners = platform.get(Partners);
      const partner = await requirePartner(partners, tx, options.partner);
      if (wanted !== undefined) await partners.setBankShare(tx, partner.id, wanted, { actor: operator, reason });
      return { name: partner.name, share: (await partners.bankShare(tx, partner.id)) ?? 1 };
    }),
  );
  const title = wanted === undefined ? `Share of ${name}` : 'Share set; the next turn at the bank hears of it';
  printResult(options.json === true, { title, facts: { partner: options.partner, share: String(share) } });
}

function shareOf(text: string): number {
  const share = Number(text);
  if (!/^\d{1,3}$/.test(text) || share < 1 || share > greatestShare)
    throw new UsageError(`--share is a whole number from 1 to ${greatestShare}.`);
  return share;
}
