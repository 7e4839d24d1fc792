import type { ApiChange } from '../api-change.js';
import { requestedAddress } from './requested-address.js';

/** Every change, oldest first. */
export const apiChanges: readonly ApiChange[] = [requestedAddress];
