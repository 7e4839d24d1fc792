import { Operators } from '@sluis/operators';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { findOperator, requireOperator } from './present-operator.js';
import { withPlatform } from './with-platform.js';

export interface NewOperator extends OperatorOptions {
  handle: string;
}

export interface OperatorToDisable extends OperatorOptions {
  operator: string;
}

export async function createOperator(options: NewOperator): Promise<void> {
  const { handle } = options;
  if (!/^[a-z0-9][a-z0-9-]{1,39}$/.test(handle))
    throw new UsageError('A handle has 2 to 40 small letters, digits and hyphens.');
  const created = await withPlatform(options, async (platform) => {
    const maker = await findOperator(platform);
    return platform.get(Transactions).run((tx) => platform.get(Operators).create(tx, { handle, maker }));
  });
  if (!created)
    throw new UsageError(
      `No operator was made. Either ${handle} is taken, or there are two already: then set SLUIS_OPERATOR_TOKEN to one of theirs.`,
    );
  printResult(options.json === true, {
    title: 'Operator made. Hand the token over now: it cannot be shown again.',
    facts: { operator_id: toPublicId('operator', created.id), handle, token: created.token },
  });
}

export async function disableOperator(options: OperatorToDisable): Promise<void> {
  const id = fromPublicId('operator', options.operator);
  await withPlatform(options, async (platform) => {
    const by = await requireOperator(platform);
    const isDisabled =
      id !== undefined && (await platform.get(Transactions).run((tx) => platform.get(Operators).disable(tx, id, by)));
    if (!isDisabled) throw new UsageError(`There is no operator ${options.operator} who still may act.`);
  });
  printResult(options.json === true, {
    title: 'Operator disabled; the token stopped working.',
    facts: { operator_id: options.operator },
  });
}
