import { environmentSchema } from '@sluis/config';
import { optionsOf } from '../../scripts/options-of.js';

export interface BenchOptions {
  /** Payments stored when a size is measured, ascending. */
  sizes: number[];
  concurrency: number;
  roundSeconds: number;
  /** Rounds per program and size, taken in turn; many short ones, for what else the machine does comes and goes. */
  rounds: number;
  /** Connections of either program. */
  poolSize: number;
  /** `create`, `get`, `list`, `webhook`. */
  work: string[];
  /** Arguments to Node.js for the API, such as `--cpu-prof`. */
  apiArguments: string[];
  /** Where the database of the largest size is kept, so that it is loaded once. */
  data: string | undefined;
  /** Nothing is measured. */
  loadOnly: boolean;
}

/** As many as a process of the platform comes with. */
const usualPool = String(environmentSchema.shape.DATABASE_POOL_SIZE.parse(undefined));

const usage = `npm run bench -- [--sizes 10000,1000000] [--concurrency 32] [--seconds 3] [--rounds 15] [--pool ${usualPool}] [--work create,get,list,webhook] [--api-arguments=--cpu-prof] [--data DIR [--load-only]]`;

export function benchOptions(): BenchOptions {
  const values = optionsOf(
    usage,
    {
      sizes: { type: 'string', default: '10000,100000,1000000,10000000' },
      concurrency: { type: 'string', default: '32' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '15' },
      pool: { type: 'string', default: usualPool },
      work: { type: 'string', default: 'create,get,list,webhook' },
      'api-arguments': { type: 'string', default: '' },
      data: { type: 'string' },
      'load-only': { type: 'boolean', default: false },
    },
    process.argv.slice(3),
  );
  const whole = (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is no whole number above 0. ${usage}`);
    return number;
  };
  return {
    sizes: values.sizes
      .split(',')
      .map(whole)
      .toSorted((left, right) => left - right),
    concurrency: whole(values.concurrency),
    roundSeconds: whole(values.seconds),
    rounds: whole(values.rounds),
    poolSize: whole(values.pool),
    work: values.work.split(','),
    apiArguments: values['api-arguments'].split(' ').filter(Boolean),
    data: values.data,
    loadOnly: values['load-only'],
  };
}
