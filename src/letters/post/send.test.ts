import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { prepareJobs } from '../../platform/jobs/jobs.ts';
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

onEitherDatabase('emails of letters', (db) => {
  it('are not lost while the mail server is down for an hour, nor when the process dies while sending some', async () => {
    let now = new Date('2018-05-18T09:00:00Z');
    const made = testApp(db(), { now: () => now });
    const appOn = (url: string): App => ({
      ...made,
      config: { ...made.config, publicUrl: 'https://paper.example', mail: { url, from: 'letters@paper.example' } },
    });
    const write: WriteMail = async (_house, mail) => ({
      to: `office${mail.id}@org.example`,
      subject: `Mail ${mail.id}`,
      text: 'Sign.',
    });
    const job = letterPost(write);
    await prepareJobs(db(), [job]);
    const { number } = await run(made, beginLetter, monitor, { title: 'A letter', language: 'en' });
    const { id: letter } = await db()
      .read.selectFrom('thing')
      .select('id')
      .where('kind', '=', 'letter')
      .where('number', '=', number)
      .executeTakeFirstOrThrow();
    await db().transaction((tx) =>
      queueMails(
        tx,
        letter,
        Array.from({ length: 130 }, () => ({ kind: 'addressee' as const })),
        now,
      ),
    );
    const log = { info() {}, warn() {}, error() {}, debug() {} } as never;
    const post = (url: string) =>
      job.handler({ input: {}, app: appOn(url), log, signal: new AbortController().signal, last: false });
    const states = async () =>
      Object.fromEntries(
        (
          await db()
            .read.selectFrom('letter_mail')
            .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
            .groupBy('state')
            .execute()
        ).map((row) => [row.state, Number(row.count)]),
      );

    const away = await nobody();
    for (let minutes = 0; minutes <= 60; minutes += 5) {
      now = new Date(Date.parse('2018-05-18T09:00:00Z') + minutes * 60_000);
      await post(away);
    }
    expect(await states()).toEqual({ queued: 130 });

    // A process takes some emails and dies before it sends them.
    now = new Date('2018-05-18T12:00:00Z');
    const inHand = await run(made, reserveDue, systemPrincipal, {});
    expect(inHand).toHaveLength(100);
    const server = await openMailServer();
    try {
      await post(server.url);
      expect(await states()).toEqual({ queued: 100, sent: 30 });
      now = new Date('2018-05-18T12:11:00Z');
      await post(server.url);
      expect(await states()).toEqual({ sent: 130 });
      expect(new Set(server.received.map((mail) => mail.to[0])).size).toBe(130);
      expect(server.received).toHaveLength(130);
    } finally {
      await server.close();
    }
    // An outcome once recorded is not changed.
    await run(made, noteMails, systemPrincipal, { outcomes: [{ mail: inHand[0]!.id, became: 'bounced' }] });
    expect(await states()).toEqual({ sent: 130 });
  });
});
