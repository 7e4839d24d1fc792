const provenWidth = 4;
const greatestWidth = 8;
/** An answer slower than this keeps a worker's hands full; the endpoint then gets fewer of them. */
const slowAfterMs = 2_000;
/** Who answers within this is worth waiting for, and so long: putting work off costs more than doing it. */
const patienceMs = 250;
/** Who answers within this may have as many hands as its lane is wide. */
const trustedMs = 1_000;
/** So many wait at an endpoint that has not answered yet. */
const longestLineOfUnproven = 2;
const shortestDelayMs = 200;
const longestDelayMs = 60_000;
const mostLanes = 10_000;

interface Lane {
  width: number;
  inFlight: number;
  /** How long answers take, the latest counting most; unknown at first. */
  usualMs: number | undefined;
  /** Those who wait for a place, to be told whether they got it. */
  line: ((hasPlace: boolean) => void)[];
  /** When all that was put off so far will have had its place. */
  promisedUntil: number;
}

/**
 * Bounds what one endpoint can have in flight in this process, so that a slow receiver never takes all of a worker's
 * hands. An endpoint begins with one; its lane opens with its first quick answer, grows by one with each further one and
 * halves with each slow or failed one. All endpoints that are not known to answer within a second take half of the hands at most.
 *
 * At an endpoint that answers promptly a hand waits a moment in line. What finds no place is put off behind what was put off
 * before it, so that each comes back about once however many there are.
 */
export class EndpointLanes {
  private readonly lanes = new Map<string, Lane>();
  /** In flight to endpoints that are not known to answer within a second. */
  private doubtful = 0;

  /** @param hands how many deliveries the process makes at once */
  constructor(private readonly hands: number) {}

  /** Whether there is room; whoever enters must leave. */
  async enter(endpointId: string): Promise<boolean> {
    const lane = this.lane(endpointId);
    if (lane.inFlight < lane.width && (answersWithin(lane, trustedMs) || this.doubtful < this.hands / 2)) {
      this.count(lane, 1);
      return true;
    }
    const mayWait =
      lane.usualMs === undefined ? lane.line.length < longestLineOfUnproven : answersWithin(lane, patienceMs);
    if (!mayWait) return false;
    return new Promise((resolve) => {
      const settle = (hasPlace: boolean) => {
        clearTimeout(timer);
        resolve(hasPlace);
      };
      const timer = setTimeout(() => {
        lane.line.splice(lane.line.indexOf(settle), 1);
        // Slow, as far as one can tell: nobody else need wait to learn that.
        lane.usualMs ??= slowAfterMs;
        resolve(false);
      }, patienceMs);
      lane.line.push(settle);
    });
  }

  leave(endpointId: string, { succeeded, durationMs }: { succeeded: boolean; durationMs: number }): void {
    const lane = this.lanes.get(endpointId);
    if (!lane) return;
    this.count(lane, -1);
    const isQuick = succeeded && durationMs < slowAfterMs;
    lane.width = isQuick
      ? Math.min(greatestWidth, Math.max(provenWidth, lane.width + 1))
      : Math.max(1, Math.floor(lane.width / 2));
    this.learn(lane, succeeded ? durationMs : slowAfterMs);
    while (lane.inFlight < lane.width) {
      const next = lane.line.shift();
      if (!next) break;
      this.count(lane, 1);
      next(true);
    }
    // Faster than promised: who is put off now has nobody in front.
    if (lane.inFlight === 0) lane.promisedUntil = 0;
  }

  /** For one that found no room: when there will be some, if the others take as long as answers usually do. */
  delayMs(endpointId: string): number {
    const lane = this.lane(endpointId);
    const soonMs = shortestDelayMs + Math.random() * shortestDelayMs;
    // Kept out by other endpoints alone.
    if (lane.inFlight < lane.width) return soonMs;
    const now = performance.now();
    lane.promisedUntil = Math.max(lane.promisedUntil, now) + (lane.usualMs ?? patienceMs) / lane.width;
    return Math.min(Math.max(lane.promisedUntil - now, soonMs), longestDelayMs);
  }

  private learn(lane: Lane, durationMs: number): void {
    const wasTrusted = answersWithin(lane, trustedMs);
    lane.usualMs =
      wasTrusted && lane.usualMs !== undefined && durationMs < slowAfterMs
        ? 0.8 * lane.usualMs + 0.2 * durationMs
        : durationMs;
    const isTrusted = answersWithin(lane, trustedMs);
    if (isTrusted !== wasTrusted) this.doubtful += isTrusted ? -lane.inFlight : lane.inFlight;
  }

  private count(lane: Lane, change: 1 | -1): void {
    lane.inFlight += change;
    if (!answersWithin(lane, trustedMs)) this.doubtful += change;
  }

  private lane(endpointId: string): Lane {
    let lane = this.lanes.get(endpointId);
    if (!lane) {
      if (this.lanes.size >= mostLanes) this.forgetOne();
      lane = { width: 1, inFlight: 0, usualMs: undefined, line: [], promisedUntil: 0 };
      this.lanes.set(endpointId, lane);
    }
    return lane;
  }

  private forgetOne(): void {
    for (const [id, { inFlight, line }] of this.lanes) {
      if (inFlight > 0 || line.length > 0) continue;
      this.lanes.delete(id);
      return;
    }
  }
}

function answersWithin({ usualMs }: Lane, ms: number): boolean {
  return usualMs !== undefined && usualMs <= ms;
}
