import { Injectable } from '@nestjs/common';
import { queryRows, type Transaction } from '@sluis/persistence';

/** How far each list of the bank was compared. */
@Injectable()
export class ListMarks {
  async read(tx: Transaction, list: string): Promise<number | undefined> {
    const [row] = await queryRows<{ mark: string }>(tx, `SELECT mark FROM bank_list_marks WHERE bank_list = $1`, [
      list,
    ]);
    return row && Number(row.mark);
  }

  async begin(tx: Transaction, list: string, mark: number): Promise<void> {
    await tx.query(
      `INSERT INTO bank_list_marks (bank_list, mark, next_mark) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING`,
      [list, mark],
    );
  }

  /**
   * The mark follows behind: it becomes `reached` only after `behindMs`, when a list that lags must have shown all that
   * lies below.
   */
  async advance(tx: Transaction, list: string, reached: number, behindMs: number): Promise<void> {
    await tx.query(
      `INSERT INTO bank_list_marks AS known (bank_list, mark, next_mark) VALUES ($1, 0, $2)
       ON CONFLICT (bank_list) DO UPDATE SET
         scanned_at = clock_timestamp(),
         mark = CASE WHEN known.next_since <= clock_timestamp() - $3 * interval '1 millisecond'
                     THEN least(known.next_mark, $2) ELSE least(known.mark, $2) END,
         next_mark = CASE WHEN known.next_since <= clock_timestamp() - $3 * interval '1 millisecond'
                          THEN $2 ELSE known.next_mark END,
         next_since = CASE WHEN known.next_since <= clock_timestamp() - $3 * interval '1 millisecond'
                           THEN clock_timestamp() ELSE known.next_since END`,
      [list, reached, behindMs],
    );
  }
}
