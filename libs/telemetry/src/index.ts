export { JsonLogger } from './json-logger.js';
export { metric } from './metric.js';
export { startMetricsServer } from './metrics-server.js';
