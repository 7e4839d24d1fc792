import { torture } from './torture.js';

torture('documented', { isKilled: true });
