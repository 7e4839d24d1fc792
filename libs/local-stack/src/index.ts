export { findChromium } from './chromium.js';
export { type FolderLock, lockFolder } from './folder-lock.js';
export { describePortUser, freePort, isPortFree } from './ports.js';
export { LocalStackError } from './local-stack.error.js';
export { type PostgresOptions, startPostgres } from './postgres.js';
export { findRedisBinary } from './redis-binary.js';
export { type RedisOptions, startRedis } from './redis.js';
export { guardProcess, type Guard } from './watchdog.js';
export type { LocalServer, Progress } from './local-server.js';
