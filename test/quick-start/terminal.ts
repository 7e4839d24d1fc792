import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { until } from '../support/until.js';

/** A shell that somebody types into. */
export class Terminal {
  /** What it showed, errors too. */
  readonly shown: string[] = [];
  private readonly shell: ChildProcess;
  private readonly ended: Promise<void>;
  private hasEnded = false;
  private typed = 0;

  constructor(cwd: string, environment: Record<string, string | undefined>, onLine: (line: string) => void) {
    // -e: a reader does not go on after a command that failed. In a group of its own, to be ended with all it started.
    this.shell = spawn('bash', ['-e'], { cwd, env: environment, detached: true });
    this.ended = new Promise((resolve) => {
      this.shell.once('close', () => {
        this.hasEnded = true;
        resolve();
      });
    });
    for (const stream of [this.shell.stdout, this.shell.stderr]) {
      if (!stream) throw new Error('a terminal without a screen');
      createInterface({ input: stream }).on('line', (line) => {
        this.shown.push(line);
        onLine(line);
      });
    }
  }

  /** @throws Error with what was shown, when a command fails */
  async type(text: string): Promise<void> {
    this.typed += 1;
    const prompt = `-- ${this.typed} is done --`;
    this.enter(`${text}\necho '${prompt}'\n`);
    await this.untilShown(prompt);
  }

  /** Without waiting for its end. */
  enter(text: string): void {
    this.shell.stdin?.write(text);
  }

  async untilShown(text: string, withinMs = 60_000): Promise<void> {
    const isShown = () => this.shown.some((line) => line.includes(text));
    await until(
      `"${text}"`,
      async () => {
        if (isShown()) return true;
        if (this.hasEnded) throw new Error(`the terminal ended before "${text}":\n${this.shown.join('\n')}`);
        return undefined;
      },
      { withinMs },
    );
  }

  save(name: string, text: string): Promise<void> {
    return this.type(`cat > ${name} <<'END OF THE FILE'\n${text}END OF THE FILE`);
  }

  /** As Ctrl-C would, to everything that it started. */
  async close(): Promise<void> {
    if (!this.hasEnded && this.shell.pid !== undefined) process.kill(-this.shell.pid, 'SIGINT');
    this.shell.stdin?.end();
    await this.ended;
  }
}
