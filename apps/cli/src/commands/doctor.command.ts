import type { Command } from 'commander';
import { colours } from '../colours.js';
import { examineMachine } from '../doctor/examine-machine.js';
import type { Finding } from '../doctor/finding.js';
import { localStackFilePath, localStackFileSchema } from '../local-stack-file.js';
import { readJson } from '../private-file.js';
import { readSettings } from '../settings.js';
import { runCommand } from './run-command.js';

interface DoctorOptions {
  platform?: true;
  local?: true;
  json?: true;
}

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check whether this machine can run the local stack, and how a stack that runs is doing')
    .option('--platform', 'instead: the platform that the environment variables describe')
    .option('--local', 'with --platform: that of the running local stack')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Looks only, and says what to do. ✓ is right, ! is worth knowing, ✗ keeps it from working: then it exits with 1. Of a platform it looks
at the clock, the certificate, the schema, Redis, the bank, the witnesses of the audit trail, and the processes.

Examples:
  $ sluis doctor
  $ sluis doctor --platform --json | jq -c '.[] | select(.verdict != "good")'`,
    )
    .action((options: DoctorOptions) => runCommand(() => doctor(options)));
}

async function doctor({ platform, local, json }: DoctorOptions): Promise<number> {
  const findings = platform
    ? await examinePlatformOf({ ...(local && { local }) })
    : [...(await examineMachine(readSettings())), ...(await ofRunning())];
  const marks = { good: colours.green('✓'), note: colours.yellow('!'), bad: colours.red('✗') };
  if (json) console.log(JSON.stringify(findings, null, 2));
  else for (const { verdict, text } of findings) console.log(`${marks[verdict]} ${text}`);
  return findings.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
}

async function ofRunning(): Promise<Finding[]> {
  const running = await readJson(localStackFilePath(readSettings()), localStackFileSchema);
  return running ? examinePlatformOf({ local: true }) : [];
}

async function examinePlatformOf(which: { local?: true }): Promise<Finding[]> {
  // Loaded here, so that other commands do not wait for the whole platform to load.
  const [{ examinePlatform }, { operatorEnvironment }] = await Promise.all([
    import('../doctor/examine-platform.js'),
    import('../operator/operator-environment.js'),
  ]);
  return examinePlatform(await operatorEnvironment(which));
}
