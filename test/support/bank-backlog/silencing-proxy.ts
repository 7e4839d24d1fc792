import { createServer } from 'node:http';

import { Agent, request } from 'undici';
import { z } from 'zod';

const wordless =
  '{"Error":[{"error_description":"Too many requests.","error_description_translated":"Too many requests."}]}';

/** Stands before a bank and passes everything on; once told to, it strikes the figures out of the bank's 429s. */
export async function startSilencingProxy(
  bankUrl: string,
): Promise<{ url: string; silence: () => void; close: () => Promise<void> }> {
  let isSilent = false;
  const agent = new Agent({ connections: 256 });
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers;
    const answer = await request(new URL(incoming.url ?? '/', bankUrl), {
      method: incoming.method ?? 'GET',
      headers,
      body: body.length > 0 ? body : null,
      dispatcher: agent,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const { 'content-length': _answered, connection: _kept, 'keep-alive': _alive, ...passed } = answer.headers;
    outgoing.writeHead(answer.statusCode, passed);
    outgoing.end(isSilent && answer.statusCode === 429 ? wordless : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    silence: () => {
      isSilent = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.destroy();
    },
  };
}
