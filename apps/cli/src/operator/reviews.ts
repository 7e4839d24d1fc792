import { setTimeout as wait } from 'node:timers/promises';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import {
  idKindOf,
  reviewKinds,
  Reviews,
  type OrderInReview,
  type Proposal,
  type Resolution,
  type ReviewFile,
  type ReviewKind,
} from '@sluis/reconciliation';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requireOperator } from './present-operator.js';
import { requireTrailText } from './trail-text.js';
import { withPlatform } from './with-platform.js';

export type Listing = OperatorOptions;
export interface Showing extends OperatorOptions {
  order: string;
}
export interface Proposing extends Showing {
  resolution: Resolution;
  bankObject?: string;
  evidence?: string;
  reason: string;
}
export interface Declining extends OperatorOptions {
  proposal: string;
}
export interface Approving extends Declining {
  override?: string;
}

/** The worker reads the bank before an approval counts; so long a terminal waits for it. */
const longestWaitMs = 60_000;
const longestText = 500;

export async function listReviews(options: Listing): Promise<void> {
  const orders = await withPlatform(options, (platform) => platform.get(Reviews).list());
  if (options.json) {
    console.log(JSON.stringify(orders.map(toLine), null, 2));
    return;
  }
  if (orders.length === 0) console.log('Nothing is in review.');
  for (const line of orders.map(toLine)) console.log(Object.values(line).join('  '));
}

export async function showReview(options: Showing): Promise<void> {
  const { kind, id } = requireOrder(options.order);
  const file = await withPlatform(options, (platform) => platform.get(Reviews).show(kind, id));
  if (!file) throw new UsageError(`There is no order ${options.order}.`);
  console.log(JSON.stringify(toView(file), null, 2));
}

export async function proposeReview(options: Proposing): Promise<void> {
  const { resolution, bankObject, evidence } = options;
  const { kind, id } = requireOrder(options.order);
  if ((resolution === 'adopt') !== (bankObject !== undefined))
    throw new UsageError('--bank-object belongs to adopt, and adopt needs it.');
  if (bankObject !== undefined && !/^[1-9]\d{0,14}$/.test(bankObject))
    throw new UsageError('--bank-object is a number, the id of the order at the bank.');
  if ((resolution === 'executed') !== (evidence !== undefined))
    throw new UsageError('--evidence belongs to executed, and executed needs it.');
  const proposalId = await withPlatform(options, async (platform) =>
    platform.get(Reviews).propose(await requireOperator(platform), {
      kind,
      id,
      resolution,
      bunqObjectId: bankObject === undefined ? null : Number(bankObject),
      evidence: evidence === undefined ? null : requireTrailText(evidence, '--evidence', longestText),
      reason: requireTrailText(options.reason, '--reason', longestText),
    }),
  );
  const proposal = toPublicId('reviewProposal', proposalId);
  printResult(options.json === true, {
    title: 'Proposed. Nothing changes before somebody else approves.',
    facts: { proposal, order: options.order, resolution },
    hint: `Next, by another operator: sluis review approve --proposal ${proposal}`,
  });
}

export async function approveReview(options: Approving): Promise<void> {
  const id = requireProposal(options.proposal);
  const override =
    options.override === undefined ? null : requireTrailText(options.override, '--override', longestText);
  const proposal = await withPlatform(options, async (platform) => {
    const reviews = platform.get(Reviews);
    await reviews.approve(await requireOperator(platform), id, override);
    return untilCarriedOut(() => reviews.find(id));
  });
  if (proposal?.status === 'refused')
    throw new UsageError(
      `Refused: the bank shows otherwise (${proposal.contradiction ?? 'unknown'}). The order stays in review; propose again, ` +
        'and approve with --override and a reason where that is allowed.',
    );
  const isDone = proposal?.status === 'applied';
  printResult(options.json === true, {
    title: isDone ? 'Approved and carried out' : 'Approved. The bank could not be read yet; a worker goes on trying.',
    facts: { proposal: options.proposal, status: proposal?.status ?? 'approved' },
  });
}

export async function declineReview(options: Declining): Promise<void> {
  const id = requireProposal(options.proposal);
  await withPlatform(options, async (platform) => platform.get(Reviews).decline(await requireOperator(platform), id));
  printResult(options.json === true, { title: 'Declined', facts: { proposal: options.proposal, status: 'declined' } });
}

async function untilCarriedOut(find: () => Promise<Proposal | undefined>): Promise<Proposal | undefined> {
  const endsAt = performance.now() + longestWaitMs;
  for (;;) {
    const proposal = await find();
    if (proposal?.status !== 'approved' || performance.now() > endsAt) return proposal;
    await wait(250);
  }
}

function toLine({ kind, id, rail, reviewReason, bunqObjectId, updatedAt, proposalId }: OrderInReview) {
  return {
    order: toPublicId(idKindOf[kind], id),
    rail,
    reason: reviewReason ?? '-',
    bank_object: bunqObjectId ?? '-',
    since: updatedAt.toISOString(),
    proposal: proposalId === null ? '-' : toPublicId('reviewProposal', proposalId),
  };
}

function toView({ order, attempts, proposals, sight }: ReviewFile) {
  return {
    ...toLine(order),
    status: order.status,
    partner: toPublicId('partner', order.partnerId),
    attempts: attempts.map(({ bunqObjectId, ...attempt }) => ({ ...attempt, bank_object: bunqObjectId })),
    bank_shows: sight
      ? {
          seen_at: sight.seenAt.toISOString(),
          extent: sight.extent,
          orders: sight.orders.map(({ bunqObjectId, rawStatus, owner, mismatch }) => ({
            bank_object: bunqObjectId,
            bank_status: rawStatus,
            owner,
            mismatch,
          })),
        }
      : null,
    proposals: proposals.map((proposal) => ({
      proposal: toPublicId('reviewProposal', proposal.id),
      resolution: proposal.resolution,
      bank_object: proposal.bunqObjectId,
      evidence: proposal.evidence,
      reason: proposal.reason,
      status: proposal.status,
      proposed_by: toPublicId('operator', proposal.proposedBy),
      proposed_at: proposal.proposedAt.toISOString(),
      decided_by: proposal.decidedBy && toPublicId('operator', proposal.decidedBy),
      override_reason: proposal.overrideReason,
      contradiction: proposal.contradiction,
    })),
  };
}

function requireOrder(publicId: string): { kind: ReviewKind; id: string } {
  for (const kind of reviewKinds) {
    const id = fromPublicId(idKindOf[kind], publicId);
    if (id !== undefined) return { kind, id };
  }
  throw new UsageError(`${publicId} is nothing that is reviewed. A payment looks like pay_01h455vb4pex5vsknk084sn02q.`);
}

function requireProposal(publicId: string): string {
  const id = fromPublicId('reviewProposal', publicId);
  if (id === undefined)
    throw new UsageError(`${publicId} is no proposal. One looks like rev_01h455vb4pex5vsknk084sn02q.`);
  return id;
}
