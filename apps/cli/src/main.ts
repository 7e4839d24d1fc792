#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { registerDoctor } from './commands/doctor.command.js';
import { registerUp } from './commands/up.command.js';

const program = new Command('sluis')
  .description('Runs Sluis on one machine and operates the platform')
  .showHelpAfterError();
for (const register of [registerUp, registerDoctor]) register(program);

await program.parseAsync();
