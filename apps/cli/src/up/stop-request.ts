/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into an abort, and a later second one into `force`.
 *
 * npm passes signals on to us that the terminal or a supervisor has also sent to us directly, so one Ctrl-C can arrive
 * twice; only a signal that comes a second later is a second wish.
 */
export function listenForStop(force: () => void): { signal: AbortSignal; stopListening(): void } {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const onSignal = () => {
    const now = Date.now();
    askedAt ??= now;
    if (now - askedAt > 1000) force();
    controller.abort(new StopRequested());
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    stopListening: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

export class StopRequested extends Error {
  override readonly name = 'StopRequested';
}
