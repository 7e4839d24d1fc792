import { Command } from 'commander';
import { apiScopes } from '@sluis/partners';
import { expect, it } from 'vitest';
import { registerKeyCreate } from '../../apps/cli/src/commands/key-create.command.js';

it('sluis key create --help names every scope, and no other', () => {
  let help = '';
  const key = new Command('key').configureOutput({ writeOut: (text) => (help += text) });
  registerKeyCreate(key);
  key.commands[0]?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const [, scopes = ''] = /Scopes:\n([\s\S]*?)\n\n/.exec(help) ?? [];
  expect(scopes.split(/[\s,]+/).filter(Boolean)).toEqual([...apiScopes]);
});
