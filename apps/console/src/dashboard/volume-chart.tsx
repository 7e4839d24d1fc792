import { DayChart } from '../parts/day-chart.js';
import type { FiguresDay } from './answers.js';

/** What was executed per day, in euros. */
export function VolumeChart({ days }: { days: FiguresDay[] }) {
  return (
    <DayChart
      caption="Executed per day, in euros"
      days={days.map(({ day }) => day)}
      atLeast={1}
      series={[{ name: 'EUR', look: 'executed', values: days.map(({ volume }) => Number(volume)) }]}
    />
  );
}
