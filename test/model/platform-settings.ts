/** Long enough that a busy machine seldom makes accidents of its own. */
export const bunqTimeoutMs = 3_000;

/** As in production, in the same order of lengths, and cut short: a slow bank has finished before its list is read. */
export const platformSettings: Record<string, string> = {
  BUNQ_TIMEOUT_MS: String(bunqTimeoutMs),
  RECONCILE_SETTLE_MS: '500',
  RECONCILE_READ_GAP_MS: '250',
  // Out of reach but for a clock that is moved on: giving up is what a payment must not need.
  RECONCILE_GIVE_UP_MS: '3000000',
  SWEEP_INTERVAL_MS: '250',
  WORK_HOLD_MS: '1500',
};
