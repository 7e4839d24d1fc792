import { type ChangeRequest, Changes } from '@sluis/changes';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requireReason } from './change-or-ask.js';
import { requireOperator } from './present-operator.js';
import { withPlatform } from './with-platform.js';

export interface OneChange extends OperatorOptions {
  change: string;
}
export interface ChangeDecision extends OneChange {
  reason: string;
}

export async function listChanges(options: OperatorOptions): Promise<void> {
  const waiting = await withPlatform(options, (platform) =>
    platform.get(Transactions).run((tx) => platform.get(Changes).list(tx, 'waiting')),
  );
  const lines = waiting.map(toLine);
  if (options.json) {
    console.log(JSON.stringify(lines, null, 2));
    return;
  }
  if (lines.length === 0) console.log('No change waits for a decision.');
  for (const line of lines) console.log(Object.values(line).join('  '));
}

export async function showChange(options: OneChange): Promise<void> {
  const id = requireChange(options);
  const shown = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const changes = platform.get(Changes);
      const change = await changes.find(tx, id);
      return change && { change, isAsItWas: change.status === 'waiting' ? await changes.isAsItWas(tx, change) : null };
    }),
  );
  if (!shown) throw new UsageError(`There is no change ${options.change}.`);
  const { change, isAsItWas } = shown;
  const view = {
    ...toLine(change),
    status: change.status,
    before: change.before,
    after: change.after,
    reason: change.reason,
    expires_at: change.expiresAt.toISOString(),
    is_as_it_was: isAsItWas,
    decided_by: change.decidedByName,
    decision_reason: change.decisionReason,
  };
  console.log(JSON.stringify(view, null, 2));
}

export async function decideChange(verb: 'approve' | 'refuse', options: ChangeDecision): Promise<void> {
  const id = requireChange(options);
  const reason = requireReason(options.reason);
  await withPlatform(options, async (platform) => {
    const { id: operatorId } = await requireOperator(platform);
    await platform.get(Changes)[verb]({ operatorId }, id, reason);
  });
  const title = verb === 'approve' ? 'Approved, and done' : 'Refused';
  printResult(options.json === true, { title, facts: { change: options.change } });
}

export async function withdrawChange(options: OneChange): Promise<void> {
  const id = requireChange(options);
  await withPlatform(options, async (platform) => {
    const { id: operatorId } = await requireOperator(platform);
    await platform.get(Changes).withdraw({ operatorId }, id);
  });
  printResult(options.json === true, { title: 'Taken back', facts: { change: options.change } });
}

function toLine({ id, kind, subject, askedByName, askedAt }: ChangeRequest) {
  return {
    change: toPublicId('changeRequest', id),
    kind,
    subject: subject.id,
    asked_by: askedByName,
    asked_at: askedAt.toISOString(),
  };
}

function requireChange({ change }: OneChange): string {
  const id = fromPublicId('changeRequest', change);
  if (id === undefined) throw new UsageError(`${change} is no change. One looks like chg_01h455vb4pex5vsknk084sn02q.`);
  return id;
}
