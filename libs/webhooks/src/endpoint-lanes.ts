const firstWidth = 4;
const greatestWidth = 8;
/** An answer slower than this keeps a worker's hands full; the endpoint then gets fewer of them. */
const slowAfterMs = 2_000;

interface Lane {
  width: number;
  inFlight: number;
}

/**
 * Bounds what one endpoint can have in flight in this process, so that a slow receiver never takes all of a worker's
 * hands. A lane grows by one with each quick answer and halves with each slow or failed one.
 */
export class EndpointLanes {
  private readonly lanes = new Map<string, Lane>();

  /** Whether there is room; whoever enters must leave. */
  enter(endpointId: string): boolean {
    const lane = this.lanes.get(endpointId) ?? { width: firstWidth, inFlight: 0 };
    if (lane.inFlight >= lane.width) return false;
    lane.inFlight += 1;
    this.lanes.set(endpointId, lane);
    return true;
  }

  leave(endpointId: string, { succeeded, durationMs }: { succeeded: boolean; durationMs: number }): void {
    const lane = this.lanes.get(endpointId);
    if (!lane) return;
    lane.inFlight -= 1;
    const isQuick = succeeded && durationMs < slowAfterMs;
    lane.width = isQuick ? Math.min(greatestWidth, lane.width + 1) : Math.max(1, Math.floor(lane.width / 2));
    // A lane as new as an unknown one need not be remembered, nor one that has nothing bad to say.
    if (lane.inFlight === 0 && lane.width >= firstWidth) this.lanes.delete(endpointId);
  }
}
