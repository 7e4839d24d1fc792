import type { INestApplicationContext } from '@nestjs/common';
import { Operators, type OperatorIdentity } from '@sluis/operators';
import { Transactions } from '@sluis/persistence';
import { UsageError } from '../settings.js';

const variable = 'SLUIS_OPERATOR_TOKEN';

/** Whose token stands in the environment; a command line would show it to every user of the machine. */
export async function findOperator(platform: INestApplicationContext): Promise<OperatorIdentity | undefined> {
  const token = process.env[variable];
  if (token === undefined || token === '') return undefined;
  const identity = await platform.get(Transactions).run((tx) => platform.get(Operators).authenticate(tx, token));
  if (!identity) throw new UsageError(`${variable} is not the token of an operator who still may act.`);
  return identity;
}

/** @throws UsageError when nobody's token is there */
export async function requireOperator(platform: INestApplicationContext): Promise<OperatorIdentity> {
  const identity = await findOperator(platform);
  if (!identity) throw new UsageError(`Set ${variable} to your operator token. sluis operator create makes one.`);
  return identity;
}
