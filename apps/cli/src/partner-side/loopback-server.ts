import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A small HTTP server inside this process. What `answer` throws becomes a 500 and goes to `onError`. */
export async function listen(
  { host, port }: { host: string; port: number },
  answer: Answer,
  onError: (error: unknown) => void = () => undefined,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: portOf(server), stop: () => stop(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // Browsers keep connections open for the next click, which will not come.
  server.closeAllConnections();
  await closed;
}
