// Writes what of libs/sdk follows from the API's own description: npm run sdk:generate
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { controllers } from '../../apps/api/src/api.module.js';
import { openApiDocument } from '../../apps/api/src/openapi/openapi-document.js';
import { sdkFiles } from './sdk-files.js';

for (const [path, text] of Object.entries(await sdkFiles(openApiDocument(controllers, 'http://127.0.0.1')))) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(path);
}
