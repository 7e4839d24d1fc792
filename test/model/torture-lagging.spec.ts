import { torture } from './torture.js';

torture('lagging');
