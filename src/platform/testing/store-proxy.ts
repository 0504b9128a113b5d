import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * What happens to a request: it is passed on, its connection is cut, or it is answered with an error or a page.
 * `without`: it is passed on, but it and its answer lose this header.
 */
export type ProxyAction =
  | 'pass'
  | 'cut'
  | { without: 'range' | 'content-length' }
  | { status: number; code: string }
  | { status: number; page: string };

/**
 * A proxy on loopback in front of an S3 server, which can take the store away. `decide` sees each request, as `GET
 * /bucket/key`, and says what happens to it.
 */
export async function startStoreProxy(
  address: string,
): Promise<{ address: string; decide(fate: (request: string) => ProxyAction): void; stop(): Promise<void> }> {
  let fateOf: (request: string) => ProxyAction = () => 'pass';
  const target = new URL(address);
  const pass = (incoming: IncomingMessage, response: ServerResponse, without = ''): void => {
    const { method, url: path } = incoming;
    const { [without]: _, ...headers } = incoming.headers;
    const { hostname: host, port } = target;
    const onward = request({ host, port, method, path, headers, agent: false }, (answer) => {
      const { [without]: _, ...answered } = answer.headers;
      response.writeHead(answer.statusCode!, answered);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
  const server = createServer((incoming, response) => {
    const fate = fateOf(`${incoming.method} ${incoming.url}`);
    if (fate === 'pass') pass(incoming, response);
    else if (fate === 'cut') incoming.socket.destroy();
    else if ('without' in fate) pass(incoming, response, fate.without);
    else {
      incoming.resume();
      response.writeHead(fate.status, { 'content-type': 'application/xml' });
      response.end('page' in fate ? fate.page : `<?xml version="1.0"?><Error><Code>${fate.code}</Code></Error>`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}`,
    decide: (fate) => {
      fateOf = fate;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
