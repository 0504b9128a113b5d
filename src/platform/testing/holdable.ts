import { connect, createServer, type Socket } from 'node:net';

/** A TCP connection to a server, such as PostgreSQL, that can be paused: then it stays open and delivers nothing more. */
export async function holdable(target: URL) {
  const held = new Set<Socket>();
  const all = new Set<Socket>();
  let holding = false;
  const server = createServer((socket) => {
    const far = connect(Number(target.port), target.hostname);
    for (const one of [socket, far]) {
      all.add(one);
      one.on('error', () => {}).on('close', () => all.delete(one));
    }
    socket.pipe(far);
    far.pipe(socket);
    held.add(far);
    if (holding) far.pause();
    socket.on('close', () => far.destroy());
    far.on('close', () => {
      held.delete(far);
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    hold() {
      holding = true;
      for (const one of held) one.unpipe().pause();
    },
    async close() {
      for (const one of all) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
