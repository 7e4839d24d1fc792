export type { ChangeFacts, ChangeKind, ChangeOrder, ChangeSight } from './change-kind.js';
export type { ChangePerson } from './change-person.js';
export type { ChangeRequest, ChangeStatus } from './change-request.js';
export { changeRoles, mayForChange, type ChangeKindName } from './change-roles.js';
export { Changes } from './changes.service.js';
export { ChangesModule } from './changes.module.js';
