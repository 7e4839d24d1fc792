import type { Sql } from './sql.js';
import { until } from './until.js';

/** What the audit trail says about the bank's signed answer on an order, once it says anything; `kept` answers lie beside it. */
export function signedAnswersOf(
  sql: Sql,
  id: string,
): Promise<{ outcome: string; cause: string | null; kept: number }[]> {
  return until(`the bank's signed answer about ${id}`, async () => {
    const rows = await sql.rows<{ outcome: string; cause: string | null; kept: number }>(
      `SELECT outcome, cause, (
         SELECT count(*)::integer FROM bank_answers a
         WHERE a.subject = r.subject_id AND encode(a.body_hash, 'hex') = r.details->>'response_hash') AS kept
       FROM audit_records r WHERE subject_id = $1 AND action = 'bank_answer.kept' ORDER BY id`,
      [id],
    );
    return rows.length > 0 ? rows : undefined;
  });
}
