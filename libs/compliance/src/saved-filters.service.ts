import { Injectable } from '@nestjs/common';
import { newId, queryRows, toPublicId, Transactions } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';

export type FilteredList = 'payments' | 'consents';

export interface SavedFilter {
  id: string;
  list: FilteredList;
  name: string;
  filter: Record<string, string>;
}

const most = 50;

/** Views of a list that somebody comes back to; each sees their own. */
@Injectable()
export class SavedFilters {
  constructor(private readonly transactions: Transactions) {}

  async list({ id }: StaffIdentity): Promise<SavedFilter[]> {
    const rows = await this.transactions.run((tx) =>
      queryRows<SavedFilter>(
        tx,
        `SELECT id, list, name, filter FROM staff_saved_filters WHERE staff_id = $1 ORDER BY list, name LIMIT ${most}`,
        [id],
      ),
    );
    return rows.map((row) => ({ ...row, id: toPublicId('savedFilter', row.id) }));
  }

  /** The same name again writes over. @returns undefined when there are too many */
  async save(
    { id: staffId }: StaffIdentity,
    { list, name, filter }: Omit<SavedFilter, 'id'>,
  ): Promise<SavedFilter | undefined> {
    const [row] = await this.transactions.run((tx) =>
      queryRows<SavedFilter>(
        tx,
        `INSERT INTO staff_saved_filters (staff_id, id, list, name, filter)
         SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM staff_saved_filters WHERE staff_id = $1) < ${most}
         ON CONFLICT (staff_id, list, name) DO UPDATE SET filter = excluded.filter RETURNING id, list, name, filter`,
        [staffId, newId(), list, name, JSON.stringify(filter)],
      ),
    );
    return row && { ...row, id: toPublicId('savedFilter', row.id) };
  }

  /** @returns false when this person has no such filter */
  async remove({ id: staffId }: StaffIdentity, id: string): Promise<boolean> {
    const removed = await this.transactions.run((tx) =>
      queryRows(tx, `DELETE FROM staff_saved_filters WHERE staff_id = $1 AND id = $2 RETURNING id`, [staffId, id]),
    );
    return removed.length > 0;
  }
}
