import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import type { Database } from '../../platform/database/database.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { monitor, testApp } from '../../platform/testing/test-app.ts';
import { beginLetter } from '../hosted/begin-letter.ts';
import { queueMails } from './queue.ts';
import { letterPost, noteMails, reserveDue, type WriteMail } from './send.ts';

/** An address on loopback where nothing listens. */
async function nobody(): Promise<string> {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  return `smtp://127.0.0.1:${port}`;
}

const atFirst = new Date('2018-05-18T09:00:00Z');
let now = atFirst;
const address = (id: number): string => `office${id}@org.example`;

/** A letter with emails to send, and functions that send them and count them by state. */
async function letterWith(db: Database, count: number, whileWriting: (id: number) => Promise<void> = async () => {}) {
  now = atFirst;
  const made = testApp(db, { now: () => now });
  const write: WriteMail = async (_house, { id }) => {
    await whileWriting(id);
    return { to: address(id), subject: `Mail ${id}`, text: 'Sign.' };
  };
  const job = letterPost(write);
  await prepareJobs(db, [job]);
  const { number } = await run(made, beginLetter, monitor, { title: 'A letter', language: 'en' });
  const { id: letter } = await db.read
    .selectFrom('thing')
    .select('id')
    .where('kind', '=', 'letter')
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  const mails = Array.from({ length: count }, () => ({ kind: 'addressee' as const }));
  await db.transaction((tx) => queueMails(tx, letter, mails, now));
  const log = { info() {}, warn() {}, error() {}, debug() {} } as never;
  return {
    app: made,
    post(url: string): Promise<void> {
      const mail = { url, from: 'letters@paper.example' };
      const app: App = { ...made, config: { ...made.config, publicUrl: 'https://paper.example', mail } };
      return job.handler({ input: {}, app, log, signal: new AbortController().signal, last: false });
    },
    async states(): Promise<Record<string, number>> {
      const rows = await db.read
        .selectFrom('letter_mail')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .where('letter_id', '=', letter)
        .groupBy('state')
        .execute();
      return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
    },
  };
}
const reserve = (app: App) => run(app, reserveDue, systemPrincipal, {});

onEitherDatabase('emails of letters', (db) => {
  it('are not lost while the mail server is down for an hour, nor when the process dies while sending some', async () => {
    const { app, post, states } = await letterWith(db(), 130);
    const away = await nobody();
    for (let minutes = 0; minutes <= 60; minutes += 5) {
      now = new Date(atFirst.getTime() + minutes * 60_000);
      await post(away);
    }
    expect(await states()).toEqual({ queued: 130 });

    // A process takes some emails and dies before it sends them.
    now = new Date('2018-05-18T12:00:00Z');
    const inHand = await reserve(app);
    expect(inHand).toHaveLength(100);
    const server = await openMailServer();
    try {
      await post(server.url);
      expect(await states()).toEqual({ queued: 100, sent: 30 });
      // Another process takes over its job after 40 to 54 seconds.
      now = new Date('2018-05-18T12:00:40Z');
      await post(server.url);
      expect(await states()).toEqual({ sent: 130 });
      expect(new Set(server.received.map((mail) => mail.to[0])).size).toBe(130);
      expect(server.received).toHaveLength(130);
    } finally {
      await server.close();
    }
    // An outcome once recorded is not changed.
    await run(app, noteMails, systemPrincipal, { outcomes: [{ mail: inHand[0]!.id, became: 'bounced' }] });
    expect(await states()).toEqual({ sent: 130 });
  });

  it('stay with a process that is slow, and not with one that was paused', async () => {
    const taken: number[] = [];
    let takenWhileSlow: number | undefined;
    let written = 0;
    const { app, post, states } = await letterWith(db(), 3, async () => {
      written++;
      if (written === 1)
        for (let beats = 0; beats < 6; beats++) {
          now = new Date(now.getTime() + 10_000);
          await vi.advanceTimersByTimeAsync(10_000);
          await vi.waitUntil(async () => (await nextDue(app)) >= now.getTime() + 30_000, { timeout: 200_000 });
          taken.push(...(await reserve(app)).map(({ id }) => id));
        }
      // The process is paused, so it sends no heartbeat, and another takes over what is left.
      if (written === 2) {
        takenWhileSlow = taken.length;
        now = new Date(now.getTime() + 60_000);
        taken.push(...(await reserve(app)).map(({ id }) => id));
      }
    });
    const server = await openMailServer();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await post(server.url);
      expect([takenWhileSlow, taken.length]).toEqual([0, 2]);
      expect(written).toBe(2);
      expect(server.received).toHaveLength(1);
      expect(taken.map(address)).not.toContain(server.received[0]!.to[0]);
      expect(await states()).toEqual({ queued: 2, sent: 1 });
    } finally {
      vi.useRealTimers();
      await server.close();
    }
  });
});

/** When the next email is due, in milliseconds since 1970. */
async function nextDue(app: App): Promise<number> {
  const { at } = await app.db.read
    .selectFrom('letter_mail')
    .select((eb) => eb.fn.min('next_at').as('at'))
    .where('state', '=', 'queued')
    .executeTakeFirstOrThrow();
  return new Date(at).getTime();
}
