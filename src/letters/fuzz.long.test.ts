import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import {
  hostileJsonText,
  hostileText,
  mutatedJson,
  mutatedText,
  unstorableTexts,
} from '../platform/testing/fuzz/inputs.ts';
import { readBounceInChild } from './post/bounce-reader.ts';
import { splitMessages } from './post/read-bounce.ts';
import { readList } from './signing/read-list.ts';
import { checkStatement, statementSchema } from './statement/check.ts';
import { nodeCrypto } from './statement/make.ts';

const mark = '0123456789abcdef01234567';
const bounce = `From MAILER-DAEMON Tue May 22 10:00:00 2018\nFrom: Mail <mailer@a.example>\nTo: press+${mark}@b.example\nSubject: =?utf-8?B?VW5kZWxpdmVyZWQ=?=\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n--x\nContent-Type: text/plain\n\nFailed.\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\nOriginal-Envelope-Id: ${mark}\n\nFinal-Recipient: rfc822; c@d.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n No such user\n\n--x\nContent-Type: message/rfc822\n\nMessage-ID: <${mark}@b.example>\nSubject: A\n\nB\n--x--\n`;

it('hostile emails are read as bounces or ignored', async () => {
  const inputs = fc.oneof(
    mutatedText([bounce, bounce.repeat(2)]),
    hostileText(),
    hostileText(500).map((text) => bounce.replace('5.1.1', () => text)),
    fc.tuple(fc.constantFrom('Content-Type', 'Subject', 'To', 'Content-Transfer-Encoding', 'Original-Envelope-Id'), hostileText(2000)).map(([name, text]) => `${name}: ${text}\n${bounce.slice(bounce.indexOf('\n') + 1)}`),
  ); // prettier-ignore
  await fuzz(inputs, async (text) => {
    for (const message of splitMessages(text).slice(0, 5)) {
      const read = await outcome(() => readBounceInChild(message));
      if (!('value' in read) || !read.value) continue;
      expect(read.value.reason.length).toBeLessThanOrEqual(300);
      expect(unstorableTexts(read.value)).toEqual([]);
      for (const one of read.value.marks) expect(one).toMatch(/^[0-9a-f]{24}$/);
    }
  });
});

it('hostile lists of organisations are read line by line', async () => {
  const list = 'Name;Mail\n"A, B";a@b.example;en\nC <c@d.example>\nd@e.example,D,ru\n';
  await fuzz(fc.oneof(mutatedText([list]), hostileText()), (text) => {
    const { listed, wrong } = readList(text);
    for (const { organisation, email } of listed) expect(organisation && email.includes('@')).toBeTruthy();
    for (const number of wrong) expect(number).toBeGreaterThan(0);
  }, { runs: 1000 }); // prettier-ignore
});

it('hostile signature records are found faulty', async () => {
  const hash = 'a'.repeat(64);
  const record = {
    schema: statementSchema,
    statement: {
      letter: { number: 1, address: 'http://a.example/letters/1', host: null },
      publishedAt: '2018-05-22', issuedAt: '2018-05-22',
      version: { number: 1, hash, content: { a: 1 } },
      counts: { confirmed: 1, known: 0, withdrawn: 0 },
      signatories: [{ name: 'A', kind: 'person', signer: 'B', role: '', confirmedAt: '2018-05-22', hash }],
    },
    key: hash,
    signature: 'b'.repeat(128),
  }; // prettier-ignore
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  const inputs = fc.oneof(
    mutatedJson([record]).map((one) => JSON.stringify(one)),
    fc.constant(JSON.stringify(record).replace('{"a":1}', deep)),
    mutatedText([JSON.stringify(record)]),
    hostileJsonText,
  );
  await fuzz(inputs, async (text) => {
    const { faults } = await checkStatement(text, nodeCrypto);
    expect(faults.length).toBeGreaterThan(0);
  });
});
