import type { INestApplicationContext } from '@nestjs/common';
import { type ChangeKindName, Changes } from '@sluis/changes';
import { toPublicId, Transactions } from '@sluis/persistence';
import { printResult } from '../commands/print-result.js';
import { requireOperator } from './present-operator.js';
import { requireTrailText } from './trail-text.js';
import { operator } from './with-platform.js';

export interface WantedChange {
  kind: ChangeKindName;
  payload: Record<string, unknown>;
  reason: string;
}

const longestReason = 200;

/**
 * Does it where one person is enough: on a test platform, or when it only takes away. On a live platform it is asked for, as
 * the operator of the token.
 *
 * @returns the id under which it waits for somebody else; undefined when it is done
 */
export async function changeOrAsk(
  platform: INestApplicationContext,
  wanted: WantedChange,
): Promise<string | undefined> {
  const changes = platform.get(Changes);
  if (changes.oneIsEnough) {
    await platform.get(Transactions).run((tx) => changes.doAlone(tx, { ...wanted, actor: operator }));
    return undefined;
  }
  const { id: operatorId } = await requireOperator(platform);
  const id = await changes.ask({ operatorId }, wanted);
  return id === undefined ? undefined : toPublicId('changeRequest', id);
}

export function requireReason(reason: string | undefined): string {
  return requireTrailText(reason, '--reason', longestReason);
}

export function printAsked(isJson: boolean, change: string): void {
  printResult(isJson, {
    title: 'Asked. Nothing changes before somebody else approves.',
    facts: { change },
    hint: `Next, in the console under Approvals, or by another operator: sluis change approve --change ${change}`,
  });
}
