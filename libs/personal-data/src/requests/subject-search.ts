import { Injectable } from '@nestjs/common';
import { Money } from '@sluis/money';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { dataClasses, type DataClass } from './data-catalogue.js';
import type { SubjectKeys } from './data-subjects.js';
import { withSubject } from './subject-sql.js';

export interface FoundClass extends Pick<DataClass, 'id' | 'name' | 'staysBecause'> {
  rows: number;
  /** The last day on which something of it has to be kept; null while it is not known. */
  keptUntil: Date | null;
}

export interface FoundItem {
  application: string;
  id: string | null;
  kept_until: string | null;
  item: Record<string, unknown>;
}

/** Of one class, in one answer. An account with more is a business's. */
export const mostItems = 20_000;

/** As people write it. */
function withAmount(item: Record<string, unknown>): Record<string, unknown> {
  const { amount_minor: minor, currency, ...rest } = item;
  if (typeof minor !== 'number' || typeof currency !== 'string') return item;
  const { value } = Money.ofMinor(BigInt(minor), currency).toWire();
  return { amount: `${currency} ${value}`, ...rest };
}

/** Everything that is known of a person, class by class. */
@Injectable()
export class SubjectSearch {
  /** Classes in which there is something. */
  async count(tx: Transaction, keys: SubjectKeys): Promise<FoundClass[]> {
    const found: FoundClass[] = [];
    for (const known of dataClasses) {
      const { text, values } = withSubject(
        keys,
        `SELECT count(*)::integer AS rows, CASE WHEN bool_and(kept_until IS NOT NULL) THEN max(kept_until) END AS "keptUntil"
         FROM (${known.find}) found`,
      );
      const [row] = await queryRows<{ rows: number; keptUntil: Date | null }>(tx, text, values);
      if (!row || row.rows === 0) continue;
      const { id, name } = known;
      found.push({ id, name, ...row, ...('staysBecause' in known && { staysBecause: known.staysBecause }) });
    }
    return found;
  }

  /** @returns `mostItems` at most, and whether there are no more */
  async items(
    tx: Transaction,
    keys: SubjectKeys,
    { find, idKind }: DataClass,
  ): Promise<{ items: FoundItem[]; are_all: boolean }> {
    const { text, values } = withSubject(
      keys,
      `SELECT coalesce(r.name, '') AS application, found.id, found.kept_until, found.item FROM (${find}) found
       LEFT JOIN partners r ON r.id = found.partner_id ORDER BY found.id LIMIT ${mostItems + 1}`,
    );
    const rows = await queryRows<Omit<FoundItem, 'kept_until'> & { kept_until: Date | null }>(tx, text, values);
    const items = rows.slice(0, mostItems).map(({ id, kept_until: until, application, item }) => ({
      application,
      item: withAmount(item),
      id: id !== null && idKind !== undefined ? toPublicId(idKind, id) : null,
      kept_until: until?.toISOString().slice(0, 10) ?? null,
    }));
    return { items, are_all: rows.length <= mostItems };
  }
}
