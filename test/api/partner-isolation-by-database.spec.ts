// The whole of what keeps partners apart once more, while the application forgets the partner in all its statements.
import { forgotten } from './partner-isolation/forget-partners.js';
import './partner-isolation.spec.js';
import { expect, it } from 'vitest';

it('forgot it indeed', () => {
  expect(forgotten.statements).toBeGreaterThan(1_000);
});
