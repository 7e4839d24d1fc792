import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { Knowledge } from './knowledge.js';
import { answer, sentence } from './tool-answer.js';

const annotations = { readOnlyHint: true, openWorldHint: false } as const;

/** What the documents say: guides, and every error code. No request is made for it. */
export function registerKnowledgeTools(server: McpServer, knowledge: Knowledge): void {
  const names = knowledge.guides.map(({ name }) => name);
  server.registerTool(
    'explain_error',
    {
      description: 'What an error code of the API means, whether the same request can work later, and what to do.',
      inputSchema: { code: z.string() },
      annotations,
    },
    ({ code }) => answer(knowledge.explain(code) ?? { detail: `There is no error code ${code}.` }),
  );
  server.registerTool(
    'read_guide',
    {
      description: `A guide for developers: ${knowledge.guides.map(({ name, title }) => `${name} (${title})`).join(', ')}.`,
      inputSchema: { name: z.enum(names) },
      annotations,
    },
    ({ name }) => sentence(knowledge.guides.find((guide) => guide.name === name)?.text ?? ''),
  );
  for (const { name, title, text } of knowledge.guides) {
    server.registerResource(name, `sluis://guides/${name}`, { title, mimeType: 'text/markdown' }, ({ href }) => ({
      contents: [{ uri: href, mimeType: 'text/markdown', text }],
    }));
  }
}
