import { endOfDay } from '@sluis/money';

/**
 * When so many months are over in Amsterdam. A day that the last month does not have is its last one; a weekend gives no
 * more time, although the law would.
 *
 * @param receivedOn a calendar day
 * @see GDPR art. 12(3); Regulation (EEC, Euratom) 1182/71 art. 3
 */
export function answerBy(receivedOn: string, months: number): Date {
  const received = new Date(`${receivedOn}T00:00:00Z`);
  const day = new Date(Date.UTC(received.getUTCFullYear(), received.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(received.getUTCDate(), last));
  return endOfDay(day);
}
