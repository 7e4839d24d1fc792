export { JsonLogger } from './json-logger.js';
export { startMetricsServer } from './metrics-server.js';
