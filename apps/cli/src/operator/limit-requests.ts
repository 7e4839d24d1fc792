import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { operator, withPlatform } from './with-platform.js';

export interface PartnerRequests extends OperatorOptions {
  partner: string;
  perMinute?: string;
  reason?: string;
}

const longestReason = 200;
const most = 1_000_000;

/** Sets how many requests a minute are taken from a partner, or shows it when no figure is given. */
export async function limitRequests(options: PartnerRequests): Promise<void> {
  const wanted = options.perMinute === undefined ? undefined : figureOf(options.perMinute);
  const reason = options.reason?.trim() ?? '';
  if (wanted !== undefined && (reason === '' || reason.length > longestReason))
    throw new UsageError(`Say why with --reason, in 1 to ${longestReason} characters; it goes into the audit trail.`);
  const { name, limit } = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partners = platform.get(Partners);
      const partner = await requirePartner(partners, tx, options.partner);
      if (wanted !== undefined) await partners.setRequestLimit(tx, partner.id, wanted, { actor: operator, reason });
      return { name: partner.name, limit: await partners.requestLimit(tx, partner.id) };
    }),
  );
  const title = wanted === undefined ? `Requests of ${name}` : 'Limit set; heard within a second';
  printResult(options.json === true, {
    title,
    facts: { partner: options.partner, per_minute: limit === null ? 'default' : String(limit) },
  });
}

function figureOf(text: string): number | null {
  if (text === 'default') return null;
  const figure = Number(text);
  if (!/^\d{1,7}$/.test(text) || figure < 1 || figure > most)
    throw new UsageError(`--per-minute is a whole number from 1 to ${most}, or default.`);
  return figure;
}
