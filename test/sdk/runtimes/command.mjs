// For runtimes that are commands: <runtime> command.mjs <settings as JSON>
import process from 'node:process';
import { journey } from './journey.mjs';
import * as sdk from './sdk/dist/index.js';

for (const line of await journey(sdk, JSON.parse(process.argv[2]))) console.log(line);
