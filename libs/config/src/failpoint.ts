/**
 * A named place where a test may kill the process, as a power cut would. Armed only by `FAILPOINT` in a process whose
 * `NODE_ENV` is `test`; anywhere else it is nothing.
 */
export function failpoint(name: string): void {
  if (process.env['NODE_ENV'] === 'test' && process.env['FAILPOINT'] === name) process.kill(process.pid, 'SIGKILL');
}
