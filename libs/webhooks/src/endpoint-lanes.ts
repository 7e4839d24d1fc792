const firstWidth = 4;
const greatestWidth = 8;
/** An answer slower than this keeps a worker's hands full; the endpoint then gets fewer of them. */
const slowAfterMs = 2_000;
/** Who answers within this is worth waiting for, and so long: putting work off costs more than doing it. */
const promptMs = 100;
const patienceMs = 250;
const shortestDelayMs = 200;
const longestDelayMs = 60_000;

interface Lane {
  width: number;
  inFlight: number;
  /** How long the latest answer took; unknown at first. */
  latestMs: number | undefined;
  /** Those who wait for a place, to be told whether they got it. */
  line: ((hasPlace: boolean) => void)[];
  /** When all that was put off so far will have had its place. */
  promisedUntil: number;
}

/**
 * Bounds what one endpoint can have in flight in this process, so that a slow receiver never takes all of a worker's
 * hands. A lane grows by one with each quick answer and halves with each slow or failed one.
 *
 * At an endpoint that answers promptly a hand waits a moment in line. What finds no place is put off behind what was put off
 * before it, so that each comes back about once however many there are.
 */
export class EndpointLanes {
  private readonly lanes = new Map<string, Lane>();

  /** Whether there is room; whoever enters must leave. */
  async enter(endpointId: string): Promise<boolean> {
    const lane = this.lane(endpointId);
    if (lane.inFlight < lane.width) {
      lane.inFlight += 1;
      return true;
    }
    if (lane.latestMs === undefined || lane.latestMs > promptMs) return false;
    return new Promise((resolve) => {
      const settle = (hasPlace: boolean) => {
        clearTimeout(timer);
        resolve(hasPlace);
      };
      const timer = setTimeout(() => {
        lane.line.splice(lane.line.indexOf(settle), 1);
        resolve(false);
      }, patienceMs);
      lane.line.push(settle);
    });
  }

  leave(endpointId: string, { succeeded, durationMs }: { succeeded: boolean; durationMs: number }): void {
    const lane = this.lanes.get(endpointId);
    if (!lane) return;
    lane.inFlight -= 1;
    const isQuick = succeeded && durationMs < slowAfterMs;
    lane.width = isQuick ? Math.min(greatestWidth, lane.width + 1) : Math.max(1, Math.floor(lane.width / 2));
    lane.latestMs = succeeded ? durationMs : slowAfterMs;
    while (lane.inFlight < lane.width) {
      const next = lane.line.shift();
      if (!next) break;
      lane.inFlight += 1;
      next(true);
    }
    // A lane as new as an unknown one need not be remembered, nor one that has nothing bad to say.
    if (lane.inFlight === 0 && lane.width >= firstWidth) this.lanes.delete(endpointId);
  }

  /** For one that found no room: when there will be some, if the others take as long as the latest answer did. */
  delayMs(endpointId: string): number {
    const lane = this.lane(endpointId);
    const now = performance.now();
    lane.promisedUntil = Math.max(lane.promisedUntil, now) + (lane.latestMs ?? slowAfterMs) / lane.width;
    const ms = Math.max(lane.promisedUntil - now, shortestDelayMs + Math.random() * shortestDelayMs);
    return Math.min(ms, longestDelayMs);
  }

  private lane(endpointId: string): Lane {
    let lane = this.lanes.get(endpointId);
    if (!lane) {
      lane = { width: firstWidth, inFlight: 0, latestMs: undefined, line: [], promisedUntil: 0 };
      this.lanes.set(endpointId, lane);
    }
    return lane;
  }
}
