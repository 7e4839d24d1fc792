import type { RecordsWanted } from '@sluis/audit';

/** All that is known of one payment or consent, as files of a pack: some for people, some for programs. */
export interface Dossier {
  /** Public id: `pay_…`, `con_…`. */
  subject: string;
  /** Another after every change of what is shown of the subject. */
  state: string;
  title: string;
  /** What it was, in a few lines. */
  facts: [term: string, value: string][];
  timeline: TimelineLine[];
  /** Rows as they are stored, under names that explain themselves. */
  data: Record<string, unknown>;
  /** What the payer was shown, byte for byte, by file name. */
  shown: Record<string, string>;
  partnerId: string;
  records: Pick<RecordsWanted, 'subjectType' | 'namedAs' | 'bankCalls'>;
}

export interface TimelineLine {
  at: Date;
  what: string;
  who: string;
  detail: string;
}

/** Line up what different tables tell. */
export function inOrder(lines: readonly TimelineLine[]): TimelineLine[] {
  return lines.toSorted((left, right) => left.at.getTime() - right.at.getTime());
}
