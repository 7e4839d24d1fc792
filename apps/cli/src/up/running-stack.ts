import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalServer } from '@sluis/local-stack';
import { type Settings, UsageError } from '../settings.js';
import { type AppName, type AppProcess, failed, startApp } from './app-process.js';
import type { ConsoleOutput } from './console-output.js';

const maxWorkerRestarts = 3;

/** All processes of the stack: started here, watched here, and stopped here, each before what it uses. */
export class RunningStack {
  private readonly apps = new Map<AppName, AppProcess>();
  private readonly servers: LocalServer[] = [];
  private readonly listeners: { stop(): Promise<void> }[] = [];
  private readonly broken = Promise.withResolvers<never>();
  private isStopping = false;
  private workerRestarts = 0;

  constructor(
    private readonly settings: Settings,
    private readonly output: ConsoleOutput,
  ) {
    // It is awaited only once the stack is up; until then a failing step reports the same trouble.
    this.broken.promise.catch(() => undefined);
  }

  /** Rejects when a process ended that the stack cannot do without. */
  get failure(): Promise<never> {
    return this.broken.promise;
  }

  addServer(name: string, server: LocalServer): string {
    this.servers.push(server);
    void this.watchServer(name, server);
    return server.url;
  }

  /** Something that listens inside this very process. */
  addListener(listener: { stop(): Promise<void> }): void {
    this.listeners.push(listener);
  }

  async startApp(name: AppName, env: Record<string, string>): Promise<AppProcess> {
    const app = await startApp(this.settings, name, env);
    this.apps.set(name, app);
    void app.exited.then(() => this.onExit(app, env)).catch((error: unknown) => this.broken.reject(error));
    return app;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    for (const users of [this.listeners, [...this.apps.values()], this.servers])
      await Promise.allSettled(users.map((it) => it.stop()));
  }

  /** Without any waiting; the watchdog sees to the database servers once this process is gone. */
  kill(): void {
    for (const { pid, hasExited } of this.apps.values()) if (!hasExited()) process.kill(pid, 'SIGKILL');
  }

  private async watchServer(name: string, server: LocalServer): Promise<void> {
    await server.exited;
    if (this.isStopping) return;
    this.broken.reject(new UsageError(`${name} ended unexpectedly; its log is in ${this.settings.dataFolder}.`));
  }

  private async onExit(app: AppProcess, env: Record<string, string>): Promise<void> {
    if (this.isStopping) return;
    if (app.name !== 'worker' || this.workerRestarts === maxWorkerRestarts)
      throw await failed(app, 'ended unexpectedly');
    this.workerRestarts += 1;
    this.output.note(`worker ended unexpectedly; starting it again (${this.workerRestarts} of ${maxWorkerRestarts})`);
    await sleep(1000);
    if (!this.isStopping) await this.startApp('worker', env);
  }
}
