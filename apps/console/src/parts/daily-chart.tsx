import type { OverviewDay } from '../answers/overview.js';
import { DayChart } from './day-chart.js';

/** Payments per day, by how they stand. */
export function DailyChart({ days }: { days: OverviewDay[] }) {
  return (
    <DayChart
      caption="Payments per day"
      days={days.map(({ day }) => day)}
      series={[
        { name: 'executed', look: 'executed', values: days.map(({ executed }) => executed) },
        { name: 'open', look: 'open', values: days.map(({ open }) => open) },
        { name: 'ended unpaid', look: 'unpaid', values: days.map(({ ended_unpaid: unpaid }) => unpaid) },
      ]}
    />
  );
}
