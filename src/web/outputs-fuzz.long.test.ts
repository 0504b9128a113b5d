import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { parseHTML } from 'linkedom';
import PostalMime from 'postal-mime';
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import { openMailer } from '../platform/mail/mail.ts';
import { AppError } from '../platform/errors.ts';
import { run } from '../platform/operation.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { fuzz } from '../platform/testing/fuzz/fuzz.ts';
import { hostileText, storableText } from '../platform/testing/fuzz/inputs.ts';
import { openMailServer } from '../platform/testing/mail-server.ts';
import { editor } from '../platform/testing/test-app.ts';
import { withoutForbidden } from '../platform/text/xml.ts';
import { emailSchema } from '../letters/hosted/schema.ts';
import { file } from '../record/filing/file.ts';
import { invitationText } from './letters/mails/mails.ts';
import { routes } from './routes.ts';
import { deskOn } from './testing/desk.ts';
import { dangersIn } from './testing/safe-html.ts';

/** The texts of an XML document by the names of their elements. @throws Error if it is not well-formed */
function textsIn(xml: string): [name: string, text: string][] {
  const texts: [string, string][] = [];
  const open: { name: string; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => void open.push({ name, text: '' }));
  parser.on('text', (text) => void (open.length && (open.at(-1)!.text += text)));
  parser.on('closetag', () => {
    const { name, text } = open.pop()!;
    texts.push([name, text]);
  });
  parser.write(xml).close();
  return texts;
}

onOneDatabase('what is published', (db) => {
  it('keeps hostile names in their place, in each format', async () => {
    const desk = deskOn(db(), { config: { publicUrl: 'https://paper.example' } });
    let made = 0;
    const names = fc.record({ title: storableText(180), name: storableText(100), source: storableText(150), words: storableText(400), room: storableText(60), summary: storableText(400) }); // prettier-ignore
    await fuzz(names, async ({ title, name, source, words, room, summary }) => {
      made++;
      const seen = { visibility: 'public' as const };
      const filed = await run(desk.app, file, editor, {
          actors: [{ key: 'a', kind: 'organisation', names: [{ text: `A${name}` }], ...seen }],
          sources: [{ key: 's', kind: 'article', title: `S${source}`, ...seen }],
          cases: [{ key: 'c', title: `C${title}`, summary: `M${summary}`, ...seen }],
          proceedings: [{ key: 'p', case: '#c', title: `P${title}`, ...seen }],
          hearings: [{ key: 'h', proceeding: '#p', title: `H${title}`, ...seen }],
          events: [{ key: 'e', case: '#c', title: `E${title}`, ...seen }],
          claims: [
            {
              case: '#c', wording: `W${words}`, kind: 'paraphrase', mode: 'stated', checked: true, ...seen,
              chain: [{ actor: '#a', verb: 'said' }], support: { kind: 'reference', source: '#s' },
              statements: [
                { subject: '#h', property: 'hearing-time', value: { at: '2018-06-03T10:00', zone: 'Asia/Almaty' } },
                { subject: '#h', property: 'room', value: `R${room}` },
                { subject: '#e', property: 'date', value: '2018-04-02' },
              ],
            },
          ],
        }).catch((error: unknown) => {
          if (error instanceof AppError && error.status < 500) return null;
          throw error;
        }); // prettier-ignore
      if (!filed) return;
      const number = (refs: readonly string[]): number => Number(refs[0]!.split('/')[1]);
      const [inCase, actor, from, claim] = [number(filed.cases), number(filed.actors), number(filed.sources), number(filed.claims)]; // prettier-ignore
      const get = async (path: string): Promise<string> => {
        let answer = await desk.web.request(path);
        for (let hop = 0; hop < 3 && answer.status >= 300 && answer.status < 400; hop++)
          answer = await desk.web.request(new URL(answer.headers.get('location')!, 'https://paper.example').pathname);
        const body = await answer.text();
        if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
        return body;
      };
      // The title as the record has it, from JSON, which needs no rules of its own.
      const record = JSON.parse(await get(`${routes.api()}/cases/${inCase}`)) as { title: string };
      const stored = record.title;
      const tidy = (one: string): string => one.replace(/[\s\p{Cc}]+/gu, ' ').trim();

      for (const path of [`/cases/${inCase}`, `/actors/${actor}`, `/sources/${from}`, `/claims/${claim}`, '/cases', `/search?q=${encodeURIComponent(stored.slice(0, 40))}`]) // prettier-ignore
        expect([path, dangersIn(await get(path))]).toEqual([path, []]);
      const { document } = parseHTML(await get(`/cases/${inCase}`));
      expect(tidy(document.querySelector('h1')?.textContent ?? '')).toContain(tidy(stored));

      const feed = textsIn(await get(`/feeds/cases/${inCase}.xml`));
      const json = JSON.parse(await get(`/feeds/cases/${inCase}.json`)) as { title: string; items: { title: string }[] };
      const titles = feed.flatMap(([element, text]) => (element === 'title' ? [text] : []));
      // Parsers of XML read each kind of line end as U+000A.
      expect(titles).toEqual([json.title, ...json.items.map((one) => one.title)].map((one) => withoutForbidden(one).replace(/\r\n?/g, '\n')));
      for (const [element, text] of feed) if (element === 'content') expect(dangersIn(text)).toEqual([]);
      textsIn(await get(routes.cases.as('xml')));
      textsIn(await get(routes.sitemap()));

      const calendar = new ICAL.Component(ICAL.parse(await get(routes.caseCalendar({ number: inCase }))));
      const events = calendar.getAllSubcomponents('vevent');
      expect(events).toHaveLength(1);
      const plain = (one: string): string => one.replaceAll(/[^\P{Cc}\n]/gu, '').replace(/\s+/g, ' ').trim();
      const summaryOf = String(events[0]!.getFirstPropertyValue('summary'));
      expect(plain(summaryOf)).toContain(plain(stored));
      expect(new Set(events[0]!.getAllProperties().map((one) => one.name))).not.toContain('attach');

      const rows = parseCsv(await get('/export/cases.csv'), { bom: true, relax_column_count: false }) as string[][];
      const titleAt = rows[0]!.indexOf('title');
      const cells = rows.slice(1).map((row) => row[titleAt]);
      expect(cells.includes(stored) || cells.includes(`'${stored}`)).toBe(true);
      for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r＝＋－＠]/);
    }, { runs: 25 }); // prettier-ignore
    expect(made).toBeGreaterThan(0);
  }, 900_000);
});

it('hostile names and titles stay in the subject and the text of an email', async () => {
  const server = await openMailServer();
  const mailer = await openMailer({ mail: { url: server.url, from: 'Desk <desk@paper.example>' } as never });
  try {
    const inputs = fc.record({ title: hostileText(200), organisation: hostileText(100), host: hostileText(100), note: hostileText(1000), email: hostileText(40) }); // prettier-ignore
    await fuzz(inputs, async ({ title, organisation, host, note, email }) => {
      const address = emailSchema.safeParse(`${email}@b.example`);
      const to = address.success ? address.data : 'a@b.example';
      const mail = invitationText({
        letter: { language: 'en', deadline: null, cover_note: note },
        content: { texts: [{ language: 'en', blocks: [{ type: 'headline', text: title }] }], addressees: [], demands: [] },
        organisation, language: 'en', link: 'https://paper.example/sign/x', host,
      }); // prettier-ignore
      const before = server.received.length;
      try {
        await mailer.send({ to, ...mail });
      } catch (error) {
        if (error instanceof AppError && error.code === 'mail_refused' && to !== 'a@b.example') return;
        throw error;
      }
      await server.until((all) => all.length > before);
      const received = server.received.at(-1)!;
      expect(received.to).toHaveLength(1);
      const read = await PostalMime.parse(received.message);
      const tidy = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').trim();
      expect(read.subject?.replace(/\s+/g, ' ').trim()).toBe(mail.subject.toWellFormed().replace(/\s+/g, ' ').trim());
      expect(tidy(read.text ?? '')).toBe(tidy(mail.text));
      expect([read.cc, read.bcc, read.attachments]).toEqual([undefined, undefined, []]);
      expect(read.headers.map((one) => one.key).toSorted()).toEqual(
        ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'],
      ); // prettier-ignore
    }, { runs: 60 }); // prettier-ignore
  } finally {
    mailer.close();
    await server.close();
  }
});
