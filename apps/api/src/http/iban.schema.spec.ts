import { describe, expect, it } from 'vitest';
import { ibanSchema } from './iban.schema.js';

describe('an IBAN in a request', () => {
  it.each(['NL02ABNA0123456789', 'NL02 ABNA 0123 4567 89', 'nl02abna0123456789', 'nl02 Abna 0123 4567 89'])(
    'is taken as %j',
    (text) => {
      expect(ibanSchema.parse(text)).toBe('NL02ABNA0123456789');
    },
  );

  it.each(['', 'NL03ABNA0123456789', 'NL02ABNA012345678', 'NL02-ABNA-0123-4567-89', 'ſL02ABNA0123456789'])(
    'is not %j',
    (text) => {
      expect(ibanSchema.safeParse(text).success).toBe(false);
    },
  );
});
