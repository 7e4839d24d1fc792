import { parseArgs } from 'node:util';
import { z } from 'zod';

const variables = z.object({
  BUNQ_EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  BUNQ_EMULATOR_HOST: z.string().min(1).default('127.0.0.1'),
  BUNQ_EMULATOR_PUBLIC_URL: z.url().optional(),
  BUNQ_EMULATOR_STATE_FILE: z.string().min(1).optional(),
  BUNQ_EMULATOR_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('silent'),
  BUNQ_EMULATOR_CONTROL: z.enum(['loopback', 'anywhere']).default('loopback'),
});

export type Settings = z.infer<typeof variables>;

interface Option {
  variable: keyof Settings;
  /** What a value looks like. */
  takes: string;
  meaning: string;
}

/** Each setting as an option of the command line, which goes before the environment. */
const options: Record<string, Option> = {
  port: {
    variable: 'BUNQ_EMULATOR_PORT',
    takes: '0 to 65535',
    meaning: 'where it listens; 4100, and 0 takes a free one',
  },
  host: { variable: 'BUNQ_EMULATOR_HOST', takes: 'an address', meaning: 'where it listens; 127.0.0.1' },
  'public-url': {
    variable: 'BUNQ_EMULATOR_PUBLIC_URL',
    takes: 'a URL',
    meaning: 'address for browsers and phones; where it listens',
  },
  'state-file': {
    variable: 'BUNQ_EMULATOR_STATE_FILE',
    takes: 'a path',
    meaning: 'keeps the bank over a restart; none',
  },
  'log-level': {
    variable: 'BUNQ_EMULATOR_LOG_LEVEL',
    takes: 'silent, error, warn, info or debug',
    meaning: 'what it logs; silent',
  },
  control: {
    variable: 'BUNQ_EMULATOR_CONTROL',
    takes: 'loopback or anywhere',
    meaning: 'who may use /_emulator; loopback',
  },
};

/** The command was called wrongly; the message is one sentence for whoever typed it. */
export class UsageError extends Error {}

export const help = `bunq-emulator: a small bank that speaks bunq's API.

Options, each with its environment variable, what it takes, and its default last:
${Object.entries(options)
  .map(([name, { variable, takes, meaning }]) => `  --${name.padEnd(10)}  ${variable.padEnd(24)}  ${takes}: ${meaning}`)
  .join('\n')}
  --help        prints this
`;

/**
 * @returns undefined when only help is wanted
 * @throws UsageError
 */
export function readSettings(args: string[], environment: NodeJS.ProcessEnv): Settings | undefined {
  const known = Object.fromEntries(Object.keys(options).map((name) => [name, { type: 'string' } as const]));
  const { values, tokens } = parseArgs({
    args,
    options: { ...known, help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  if (values['help'] === true) return undefined;
  const given: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`"${token.value}" is not expected.`);
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (option === undefined) throw new UsageError(`There is no option "${token.rawName}".`);
    if (token.value === undefined)
      throw new UsageError(`The option "${token.rawName}" needs a value: ${option.takes}.`);
    given[option.variable] = token.value;
  }
  const parsed = variables.safeParse({ ...environment, ...given });
  if (parsed.success) return parsed.data;
  const variable = String(parsed.error.issues[0]?.path[0]);
  const [name, wrong] = Object.entries(options).find(([, option]) => option.variable === variable) ?? [];
  const where = variable in given ? `The option "--${name ?? ''}"` : `The variable ${variable}`;
  throw new UsageError(`${where} takes ${wrong?.takes ?? 'another value'}.`);
}
