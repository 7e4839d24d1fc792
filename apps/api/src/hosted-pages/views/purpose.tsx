import { isolated } from './visible-text.js';

/** A partner's words stand in quotation marks: they are the partner's claim. */
export function Purpose({ text, isPartners }: { text: string; isPartners: boolean }) {
  return isPartners ? <q>{isolated(text)}</q> : <>{text}</>;
}
