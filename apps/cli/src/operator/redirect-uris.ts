import { operatorActor } from '@sluis/operators';
import { RedirectUriProposals } from '@sluis/partners';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requireReason } from './change-or-ask.js';
import { requireOperator } from './present-operator.js';
import { withPlatform } from './with-platform.js';

export interface Decision extends OperatorOptions {
  proposal: string;
  status: 'approved' | 'refused';
  reason: string;
}

export async function listProposals(options: OperatorOptions): Promise<void> {
  const waiting = await withPlatform(options, (platform) =>
    platform.get(Transactions).run((tx) => platform.get(RedirectUriProposals).list(tx, {})),
  );
  const lines = waiting.map(({ id, partnerId, partnerName, uri, proposedBy, createdAt }) => ({
    proposal_id: toPublicId('redirectUriProposal', id),
    partner_id: toPublicId('partner', partnerId),
    partner: partnerName,
    uri,
    proposed_by: proposedBy,
    created_at: createdAt.toISOString(),
  }));
  if (options.json) {
    console.log(JSON.stringify(lines, null, 2));
    return;
  }
  if (lines.length === 0) console.log('No address waits for a decision.');
  for (const line of lines) console.log(Object.values(line).join('  '));
}

export async function decideProposal(options: Decision): Promise<void> {
  const reason = requireReason(options.reason);
  const id = fromPublicId('redirectUriProposal', options.proposal);
  const uri = await withPlatform(options, async (platform) => {
    const by = operatorActor(await requireOperator(platform));
    if (id === undefined) return undefined;
    return platform
      .get(Transactions)
      .run((tx) => platform.get(RedirectUriProposals).decide(tx, id, { status: options.status, by, reason }));
  });
  if (uri === undefined) throw new UsageError(`No address waits under ${options.proposal}.`);
  printResult(options.json === true, {
    title: options.status === 'approved' ? 'Address registered' : 'Address refused',
    facts: { proposal_id: options.proposal, uri, reason },
  });
}
