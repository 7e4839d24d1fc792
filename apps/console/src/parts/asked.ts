export interface Question {
  text: string;
  round: number;
}

/** What was typed last, kept in the page alone. */
class Asked {
  private current: Question = { text: '', round: 0 };
  private readonly listeners = new Set<() => void>();

  ask(text: string): void {
    this.current = { text, round: this.current.round + 1 };
    this.listeners.forEach((listener) => listener());
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = () => this.current;
}

export const asked = new Asked();
