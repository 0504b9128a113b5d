import { expect, it } from 'vitest';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { openMailServer, type Received } from '../../platform/testing/mail-server.ts';
import { run, type App } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { inviteOrganisations, remindInvited } from '../signing/invite.ts';
import { makeLetter } from '../testing/published.ts';
import { listInvitations } from '../views/signatures.ts';
import { noteBounces } from './note-bounces.ts';
import { readBounce, splitMessages } from './read-bounce.ts';
import { letterPost } from './send.ts';

const mark = '0123456789abcdef01234567';

type Report = {
  to?: string;
  envelope?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
  returned?: string;
  as?: string;
  type?: string;
  text?: string;
};

/** A delivery report like those of mail servers. */
const report = ({
  to = 'bounces@paper.example',
  envelope,
  action = 'failed',
  status = '5.1.1',
  diagnostic = 'smtp; 550 5.1.1 <a@org.example>: User unknown\n    in table',
  returned = 'Subject: Will you sign?',
  as = 'message/rfc822',
  type = 'multipart/report; report-type=delivery-status',
  text = 'It failed.',
}: Report): string =>
  [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    `To: ${to}`,
    'Subject: Undelivered',
    `Content-Type: ${type};`,
    '\tboundary="==x/1"',
    'MIME-Version: 1.0',
    '',
    '--==x/1',
    'Content-Type: text/plain',
    '',
    text,
    '--==x/1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    ...(envelope ? [`Original-Envelope-Id: ${envelope}`] : []),
    '',
    'Final-Recipient: rfc822; a@org.example',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
    '',
    '--==x/1',
    `Content-Type: ${as}`,
    '',
    returned,
    '',
    'Hello',
    '--==x/1--',
    '',
  ]
    .join('\n')
    .replaceAll('\n', '\r\n');

const read = (message: string) => readBounce(Buffer.from(message));

it('only the envelope, the recipient address or the returned email show which email a report is about', async () => {
  const found = { marks: [mark], reason: '550 5.1.1 … User unknown in table' };
  expect(await read(report({ envelope: mark.toUpperCase() }))).toEqual(found);
  expect(await read(report({ to: `<bounces+${mark}@paper.example>` }))).toEqual(found);
  expect(await read(report({ returned: `Message-ID: <${mark}@paper.example>` }))).toEqual(found);
  expect(
    await read(report({ as: 'text/rfc822-headers', returned: `Subject: x\nMessage-Id:\n <${mark}@paper.example>` })),
  ).toEqual(found);
  expect(await read(report({ status: '4.4.1 (gave up)', diagnostic: 'X-Notes; \u202Egone', envelope: mark }))).toEqual({
    marks: [mark],
    reason: '4.4.1 gone',
  });
  // These are not bounces: a report of a delay, a receipt, reports that are not marked as reports, half a report, and a
  // text that is no email.
  for (const other of [
    report({ action: 'delayed', envelope: mark }),
    report({ action: 'delivered', envelope: mark }),
    report({ type: 'multipart/mixed', envelope: mark }),
    `Subject: ${mark}\r\n\r\nAction: failed\r\nOriginal-Envelope-Id: ${mark}`,
    report({ envelope: mark }).slice(0, 300),
    '\0\u0001'.repeat(1000),
    '',
  ])
    expect(await read(other)).toBeNull();
  expect(
    await read(report({ text: `Message-ID: <${mark}@paper.example>`, returned: `Subject: ${mark}` })),
  ).toMatchObject({ marks: [] });
});

it('a mailbox is split into its messages, and a file with a single message gives that message', () => {
  expect(
    splitMessages(
      'From MAILER-DAEMON Mon May 14 09:00:00 2018\nSubject: a\n\nFrom here on.\n\nFrom x@y Mon May 14 09:00:01 2018\nSubject: b\n\nB\n',
    ),
  ).toEqual(['Subject: a\n\nFrom here on.', 'Subject: b\n\nB\n']);
  expect(splitMessages('From: a@b\r\nSubject: c\r\n\r\nC')).toHaveLength(1);
  expect(splitMessages('\n')).toEqual([]);
  // A line that was written to make the search slow must not take long.
  expect(splitMessages(`From x 1\nSubject: a\n\nb\n\nFrom x ${'1'.repeat(2_000_000)}`)).toEqual(['Subject: a\n\nb']);
});

onEitherDatabase('emails of letters that bounce', (db) => {
  it('are recorded once with their invitations and the reason, and their addresses get no reminder', async () => {
    const server = await openMailServer();
    try {
      let now = new Date('2018-05-14T09:00:00Z');
      const made = testApp(db(), { now: () => now });
      const app: App = {
        ...made,
        config: {
          ...made.config,
          publicUrl: 'https://paper.example',
          mail: { url: server.url, from: 'letters@paper.example', bounces: 'bounces@mail.paper.example' },
        },
      };
      const job = letterPost(async (_house, mail) => ({
        to: `office${mail.id}@org.example`,
        subject: 'Will you sign?',
        text: 'Sign.',
      }));
      await prepareJobs(db(), [job]);
      const { letter, id } = await makeLetter(app, { open: true, signed: [] });
      await run(app, inviteOrganisations, editor, {
        letter,
        invitations: ['One', 'Two', 'Three'].map((organisation) => ({
          organisation,
          email: `${organisation}@org.example`,
        })),
      });
      const log = { info() {}, warn() {}, error() {}, debug() {} } as never;
      await job.handler({ input: {}, app, log, signal: new AbortController().signal, last: false });
      const [one, two] = server.received as [Received, Received];
      // The mark of an email is in its envelope and its Message-ID. The link in the email does not contain the mark.
      const marked = /^bounces\+([0-9a-f]{24})@mail\.paper\.example$/.exec(one.from)![1]!;
      expect(one.message).toContain(`Message-ID: <${marked}@paper.example>`);
      const messages = [
        report({ to: one.from }),
        report({ to: one.from }),
        report({ envelope: mark }),
        report({
          returned: /^Message-ID: .*$/m.exec(two.message)![0],
          status: '5.2.2',
          diagnostic: 'smtp; 552 5.2.2 Mailbox full',
        }),
      ];
      expect(await run(app, noteBounces, monitor, { messages })).toEqual({ noted: 2, known: 1, other: 1 });
      expect(
        (await listInvitations(db().read, new RowKeys(app.config.dataDir), id)).map((row) => [
          row.organisation,
          row.standing,
          row.bounce,
        ]),
      ).toEqual([
        ['One', 'bounced', '550 5.1.1 … User unknown in table'],
        ['Two', 'bounced', '552 5.2.2 Mailbox full'],
        ['Three', 'invited', ''],
      ]);
      now = new Date('2018-05-18T09:00:00Z');
      expect(await run(app, remindInvited, editor, { letter })).toEqual({ reminded: 1 });
      await expect(run(app, noteBounces, null, { messages })).rejects.toMatchObject({ code: 'not_signed_in' });
      const changes = await db().read.selectFrom('change').select('after').where('kind', '=', 'letter').execute();
      expect(JSON.stringify(changes)).not.toContain('org.example');
    } finally {
      await server.close();
    }
  });
});
