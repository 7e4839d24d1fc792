import { colours as pc } from '../colours.js';

/** What a person reads while the stack starts: one line per step, with its time when it took any. */
export class ConsoleOutput {
  private readonly startedAt = Date.now();

  /** Runs one step; a dim line says what it does, a tick that it is done. */
  async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    const isTerminal = process.stdout.isTTY;
    if (isTerminal) process.stdout.write(pc.dim(`  … ${what}`));
    try {
      const result = await work();
      const took = Date.now() - startedAt;
      this.clearLine(isTerminal);
      console.log(`${pc.green('  ✓')} ${what}${took >= 300 ? pc.dim(` ${(took / 1000).toFixed(1)} s`) : ''}`);
      return result;
    } catch (error) {
      this.clearLine(isTerminal);
      console.log(`${pc.red('  ✗')} ${what}`);
      throw error;
    }
  }

  note(message: string): void {
    this.clearLine(process.stdout.isTTY);
    console.log(`${pc.yellow('  !')} ${message}`);
  }

  /** One verified event of the test partner. */
  received(eventType: string, resourceId: string): void {
    console.log(`  ${pc.cyan('←')} ${eventType.padEnd(30)} ${pc.dim(resourceId)}  ${pc.green('webhook verified')}`);
  }

  say(message: string): void {
    console.log(message);
  }

  table(rows: readonly (readonly [string, string])[]): void {
    const width = Math.max(...rows.map(([label]) => label.length)) + 2;
    for (const [label, value] of rows) console.log(`  ${pc.dim(label.padEnd(width))}${value}`);
  }

  fail(message: string): void {
    console.error(pc.red(message));
  }

  get secondsSinceStart(): string {
    return ((Date.now() - this.startedAt) / 1000).toFixed(1);
  }

  private clearLine(isTerminal: boolean): void {
    if (isTerminal) process.stdout.write('\r\u001b[2K');
  }
}
