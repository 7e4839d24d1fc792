// The whole of what keeps partners apart once more, while the application forgets the partner in all its statements.
import { forgotten } from '../api/partner-isolation/forget-partners.js';
import './isolation.spec.js';
import { expect, it } from 'vitest';

it('forgot it indeed', () => {
  expect(forgotten.statements).toBeGreaterThan(100);
});
