import type { AuditActor } from '@sluis/audit';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';

/** Who asks or decides: somebody signed in at the console, or an operator who proved to be one at the command line. */
export type ChangePerson = { staffId: string; roles: readonly string[] } | { operatorId: string };

/** The ids by which a person is kept. */
export interface PersonIds {
  staff: string | null;
  operator: string | null;
}

export function idsOf(person: ChangePerson): PersonIds {
  return 'staffId' in person ? { staff: person.staffId, operator: null } : { staff: null, operator: person.operatorId };
}

export function rolesOf(person: ChangePerson): readonly string[] | undefined {
  return 'roles' in person ? person.roles : undefined;
}

/** How the audit trail names a person. */
export function personActor({ staff, operator }: PersonIds): AuditActor {
  if (staff !== null) return { type: 'operator', id: toPublicId('staffMember', staff) };
  return operator === null ? { type: 'platform' } : { type: 'operator', id: toPublicId('operator', operator) };
}

/** Whether they are certainly two; the database asks the same function before it takes an approval. */
export async function areTwoPeople(tx: Transaction, one: PersonIds, other: PersonIds): Promise<boolean> {
  const [row] = await queryRows<{ are_two: boolean }>(tx, `SELECT are_two_people($1, $2, $3, $4) AS are_two`, [
    one.staff,
    one.operator,
    other.staff,
    other.operator,
  ]);
  return row?.are_two === true;
}
