export { ConfigModule } from './config.module.js';
export { Config, ConfigError, loadConfig } from './config.js';
export { environmentSchema, type Environment } from './environment.schema.js';
export type { PlatformMode } from './platform-mode.js';
export { failpoint } from './failpoint.js';
