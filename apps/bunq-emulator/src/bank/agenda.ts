/** What the bank has to come back to at a certain time. */
export interface Appointment {
  at: number;
  kind: 'psp_draft' | 'issuer_transaction' | 'request' | 'schedule' | 'callback' | 'payer';
  id: number;
}

/** Appointments by time: a binary heap, so that looking whether something is due costs nothing however much is waiting. */
export class Agenda {
  /** Called when something comes first that was not expected before. */
  onEarlier: () => void = () => undefined;
  private readonly heap: Appointment[] = [];

  add(appointment: Appointment): void {
    const { heap } = this;
    let index = heap.push(appointment) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.timeAt(parent) <= appointment.at) break;
      this.swap(index, parent);
      index = parent;
    }
    if (index === 0) this.onEarlier();
  }

  nextAt(): number | undefined {
    return this.heap[0]?.at;
  }

  /** Takes out the first appointment that is due. */
  takeDue(now: number): Appointment | undefined {
    const [first] = this.heap;
    if (first === undefined || first.at > now) return undefined;
    const last = this.heap.pop();
    if (last !== undefined && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    return first;
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let least = index;
      if (this.timeAt(left) < this.timeAt(least)) least = left;
      if (this.timeAt(left + 1) < this.timeAt(least)) least = left + 1;
      if (least === index) return;
      this.swap(index, least);
      index = least;
    }
  }

  private timeAt(index: number): number {
    return this.heap[index]?.at ?? Infinity;
  }

  private swap(one: number, other: number): void {
    const [first, second] = [this.heap[one], this.heap[other]];
    if (first === undefined || second === undefined) return;
    this.heap[one] = second;
    this.heap[other] = first;
  }
}
