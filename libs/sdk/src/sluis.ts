import { Resources } from './generated/resources.js';
import type { SluisOptions } from './options.js';
import { Transport } from './transport.js';

/**
 * The platform, for a partner application: `sluis.payments.create(…)`, `sluis.payments.refunds.list(…)`.
 *
 * @throws SluisError for a base URL that the key must not go to
 */
export class Sluis extends Resources {
  constructor(options: SluisOptions) {
    super(new Transport(options));
  }
}
