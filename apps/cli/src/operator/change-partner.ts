import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { changeOrAsk, printAsked, requireReason, type WantedChange } from './change-or-ask.js';
import { withPlatform } from './with-platform.js';

export interface PartnerChange extends OperatorOptions {
  partner: string;
  reason: string;
}

export function setPartnerStatus(status: 'active' | 'suspended', options: PartnerChange): Promise<void> {
  return change(options, status === 'active' ? 'The partner is live' : 'The partner is suspended', {
    kind: 'partner.status',
    payload: { partner: options.partner, status },
    reason: requireReason(options.reason),
  });
}

export function setRedirectUri(registered: boolean, options: PartnerChange & { uri: string }): Promise<void> {
  return change(options, registered ? 'Address registered' : 'Address removed', {
    kind: 'partner.redirect_uri',
    payload: { partner: options.partner, uri: options.uri, registered },
    reason: requireReason(options.reason),
  });
}

async function change({ partner, ...options }: PartnerChange, title: string, wanted: WantedChange): Promise<void> {
  const asked = await withPlatform(options, (platform) => changeOrAsk(platform, wanted));
  if (asked === undefined) printResult(options.json === true, { title, facts: { partner } });
  else printAsked(options.json === true, asked);
}
