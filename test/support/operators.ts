import { AuditTrail } from '@sluis/audit';
import { Operators, type OperatorIdentity } from '@sluis/operators';
import { Transactions } from '@sluis/persistence';
import type { Stack } from './stack.js';

export interface TestOperator extends OperatorIdentity {
  token: string;
}

/** An operator; the first two of a database need no maker. */
export async function createOperator(
  { api }: Pick<Stack, 'api'>,
  handle: string,
  maker?: OperatorIdentity,
): Promise<TestOperator> {
  const operators = new Operators(api.get(AuditTrail));
  const created = await api.get(Transactions).run((tx) => operators.create(tx, { handle, maker }));
  if (!created) throw new Error(`${handle} was not made an operator`);
  return { ...created, handle };
}
