export { findChromium, findInstalledChromium } from './chromium.js';
export { type FolderLock, lockFolder } from './folder-lock.js';
export { describePortUser, freePort, isPortFree } from './ports.js';
export { LocalStackError } from './local-stack.error.js';
export { type PostgresOptions, startPostgres } from './postgres.js';
export { findInstalledRedis, findRedisBinary } from './redis-binary.js';
export { type RedisOptions, startRedis } from './redis.js';
export { endLeftover, launchServer, type LocalServer, type Progress, type ServerProcess } from './local-server.js';
