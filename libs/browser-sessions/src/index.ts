export { formToken, SessionRows, type SessionPlace, type UsedSession } from './session-rows.js';
