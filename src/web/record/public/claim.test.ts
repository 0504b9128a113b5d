import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

const words = (node: { textContent: string | null } | null): string =>
  (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
/** “In our words”, “in its own words”, in the languages of the interface. */
const ownWords =
  /\b(?:in (?:our|its|their) (?:own )?words|own words)\b|(?:сво|наш)ими словами|vlastními slovy|našimi slovy|сөзімізбен|өз сөзімен/iu;

onEitherDatabase('the pages of claims and sources', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });
  const get = async (path: string): Promise<string> => {
    let response = await site.web.request(path);
    const to = response.headers.get('location');
    if (to) response = await site.web.request(to);
    expect([path, response.status]).toEqual([path, 200]);
    return response.text();
  };
  const all = (kind: string): string[] =>
    Object.values(site.refs).flatMap((ref) => (ref.startsWith(`${kind}/`) ? [`/${kind}s/${ref.split('/')[1]}`] : []));

  it('never say that a source’s words are “its own” beside “our words”', async () => {
    const pages = ['claim', 'source', 'case', 'law', 'actor'].flatMap(all);
    expect(pages.length).toBeGreaterThan(50);
    for (const path of pages) {
      const { document } = parseHTML(await get(path));
      expect([path, ownWords.exec(words(document.querySelector('main')))?.[0]]).toEqual([path, undefined]);
    }
    for (const locale of interfaceLocales)
      for (const key of ['record.public.claim.kind.paraphrase', 'record.public.claim.pages_own'])
        expect([locale, key, ownWords.test(messages(locale)(key))]).toEqual([locale, key, false]);
  });

  it('name who says it in every note, and never the title of the source', async () => {
    const pages = [...['case', 'law', 'actor'].flatMap(all), routes.article({ number: site.article, slug: '-' })];
    let notes = 0;
    for (const path of pages) {
      const { document } = parseHTML(await get(path));
      for (const note of document.querySelectorAll('.note:has(.claim-words)')) {
        const chain = words(note.querySelector('.chain'));
        const source = words(note.querySelector('.in-note .source-line a'));
        expect([path, note.querySelector('[id]')!.id, /\p{L}/u.test(chain), chain === source]).toEqual([
          path,
          note.querySelector('[id]')!.id,
          true,
          false,
        ]);
        notes++;
      }
    }
    expect(notes).toBeGreaterThan(100);
  });

  it('show the words, the speaker, the passage and the day on which its page was preserved, as notes do', async () => {
    const passage = 'On 2 April officers searched the office of the paper.';
    const text = `A report. ${passage} Nobody was hurt.`;
    const stored = await run(site.app, storeCapture, editor, {
      title: 'A searched office',
      method: 'text',
      mediaType: 'text/plain',
      bytes: Buffer.from(text),
      text,
    });
    await run(site.app, setVisibility, editor, { things: [stored.source, stored.capture], visibility: 'public' });
    const day = site.app.now().toISOString().slice(0, 10);
    const start = text.indexOf(passage);
    const filed = await run(site.app, file, editor, {
      claims: [
        {
          wording: 'Police searched the office.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ pagesOwn: true }],
          support: {
            kind: 'passage',
            capture: stored.capture,
            start,
            end: start + passage.length,
            visibility: 'public',
          },
        },
      ],
    });
    const claim = parseHTML(await get(routes.claim({ number: Number(filed.claims[0]!.split('/')[1]) }))).document;
    const source = parseHTML(await get(routes.source({ number: Number(stored.source.split('/')[1]) }))).document;
    for (const [page, found] of [
      ['claim', claim.querySelector('#support')?.parentElement],
      ['source', source.querySelector('#claims')?.parentElement],
    ] as const) {
      expect([page, words(found?.querySelector('blockquote') ?? null)]).toEqual([page, passage]);
      expect([page, words(found ?? null)]).toEqual([page, expect.stringContaining(edtfWords(messages(), day).text)]);
    }
    expect(words(source.querySelector('#claims')!.parentElement)).toContain('Police searched the office.');
  });
});
