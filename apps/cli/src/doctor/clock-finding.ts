import type { Finding } from './finding.js';

/** @param aheadMs by how much our clock is ahead of theirs, to a second */
export function clockFinding(whose: string, aheadMs: number): Finding {
  const seconds = Math.abs(aheadMs) / 1_000;
  // A date header is cut to the second, and the way took its time.
  if (seconds < 3) return { verdict: 'good', text: `Clock: as ${whose}` };
  const text = `Clock: ${seconds.toFixed(0)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ${whose}`;
  const remedy = 'let it be set by NTP (timedatectl set-ntp true)';
  // Receivers of webhooks refuse what is five minutes off; links and consents end by the clock.
  return { verdict: seconds > 30 ? 'bad' : 'note', text: `${text}; ${remedy}` };
}
