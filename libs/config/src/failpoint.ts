/** Read once: reading the environment asks the system, under a lock, every time. */
const armed = process.env['NODE_ENV'] === 'test' ? process.env['FAILPOINT'] : undefined;

/**
 * A named place where a test may kill the process, as a power cut would. Armed only by `FAILPOINT` in a process whose
 * `NODE_ENV` is `test`; anywhere else it is nothing.
 */
export function failpoint(name: string): void {
  if (name === armed) process.kill(process.pid, 'SIGKILL');
}
