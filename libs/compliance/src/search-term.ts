import { isValidIBAN } from 'ibantools';
import { fromPublicId, idPrefixes, type IdKind } from '@sluis/persistence';

/** What somebody typed into the one box, understood. */
export type SearchTerm =
  | { kind: 'id'; of: IdKind; id: string }
  | { kind: 'iban'; iban: string }
  | { kind: 'day'; from: Date; until: Date }
  | { kind: 'text'; text: string };

const months = 'january february march april may june july august september october november december'.split(' ');
const dayMs = 86_400_000;
const kinds = Object.keys(idPrefixes).filter((kind): kind is IdKind => kind in idPrefixes);

/** An id of ours, an IBAN, a day (2026-05-31, 31-05-2026 or 31 May 2026, UTC), else a reference, a payer's reference, a number at the bank or a partner's name. */
export function understand(typed: string): SearchTerm {
  const text = typed.trim();
  const small = text.toLowerCase();
  for (const of of kinds) {
    const id = small.startsWith(`${idPrefixes[of]}_`) ? fromPublicId(of, small) : undefined;
    if (id !== undefined) return { kind: 'id', of, id };
  }
  const iban = text.replaceAll(/[\s-]/g, '').toUpperCase();
  if (isValidIBAN(iban)) return { kind: 'iban', iban };
  const from = dayOf(text);
  if (from) return { kind: 'day', from, until: new Date(from.getTime() + dayMs) };
  return { kind: 'text', text };
}

function dayOf(text: string): Date | undefined {
  const [, year, month, day] =
    /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? swapped(/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(withoutWords(text)));
  if (!year || !month || !day) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  // 31 February is no day, whatever a calendar that rolls over makes of it.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? date : undefined;
}

/** `21 Nov 2026, 14:05:00 UTC`, as the console writes it, with or without the time, becomes `21-11-2026`. */
function withoutWords(text: string): string {
  return text.replace(
    /^(\d{1,2}) ([a-z]{3,9}) (\d{4})(?:, \d{2}:\d{2}:\d{2} UTC)?$/i,
    (_, day: string, word: string, year: string) => {
      const month = months.findIndex((name) => name.startsWith(word.toLowerCase()));
      return month === -1 ? text : `${day}-${month + 1}-${year}`;
    },
  );
}

function swapped(match: RegExpExecArray | null): (string | undefined)[] {
  return match ? [match[0], match[3], match[2], match[1]] : [];
}
