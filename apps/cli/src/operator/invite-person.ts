import { operatorActor } from '@sluis/operators';
import { Invitations, type PartnerRole } from '@sluis/partner-people';
import { Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { findOperator } from './present-operator.js';
import { operator, withPlatform } from './with-platform.js';

export interface PartnerInvitation extends OperatorOptions {
  partner: string;
  name: string;
  role: PartnerRole;
}

const longestName = 60;

export async function invitePerson(options: PartnerInvitation): Promise<void> {
  const name = options.name.trim();
  if (name === '' || name.length > longestName) throw new UsageError(`A name has 1 to ${longestName} characters.`);
  const { id, link } = await withPlatform(options, async (platform) => {
    const identity = await findOperator(platform);
    return platform.get(Transactions).run(async (tx) => {
      const partner = await requirePartner(platform.get(Partners), tx, options.partner);
      const by = identity ? operatorActor(identity) : operator;
      return platform.get(Invitations).invite(tx, partner.id, { name, role: options.role, by });
    });
  });
  printResult(options.json === true, {
    title: 'Invitation made. The link is good once, and cannot be shown again.',
    facts: {
      invitation_id: toPublicId('partnerInvitation', id),
      partner_id: options.partner,
      name,
      role: options.role,
      link,
    },
  });
}
