/**
 * The mark of Sluis: a lock seen from above, as on a chart. Two pairs of gates between the banks, and in the chamber the
 * one ship that is let through. Drawn with attributes only, since the content security policy refuses inline styles.
 */
export function SluisMark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <SluisMarkShapes />
    </svg>
  );
}

export function SluisMarkShapes() {
  return (
    <>
      <rect className="mark-tile" width="32" height="32" rx="8" fill="#0d5a60" />
      <g fill="none" stroke="#ffffff" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round">
        <path d="M9 5v22M23 5v22" opacity=".55" />
        <path d="M9 12.5 16 7.5l7 5M9 26l7-5 7 5" />
      </g>
      <circle cx="16" cy="16" r="2.4" fill="#f3c05f" />
    </>
  );
}

const symbols = {
  done: 'M9 16.5 14 21.5 23.5 11',
  stopped: 'M10 16h12',
  failed: 'M11 11 21 21M21 11 11 21',
  attention: 'M16 9v9M16 22.6v.1',
  waiting: 'M16 9.5V16l4.5 3',
  phone:
    'M12.5 8.5h7a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5V10a1.5 1.5 0 0 1 1.5-1.5ZM15 20.5h2',
} as const;

export type Symbol = keyof typeof symbols;

/** A round sign beside a heading that says the same in words; hidden from screen readers for that reason. */
export function StatusSign({ symbol }: { symbol: Symbol }) {
  return (
    <svg
      className={`sign sign-${symbol}`}
      viewBox="0 0 32 32"
      width="48"
      height="48"
      aria-hidden="true"
      focusable="false"
    >
      <circle className="sign-disc" cx="16" cy="16" r="15" />
      <path className="sign-stroke" d={symbols[symbol]} fill="none" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
