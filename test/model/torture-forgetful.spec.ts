import { torture } from './torture.js';

torture('forgetful');
