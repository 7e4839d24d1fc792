export { apiVersions, firstApiVersion, latestApiVersion, parseApiVersion, type ApiVersion } from './api-versions.js';
export { eventIn, eventTextIn, lowerAnswer, lowerPointer, raiseRequest, type VersionedCall } from './convert.js';
export { apiChanges } from './changes/index.js';
export type { ApiChange } from './api-change.js';
