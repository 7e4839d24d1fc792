import type { Command } from 'commander';
import { readRunningStack } from '../local-stack-file.js';
import { readSettings, UsageError } from '../settings.js';
import { runCommand } from './run-command.js';

interface McpOptions {
  local?: true;
  allowPayments?: true;
  redirectUri?: string;
}

export function registerMcp(program: Command): void {
  program
    .command('mcp')
    .description(
      'let an agent read, and if allowed draft payments that a person confirms: Model Context Protocol over stdio',
    )
    .option('--local', 'the running local stack, instead of SLUIS_URL and SLUIS_KEY')
    .option('--allow-payments', 'drafts too; nothing is paid before a person confirms it at the bank')
    .option('--redirect-uri <uri>', 'where payers come back to; registered for the partner')
    .addHelpText(
      'after',
      `
Reads as one partner application, with its API key: SLUIS_URL=https://… SLUIS_KEY=sk_… sluis mcp. Give it a key whose
scopes end in :read; with --allow-payments also payments:write. What it is for: docs/guides/agents.md.

Examples:
  $ npm run -s sluis -- mcp --local
  $ SLUIS_URL=https://api.example SLUIS_KEY=sk_… sluis mcp --allow-payments --redirect-uri https://shop.example/return`,
    )
    .action((options: McpOptions) => runCommand(() => serve(options)));
}

async function serve({ local, allowPayments, redirectUri }: McpOptions): Promise<void> {
  const settings = readSettings();
  const stack = local ? await readRunningStack(settings) : undefined;
  const baseUrl = stack?.api_url ?? process.env['SLUIS_URL'];
  const apiKey = stack?.api_key ?? process.env['SLUIS_KEY'];
  if (!baseUrl || !apiKey) throw new UsageError('Set SLUIS_URL and SLUIS_KEY, or use --local.');
  const back = redirectUri ?? stack?.redirect_uri;
  if (allowPayments && !back) throw new UsageError('Say with --redirect-uri where payers come back to.');
  // Loaded here, so that other commands do not wait for it.
  const [{ mcpServer }, { Knowledge }, { StdioServerTransport }] = await Promise.all([
    import('../mcp/mcp-server.js'),
    import('../mcp/knowledge.js'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
  ]);
  const drafts = allowPayments && back ? { redirectUri: back } : undefined;
  const server = mcpServer({ baseUrl, apiKey }, new Knowledge(settings.projectFolder), drafts);
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
