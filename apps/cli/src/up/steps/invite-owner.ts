import type { INestApplicationContext } from '@nestjs/common';
import { Invitations } from '@sluis/partner-people';
import { Transactions } from '@sluis/persistence';

const name = 'Local owner';
const actor = { type: 'operator', id: 'sluis up' } as const;

/** A link to the dashboard of the local partner, new every start: those of earlier starts are withdrawn. */
export async function inviteOwner(platform: INestApplicationContext, partnerId: string): Promise<string> {
  const invitations = platform.get(Invitations);
  return platform.get(Transactions).run(async (tx) => {
    const earlier = (await invitations.list(tx, partnerId)).filter((one) => one.name === name);
    for (const { id } of earlier) await invitations.withdraw(tx, partnerId, id, actor);
    return (await invitations.invite(tx, partnerId, { name, role: 'owner', by: actor })).link;
  });
}
