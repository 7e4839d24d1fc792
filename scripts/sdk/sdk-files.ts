import { latestApiVersion } from '@sluis/api-versions';
import { format, resolveConfig } from 'prettier';
import type { OpenApiDocument } from '../../apps/api/src/openapi/openapi-document.js';
import { apiOperations } from './api-operations.js';
import { ApiTypes } from './api-types.js';
import { resourceClasses } from './resource-classes.js';

const apiVersionSource = `/** The version of the API whose types these are. */
export const apiVersion = '${latestApiVersion}';
`;
const folder = 'libs/sdk/src/generated';
const heading = '// Written by `npm run sdk:generate` from the API itself. Changes are lost.\n\n';

/** What of the SDK follows from the document: the text of each file by its path. */
export async function sdkFiles(document: OpenApiDocument): Promise<Record<string, string>> {
  const types = new ApiTypes(document.components.schemas, document.webhooks);
  const operations = apiOperations(document.paths).map((operation) => ({ ...operation, types: types.of(operation) }));
  const style = await resolveConfig(`${folder}/types.ts`);
  const written = (text: string) => format(heading + text, { ...style, parser: 'typescript' });
  return {
    [`${folder}/types.ts`]: await written(await types.source()),
    [`${folder}/api-version.ts`]: await written(apiVersionSource),
    [`${folder}/resources.ts`]: await written(resourceClasses(operations)),
  };
}
