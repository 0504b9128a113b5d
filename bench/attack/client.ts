import http from 'node:http';
import net from 'node:net';

/** What an attacker got: `status` is the HTTP status, or the code of the connection's error. */
export type Reply = { status: string; bytes: number };
export type Answer = Reply & { headers: http.IncomingHttpHeaders; text: string };

export type AttackRequest = {
  path: string;
  method?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string | Uint8Array;
  /** The number of the attacker; each attacker has a different IP address. */
  from?: number;
  /** Closes the connection this many milliseconds after the request was sent. */
  closeAfter?: number;
};

const timeout = 60_000;

/** The IP address of an attacker: 127.1.x.y. The reader never has such an address. */
export const addressOf = (from: number): string => `127.1.${1 + Math.floor(from / 250)}.${1 + (from % 250)}`;

/** Sends requests to one server on this machine. */
export class Attackers {
  readonly port: number;
  /**
   * Added to the number of each attacker, so that no two attacks use the same IP addresses. Otherwise they would share
   * their request limits.
   */
  base = 0;

  constructor(port: number) {
    this.port = port;
  }

  send({ path, method = 'GET', headers = {}, body, from = 0, closeAfter }: AttackRequest): Promise<Answer> {
    return new Promise((resolve) => {
      let bytes = 0;
      const chunks: Buffer[] = [];
      const end = (status: string, got: http.IncomingHttpHeaders = {}): void => {
        clearTimeout(timer);
        resolve({ status, bytes, headers: got, text: Buffer.concat(chunks).toString() });
      };
      const request = http.request(
        {
          host: '127.0.0.1',
          localAddress: addressOf(this.base + from),
          port: this.port,
          path,
          method,
          agent: false,
          headers: body === undefined ? headers : { 'content-length': Buffer.byteLength(body), ...headers },
        },
        (response) => {
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes < 200_000) chunks.push(chunk);
          });
          response.on('end', () => end(String(response.statusCode), response.headers));
          response.on('error', () => end('closed'));
        },
      );
      const timer = setTimeout(() => {
        end(closeAfter === undefined ? 'no answer' : 'left');
        request.destroy();
      }, closeAfter ?? timeout);
      request.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'closed'));
      request.end(body);
    });
  }

  /** Sends `count` requests, `parallel` at a time. */
  async many(
    count: number,
    parallel: number,
    requestFor: (index: number) => Promise<Reply> | AttackRequest,
  ): Promise<Reply[]> {
    const replies: Reply[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const request = requestFor(next++);
        replies.push(await (request instanceof Promise ? request : this.send(request)));
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    return replies;
  }

  form(path: string, body: string, from = 0): AttackRequest {
    return { path, method: 'POST', body, from, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  }

  json(path: string, body: string): AttackRequest {
    return { path, method: 'POST', body, headers: { 'content-type': 'application/json' } };
  }

  /**
   * Sends text over a connection, waits for at most `wait` milliseconds, and closes the connection. Returns one reply
   * for each response, or `open` if the server neither responded nor closed the connection.
   * @param more text that is sent five times a second while the connection is open
   */
  raw(text: string, { from = 0, wait = 3000, neverReads = false, more }: Raw = {}): Promise<Reply[]> {
    return new Promise((resolve) => {
      let [heads, bytes, isClosing] = ['', 0, false];
      const socket = net.connect(
        { port: this.port, host: '127.0.0.1', localAddress: addressOf(this.base + from) },
        () => socket.write(text),
      );
      if (neverReads) socket.pause();
      socket.on('data', (chunk) => {
        bytes += chunk.length;
        for (const [head] of chunk.toString('latin1').matchAll(/HTTP\/1\.1 \d{3}/g)) heads += head;
      });
      const timer = setTimeout(() => {
        isClosing = true;
        socket.destroy();
      }, wait);
      const trickle = more ? setInterval(() => socket.write(more), 200) : undefined;
      socket.on('error', () => {});
      socket.once('close', () => {
        clearTimeout(timer);
        clearInterval(trickle);
        const statuses = [...heads.matchAll(/ (\d{3})/g)].map((match) => match[1]!);
        const got = statuses.length ? statuses : [isClosing ? 'open' : 'closed'];
        resolve(got.map((status, index) => ({ status, bytes: index === 0 ? bytes : 0 })));
      });
    });
  }
}

type Raw = {
  from?: number;
  wait?: number;
  /** Whether the client never reads the response. */ neverReads?: boolean;
  /** A text that is sent five times a second while the connection is open. */ more?: string;
};
