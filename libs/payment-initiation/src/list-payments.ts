import { firstIdAt, type Statement } from '@sluis/persistence';
import type { PaymentStatus } from './payment-status.js';

export interface PaymentFilter {
  limit: number;
  /** The id to list older payments from, or `before` the one to list newer ones from. */
  after?: string;
  before?: string;
  status?: PaymentStatus;
  reference?: string;
  paymentLinkId?: string;
  /** Made at or after, and `createdUntil` made before this time. */
  createdFrom?: Date;
  createdUntil?: Date;
}

/**
 * The statement that reads a page, and one row more to tell whether there is another.
 *
 * The page is chosen from an index alone: each filter has one that leads with the partner and ends with the id, and time
 * is a range of ids. Only what is shown is then read from the table, so a page costs the same wherever it lies.
 */
export function listStatement(
  columnList: string,
  partnerId: string,
  { limit, after, before, status, reference, paymentLinkId, createdFrom, createdUntil }: PaymentFilter,
): Statement {
  const values: unknown[] = [partnerId, limit + 1];
  const conditions = ['partner_id = $1'];
  const where = (condition: string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  where('status =', status);
  where('reference =', reference);
  where('payment_link_id =', paymentLinkId);
  where('id <', after);
  where('id >', before);
  where('id >=', createdFrom && firstIdAt(createdFrom));
  where('id <', createdUntil && firstIdAt(createdUntil));
  const direction = before === undefined ? 'DESC' : 'ASC';
  return {
    text: `SELECT ${columnList}
          FROM (SELECT id FROM payments WHERE ${conditions.join(' AND ')} ORDER BY id ${direction} LIMIT $2) page
          JOIN payments row ON row.partner_id = $1 AND row.id = page.id ORDER BY page.id ${direction}`,
    values,
  };
}
