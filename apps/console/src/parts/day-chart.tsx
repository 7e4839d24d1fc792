import { Table } from '@mantine/core';
import { figure } from './words.js';

const width = 720;
const height = 180;
const left = 60;
const bottom = 22;

export interface Series {
  name: string;
  /** One per day; null where there is nothing to tell. */
  values: (number | null)[];
  /** Its colour, by a class of the style sheet. */
  look: 'executed' | 'open' | 'unpaid';
}

/**
 * Figures of days: bars one upon another, or lines. The same figures as a table for whoever does not see them.
 *
 * @param atLeast how far the scale goes when all figures are below it
 */
export function DayChart({
  caption,
  days,
  series,
  as = 'bars',
  atLeast = 4,
  toText = figure,
}: {
  caption: string;
  days: string[];
  series: Series[];
  as?: 'bars' | 'lines';
  atLeast?: number;
  toText?: (value: number) => string;
}) {
  const tops = days.map((_, index) => {
    const values = series.map(({ values: all }) => all[index] ?? 0);
    return as === 'bars' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
  const most = Math.max(atLeast, ...tops);
  const step = (width - left) / days.length;
  const base = height - bottom;
  const scale = (value: number) => (value / most) * (base - 18);
  const textOf = (value: number | null | undefined) => (value === null || value === undefined ? '–' : toText(value));
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line x1={left} x2={width} y1={base - scale(most * part)} y2={base - scale(most * part)} className="grid" />
            <text x={left - 6} y={base - scale(most * part) + 4} textAnchor="end">
              {toText(most * part)}
            </text>
          </g>
        ))}
        {days.map((day, index) => {
          const middle = left + (index + 0.5) * step;
          const said = series.map(({ name, values }) => `${textOf(values[index])} ${name}`).join(', ');
          return (
            <g key={day}>
              <title>{`${day}: ${said}`}</title>
              {/* The whole day answers to the pointer, not the thin bar alone. */}
              <rect x={middle - step / 2} width={step} y={0} height={base} className="touch" />
              {series.map(({ name, look, values }, at) => {
                const value = values[index] ?? null;
                if (value === null) return null;
                if (as === 'lines')
                  return <circle key={name} className={`dot ${look}`} cx={middle} cy={base - scale(value)} r={4} />;
                const below = series.slice(0, at).reduce((sum, { values: lower }) => sum + (lower[index] ?? 0), 0);
                return (
                  <rect
                    key={name}
                    className={look}
                    x={middle - step * 0.35}
                    width={step * 0.7}
                    y={base - scale(below + value)}
                    height={scale(value)}
                  />
                );
              })}
              {index % 7 === 3 && (
                <text x={middle} y={height - 6} textAnchor="middle">
                  {day.slice(5)}
                </text>
              )}
            </g>
          );
        })}
        {as === 'lines' &&
          series.map(({ name, look, values }) => (
            <path
              key={name}
              className={`line ${look}`}
              d={pathOf(values, (value, index) => [left + (index + 0.5) * step, base - scale(value)])}
            />
          ))}
      </svg>
      {series.length > 1 && (
        <figcaption>
          {series.map(({ name, look }) => (
            <span key={name}>
              <span className={`key ${look}`} /> {name}{' '}
            </span>
          ))}
        </figcaption>
      )}
      <details>
        <summary>{caption}, in figures</summary>
        <Table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day, index) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {series.map(({ name, values }) => (
                  <td key={name}>{textOf(values[index])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      </details>
    </figure>
  );
}

/** A line that is broken where there is nothing to tell. */
function pathOf(values: (number | null)[], place: (value: number, index: number) => [x: number, y: number]): string {
  return values
    .map((value, index) => {
      if (value === null) return '';
      const isGoingOn = (values[index - 1] ?? null) !== null;
      return `${isGoingOn ? 'L' : 'M'}${place(value, index).join(' ')}`;
    })
    .join('');
}
