import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a database server, which a test can cut, silence or slow down. */
export class Line {
  #sockets = new Set<Socket>();
  readonly #far = new Set<Socket>();
  #silent = false;
  #server: Server;
  readonly url: string;
  down = false;
  /** Sends the end of the last response (ReadyForQuery, six bytes) separately, after the rest. */
  slow = false;
  /** If a client sends these words, they reach the server, and the line is cut before the client gets the response. */
  cutAfter: string | null = null;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async to(url: string): Promise<Line> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = new URL(url);
    own.port = String((server.address() as { port: number }).port);
    const line = new Line(server, own.href);
    server.on('connection', (socket) => line.#join(socket, target));
    return line;
  }

  #join(socket: Socket, target: URL): void {
    if (this.down) {
      socket.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    this.#far.add(far);
    far.on('close', () => this.#far.delete(far));
    for (const each of [socket, far]) {
      this.#sockets.add(each);
      each.on('error', () => {});
      each.on('close', () => this.#sockets.delete(each));
    }
    socket.on('close', () => far.destroy());
    far.on('close', () => socket.destroy());
    if (this.#silent) far.pause();
    let isLast = false;
    socket.on('data', (bytes) => {
      isLast ||= this.cutAfter !== null && bytes.includes(this.cutAfter);
      far.write(bytes);
    });
    socket.on('end', () => far.end());
    far.on('data', (bytes) => {
      if (isLast) return this.cut();
      if (!this.slow) return void socket.write(bytes);
      far.pause();
      socket.write(bytes.subarray(0, -6), () =>
        setTimeout(() => socket.write(bytes.subarray(-6), () => far.resume()), 20),
      );
    });
  }

  cut(): void {
    this.down = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Stops passing on what the server sends, without closing a connection. `false`: passes everything on. */
  silence(silent: boolean): void {
    this.#silent = silent;
    for (const far of this.#far)
      if (silent) far.pause();
      else far.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
