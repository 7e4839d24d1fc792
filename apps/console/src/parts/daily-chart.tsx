import { Table, VisuallyHidden } from '@mantine/core';
import type { OverviewDay } from '../answers.js';
import { figure } from './words.js';

const width = 720;
const height = 200;
const left = 40;
const bottom = 22;

/** Payments per day, stacked by how they stand. The same figures as a table for whoever does not see it. */
export function DailyChart({ days }: { days: OverviewDay[] }) {
  const totals = days.map(({ executed, ended_unpaid: unpaid, open }) => executed + unpaid + open);
  const most = Math.max(4, ...totals);
  const step = (width - left) / days.length;
  const scale = (value: number) => (value / most) * (height - bottom - 8);
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {[0, 0.5, 1].map((part) => {
          const y = height - bottom - scale(most * part);
          return (
            <g key={part}>
              <line x1={left} x2={width} y1={y} y2={y} className="grid" />
              <text x={left - 6} y={y + 4} textAnchor="end">
                {figure(most * part)}
              </text>
            </g>
          );
        })}
        {days.map((day, index) => {
          const x = left + index * step + step * 0.15;
          const parts = [
            { name: 'executed', value: day.executed },
            { name: 'open', value: day.open },
            { name: 'unpaid', value: day.ended_unpaid },
          ];
          return (
            <g key={day.day}>
              <title>{`${day.day}: ${day.executed} executed, ${day.open} open, ${day.ended_unpaid} ended unpaid`}</title>
              {parts.map(({ name, value }, at) => {
                const below = parts.slice(0, at).reduce((sum, part) => sum + part.value, 0);
                return (
                  <rect
                    key={name}
                    className={name}
                    x={x}
                    width={step * 0.7}
                    y={height - bottom - scale(below + value)}
                    height={scale(value)}
                  />
                );
              })}
              {index % 7 === 3 && (
                <text x={x + step * 0.35} y={height - 6} textAnchor="middle">
                  {day.day.slice(5)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span className="key executed" /> executed <span className="key open" /> open <span className="key unpaid" />{' '}
        ended unpaid
      </figcaption>
      <VisuallyHidden>
        <Table>
          <caption>Payments per day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Executed</th>
              <th scope="col">Open</th>
              <th scope="col">Ended unpaid</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, executed, open, ended_unpaid: unpaid }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>{executed}</td>
                <td>{open}</td>
                <td>{unpaid}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </VisuallyHidden>
    </figure>
  );
}
