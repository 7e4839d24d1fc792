import { torture } from './torture.js';

torture('nameless');
