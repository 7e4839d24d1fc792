const dayMs = 86_400_000;

/** TARGET, the settlement of the euro, is closed at weekends and on six days of the year. @param day midnight UTC of a calendar day */
export function isBusinessDay(day: Date): boolean {
  if (day.getUTCDay() === 0 || day.getUTCDay() === 6) return false;
  const date = day.toISOString().slice(5, 10);
  if (['01-01', '05-01', '12-25', '12-26'].includes(date)) return false;
  const easter = easterSunday(day.getUTCFullYear()).getTime();
  return day.getTime() !== easter - 2 * dayMs && day.getTime() !== easter + dayMs;
}

/** When the `count`th business day after `first` is over in Amsterdam. @param first midnight UTC of a calendar day */
export function endOfBusinessDay(first: Date, count: number): Date {
  let day = first;
  for (let passed = 0; passed < count;) {
    day = addDays(day, 1);
    if (isBusinessDay(day)) passed += 1;
  }
  return endOfDay(day);
}

/** When a calendar day is over in Amsterdam. @param day midnight UTC of it */
export function endOfDay(day: Date): Date {
  return midnightInAmsterdam(addDays(day, 1));
}

/** The calendar day there, as midnight UTC of the same date. */
export function dayInAmsterdam(moment: Date): Date {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(moment);
  return new Date(`${date}T00:00:00Z`);
}

/** As it is written: `2026-03-10`. */
export function todayInAmsterdam(): string {
  return dayInAmsterdam(new Date()).toISOString().slice(0, 10);
}

function addDays(day: Date, count: number): Date {
  return new Date(day.getTime() + count * dayMs);
}

/** One or two hours before midnight UTC: whichever is midnight there on that date. */
function midnightInAmsterdam(day: Date): Date {
  const summer = new Date(day.getTime() - 2 * 3_600_000);
  return dayInAmsterdam(summer).getTime() === day.getTime() ? summer : new Date(day.getTime() - 3_600_000);
}

/** Western Easter, by the anonymous Gregorian algorithm. */
function easterSunday(year: number): Date {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return new Date(Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1));
}
