/** Money is whole cents in here; it becomes "12.50" where it leaves. */
export interface Product {
  id: string;
  name: string;
  about: string;
  cents: number;
  /** The drawing: a file of `pages/drawings.ts`. */
  drawing: 'beans' | 'cup' | 'pie' | 'filter' | 'mill' | 'tin';
}

export const products: readonly Product[] = [
  { id: 'beans', name: 'House beans', about: '250 g, roasted on Tuesday', cents: 1150, drawing: 'beans' },
  { id: 'espresso', name: 'Espresso tin', about: '500 g, dark, for the moka pot', cents: 1980, drawing: 'tin' },
  { id: 'cup', name: 'Blue cup', about: 'Holds a flat white, and a chip or two', cents: 1400, drawing: 'cup' },
  { id: 'filter', name: 'Paper filters', about: 'Forty, unbleached, size 4', cents: 375, drawing: 'filter' },
  { id: 'mill', name: 'Hand mill', about: 'Steel burrs; for the patient', cents: 8950, drawing: 'mill' },
  { id: 'pie', name: 'Apple pie', about: 'A slice, collected here before five', cents: 490, drawing: 'pie' },
];

export function productOf(id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

export function inEuros(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** @returns undefined for what is no amount, or none above zero */
export function toCents(text: string): number | undefined {
  const [, euros, cents = '00'] = /^(\d{1,6})(?:[.,](\d{2}))?$/.exec(text.trim()) ?? [];
  if (euros === undefined) return undefined;
  const amount = Number(euros) * 100 + Number(cents);
  return amount > 0 ? amount : undefined;
}
