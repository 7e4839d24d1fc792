import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { changeOrAsk, printAsked, requireReason } from './change-or-ask.js';
import { requirePartner } from './known-partner.js';
import { withPlatform } from './with-platform.js';

export interface PartnerRequests extends OperatorOptions {
  partner: string;
  perMinute?: string;
  reason?: string;
}

const most = 1_000_000;

/** Sets how many requests a minute are taken from a partner, or shows it when no figure is given. */
export async function limitRequests(options: PartnerRequests): Promise<void> {
  const wanted = options.perMinute === undefined ? undefined : figureOf(options.perMinute);
  const reason = wanted === undefined ? '' : requireReason(options.reason);
  const { partner: publicId } = options;
  const { name, limit, asked } = await withPlatform(options, async (platform) => {
    const partners = platform.get(Partners);
    const { id, name } = await platform.get(Transactions).run((tx) => requirePartner(partners, tx, publicId));
    const payload = { partner: publicId, per_minute: wanted };
    const asked =
      wanted === undefined
        ? undefined
        : await changeOrAsk(platform, { kind: 'partner.request_limit', payload, reason });
    return { name, asked, limit: await platform.get(Transactions).run((tx) => partners.requestLimit(tx, id)) };
  });
  if (asked !== undefined) return printAsked(options.json === true, asked);
  const title = wanted === undefined ? `Requests of ${name}` : 'Limit set; heard within a second';
  printResult(options.json === true, {
    title,
    facts: { partner: publicId, per_minute: limit === null ? 'default' : String(limit) },
  });
}

function figureOf(text: string): number | null {
  if (text === 'default') return null;
  const figure = Number(text);
  if (!/^\d{1,7}$/.test(text) || figure < 1 || figure > most)
    throw new UsageError(`--per-minute is a whole number from 1 to ${most}, or default.`);
  return figure;
}
