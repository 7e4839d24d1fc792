import { playShare } from './share.js';

playShare(1);
