import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

export type Received = { from: string; to: string[]; message: string };

/** A real SMTP server on loopback that stores what it receives. It refuses recipients at `refused.example`. */
export async function openMailServer(): Promise<{
  url: string;
  received: Received[];
  /** Resolves once the received emails satisfy the condition. */ until(
    fits: (received: readonly Received[]) => boolean,
  ): Promise<void>;
  close(): Promise<void>;
}> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  async function keep(
    stream: SMTPServerDataStream,
    { envelope: { mailFrom, rcptTo } }: SMTPServerSession,
  ): Promise<void> {
    const message = await text(stream);
    received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address), message });
    for (const look of waiting) look();
  }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.endsWith('@refused.example') ? new Error('No such mailbox here') : null),
    onData: callbackify(keep),
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const until = (fits: (received: readonly Received[]) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!fits(received)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    until,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
