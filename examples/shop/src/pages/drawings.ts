import type { Product } from '../catalogue.js';
import { Html } from './html.js';

/** Blue lines on a tile, with the ox-heads that Delft tiles have in their corners. */
const lines: Record<Product['drawing'], string> = {
  beans:
    '<ellipse cx="46" cy="54" rx="15" ry="21" transform="rotate(-24 46 54)"/><path d="M38 37c10 8 2 22 14 34"/><ellipse cx="77" cy="70" rx="15" ry="21" transform="rotate(32 77 70)"/><path d="M87 55c-13 5-7 21-20 29"/>',
  tin: '<path d="M40 42v42c0 5 40 5 40 0V42"/><ellipse cx="60" cy="42" rx="20" ry="6"/><path d="M40 54c0 5 40 5 40 0M40 74c0 5 40 5 40 0"/><path d="M50 66l4-4 4 4 4-4 4 4 4-4"/><path d="M50 36c0-6 20-6 20 0"/>',
  cup: '<path d="M36 50h44v14c0 12-8 20-22 20s-22-8-22-20z"/><path d="M80 54c14-3 14 18-1 17"/><path d="M30 90h56"/><path d="M50 42c-4-5 4-7 0-12M62 42c-4-5 4-7 0-12"/>',
  filter: '<path d="M32 40h56L70 84H50z"/><path d="M42 40l12 44M60 40v44M78 40L66 84"/><path d="M48 84h24"/>',
  mill: '<path d="M42 56h36l4 32H38z"/><path d="M46 56c0-16 28-16 28 0"/><path d="M60 44V32h22"/><circle cx="86" cy="31" r="4"/><path d="M52 74h16v8H52z"/><path d="M60 76v4"/>',
  pie: '<path d="M28 66L84 44c8 6 10 14 8 22z"/><path d="M28 66v18h64V66"/><path d="M40 74h40"/><path d="M56 58l6 5M68 52l6 6"/>',
};

const corner = '<path d="M8 22c8 0 14-6 14-14M8 15c4 0 7-3 7-7"/>';

export function drawing(name: Product['drawing']): Html {
  const corners = [0, 90, 180, 270].map((turn) => `<g transform="rotate(${turn} 60 60)">${corner}</g>`).join('');
  return new Html(
    `<svg class="tile" viewBox="0 0 120 120" aria-hidden="true" focusable="false">${corners}${lines[name]}</svg>`,
  );
}
