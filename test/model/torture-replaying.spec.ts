import { torture } from './torture.js';

torture('replaying');
