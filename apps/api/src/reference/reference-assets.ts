import { createHash } from 'node:crypto';
import { referenceStyles } from './reference.css.js';

const hash = createHash('sha256').update(referenceStyles).digest('hex').slice(0, 16);

/** Its name holds its hash, so a browser may keep it for ever. */
export const referenceStylesheet = { path: `/docs/assets/reference.${hash}.css`, body: referenceStyles };
