#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { registerDemo } from './commands/demo.command.js';
import { registerDoctor } from './commands/doctor.command.js';
import { registerPrepare } from './commands/prepare.command.js';
import { registerUp } from './commands/up.command.js';

const program = new Command('sluis')
  .description('Runs Sluis on one machine and operates the platform')
  .showHelpAfterError();
for (const register of [registerUp, registerDemo, registerPrepare, registerDoctor]) register(program);

await program.parseAsync();
