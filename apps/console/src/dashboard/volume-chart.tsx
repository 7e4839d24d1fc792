import { Table, VisuallyHidden } from '@mantine/core';
import { figure } from '../parts/words.js';
import type { FiguresDay } from './answers.js';

const width = 720;
const height = 160;
const left = 60;
const bottom = 22;

/** What was executed per day, in euros. The same figures as a table for whoever does not see it. */
export function VolumeChart({ days }: { days: FiguresDay[] }) {
  const values = days.map(({ volume }) => Number(volume));
  const most = Math.max(1, ...values);
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
        {days.map(({ day, volume }, index) => {
          const x = left + index * step + step * 0.15;
          const tall = scale(Number(volume));
          return (
            <g key={day}>
              <title>{`${day}: EUR ${volume}`}</title>
              <rect className="executed" x={x} width={step * 0.7} y={height - bottom - tall} height={tall} />
              {index % 7 === 3 && (
                <text x={x + step * 0.35} y={height - 6} textAnchor="middle">
                  {day.slice(5)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <VisuallyHidden>
        <Table>
          <caption>Executed per day, in euros</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">EUR</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, volume }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>{volume}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </VisuallyHidden>
    </figure>
  );
}
