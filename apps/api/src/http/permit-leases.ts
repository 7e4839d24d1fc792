/** What is given out for a window: how many permits, how many are left for everybody after them, and until when. */
export interface Grant {
  granted: number;
  left: number;
  resetMs: number;
}

/** Whether a request may pass, how many more may in this window, and when the next one begins. */
export interface Permit {
  isGiven: boolean;
  left: number;
  resetMs: number;
}

interface Lease {
  permits: number;
  /** Not given out to anybody when the lease was taken. */
  leftForAll: number;
  endsAt: number;
}

interface Place {
  lease: Lease;
  waiting: number;
  asking: Promise<void> | undefined;
}

const none: Lease = { permits: 0, leftForAll: 1, endsAt: 0 };

/**
 * Permits of a shared window, taken a block at a time and spent here. None is given out twice, so there are never more than
 * the window has; what another process has taken and not spent is missing here.
 */
export class PermitLeases {
  private readonly places = new Map<string, Place>();

  /** @param ask takes as many as there are, up to the number asked for */
  constructor(
    private readonly block: number,
    private readonly ask: (name: string, wanted: number) => Promise<Grant>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async take(name: string): Promise<Permit> {
    let place = this.places.get(name);
    if (!place) {
      place = { lease: none, waiting: 0, asking: undefined };
      this.places.set(name, place);
    }
    for (;;) {
      const { lease } = place;
      const resetMs = lease.endsAt - this.now();
      if (resetMs > 0 && lease.permits > 0) {
        lease.permits -= 1;
        return { isGiven: true, left: lease.leftForAll + lease.permits, resetMs };
      }
      // Nothing is given back before the window ends, so nobody need be asked again.
      if (resetMs > 0 && lease.leftForAll === 0) return { isGiven: false, left: 0, resetMs };
      place.waiting += 1;
      place.asking ??= this.renew(name, place);
      await place.asking;
    }
  }

  private async renew(name: string, place: Place): Promise<void> {
    // Those that come in the same turn of the loop are asked for together.
    await Promise.resolve();
    const askedAt = this.now();
    const wanted = Math.max(this.block, place.waiting);
    place.waiting = 0;
    try {
      const { granted, left, resetMs } = await this.ask(name, wanted);
      place.lease = { permits: granted, leftForAll: left, endsAt: askedAt + resetMs };
    } finally {
      place.asking = undefined;
    }
  }
}
