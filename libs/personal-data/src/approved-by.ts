import type { ChangeOrder } from '@sluis/changes';
import { DomainError } from '@sluis/errors';
import { fromPublicId } from '@sluis/persistence';

/**
 * Who of the staff approved, for the rows that refuse the same person twice.
 *
 * @throws DomainError request_invalid  it was approved elsewhere than in the console
 */
export function approvedBy({ actor }: ChangeOrder): string {
  const staffId = fromPublicId('staffMember', actor.id ?? '');
  if (staffId === undefined) throw new DomainError('request_invalid', 'This is approved in the console.');
  return staffId;
}
