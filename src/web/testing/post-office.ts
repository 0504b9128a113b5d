import type { Hono } from 'hono';
import { letterPost } from '../../letters/post/send.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import type { App } from '../../platform/operation.ts';
import { openMailServer, type Received } from '../../platform/testing/mail-server.ts';
import type { Env } from '../kit/context.ts';
import { writeLetterMail } from '../letters/mails/mails.ts';

export const site = 'https://paper.example';

/** A mail server on loopback. `post` sends an app's due emails through it. */
export async function openPostOffice() {
  const server = await openMailServer();
  let read = 0;
  return {
    server,
    settings: { publicUrl: site, mail: { url: server.url, from: 'Letters <letters@paper.example>' } },
    prepare: (app: App) => prepareJobs(app.db, [letterPost(writeLetterMail)]),
    /** Sends the due emails, as the queue's worker does. @returns the emails received since the last call */
    async post(app: App): Promise<Received[]> {
      const log = { info() {}, warn() {}, error() {}, debug() {}, fatal() {} };
      await letterPost(writeLetterMail).handler({
        input: {},
        app,
        log,
        signal: new AbortController().signal,
        last: false,
      });
      const fresh = server.received.slice(read);
      read = server.received.length;
      return fresh;
    },
    close: () => server.close(),
  };
}

export function bodyOf(mail: Received): string {
  const [head, ...rest] = mail.message.split(/\r?\n\r?\n/);
  const body = rest.join('\n\n');
  if (/base64/i.test(head!)) return Buffer.from(body, 'base64').toString();
  return Buffer.from(
    body
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

export const linkIn = (mail: Received): string => new RegExp(`${site}(/sign/\\S+)`).exec(bodyOf(mail))![1]!;
export const hashOn = (html: string): string => /name="hash" value="([0-9a-f]{64})"/.exec(html)![1]!;

/** A browser without scripts. */
export const visitor = (web: () => Hono<Env>) => ({
  async get(path: string) {
    const response = await web().request(path);
    return { status: response.status, text: await response.text(), headers: response.headers };
  },
  /** @param address the IP address of the visitor; without one, no limit counts the request */
  async send(path: string, values: Record<string, string>, address?: string) {
    const response = await web().request(
      path,
      {
        method: 'POST',
        body: new URLSearchParams(values),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
      address ? { incoming: { socket: { remoteAddress: address } } } : undefined,
    );
    return { status: response.status, text: await response.text() };
  },
});
