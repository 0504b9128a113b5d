import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { messages } from '../../platform/messages/messages.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { loadPlainFacts } from '../../publishing/front-page/facts.ts';
import { findThing } from '../../record/refs.ts';
import { file } from '../../record/filing/file.ts';
import { edtfWords } from '../../record/values/edtf/edtf-words.ts';
import { openSamples, type Samples } from '../testing/samples.ts';

/** The words of an element, without the numbers of notes and other marks. */
function words(element: Element | null | undefined): string {
  const copy = element?.cloneNode(true) as Element | undefined;
  for (const mark of copy?.querySelectorAll('sup, .disputed') ?? []) mark.remove();
  return (copy?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** When each case of both samples began, by key: what the list of cases must say, and the day or month that data has. */
const expected: Record<string, [edtf: string, day: string]> = {
  'case-suit': ['[2016-12,2017-01]', '2016-12-01'],
  'case-probe': ['2018-03-30', '2018-03-30'],
  'case-blocking': ['2018-03-30/2018-03-31', '2018-03-30'],
  'case-law': ['2017-12-28', '2017-12-28'],
  'case-removal': ['2026-05-16', '2026-05-16'],
  'case-questioning': ['2026-06-01', '2026-06-01'],
};

onOneDatabase('the date of a case', (db) => {
  let samples: Samples;
  beforeAll(async () => {
    samples = await openSamples(db());
  });
  const page = async (path: string) => parseHTML(await samples.open(path)).document;
  /** The date (EDTF) that the front page shows for a case, if it has room for the case. */
  const onFrontPage = async (ref: string): Promise<string | undefined> => {
    const { id } = (await findThing(db().read, 'case', Number(ref.split('/')[1])))!;
    return (await loadPlainFacts(db().read, [id], [])).get(id)?.beganIn;
  };
  const link = (ref: string): string => `a[href^="/${ref.replace('/', 's/')}/"]`;

  it('is the same on the front page, in lists, on its own page and in files', async () => {
    const cases = Object.entries(samples.refs).filter(([, ref]) => ref.startsWith('case/'));
    expect(cases.map(([key]) => key).toSorted()).toEqual(Object.keys(expected).toSorted());
    const [list, linked] = await Promise.all([page('/cases'), samples.open('/export/record.jsonld')]);
    const zip = await readZip(Buffer.from(await (await samples.desk.web.request('/export/esf.zip')).arrayBuffer()));
    const { bytes } = zip.find(({ path }) => path === 'event.csv')!;
    const events = Buffer.from(bytes).toString();
    for (const [key, ref] of cases) {
      const [edtf, day] = expected[key]!;
      const date = edtfWords(messages('en'), edtf).text;
      const own = await page(`/${ref.replace('/', 's/')}`);
      const country = await page(
        key === 'case-removal' || key === 'case-questioning' ? '/countries/XV' : '/countries/KZ',
      );
      const began = [...own.querySelectorAll('.answers dt')].find((one) => /^(?:Start date|When)$/.test(words(one)));
      expect([key, words(began?.nextElementSibling)]).toEqual([key, expect.stringContaining(date)]);
      expect([key, await onFrontPage(ref)]).toEqual([key, edtf]);
      for (const one of [list, country]) {
        const line = one.querySelector(`.list.cases ${link(ref)}`)!.closest('li')!;
        expect([key, words(line.querySelector('.meta')).split(' · ')]).toEqual([key, expect.arrayContaining([date])]);
      }
      const address = `/cases/${ref.split('/')[1]}/`;
      const node = (JSON.parse(linked) as { '@graph': { '@type': string; '@id': string; startDate?: string }[] })[
        '@graph'
      ];
      expect([key, node.find((one) => one['@type'] === 'Event' && one['@id'].includes(address))?.startDate]).toEqual([
        key,
        day,
      ]);
      const row = events.split('\r\n').find((line) => line.startsWith(`${ref},`) || line.includes(address));
      expect([key, row]).toEqual([key, expect.stringContaining(`,${day},`)]);
    }
  });

  it('is that of its first part everywhere, if no source dates the case itself', async () => {
    const { desk, of } = samples;
    const visibility = 'public' as const;
    const said = { kind: 'paraphrase' as const, mode: 'stated' as const, checked: true, visibility };
    const filed = await run(desk.app, file, editor, {
      cases: [{ key: 'c', title: 'A case dated by its parts', visibility }],
      events: ['2026-06-20', '2026-06-15'].map((day, index) => ({
        key: `e${index}`,
        case: '#c',
        title: `Event of ${day}`,
        visibility,
      })),
      claims: ['2026-06-20', '2026-06-15'].map((day, index) => ({
        ...said,
        case: '#c',
        wording: `It happened on ${day}.`,
        chain: [{ asWritten: 'the report' }],
        support: { kind: 'reference' as const, source: of('source')[0]! },
        statements: [{ subject: `#e${index}`, property: 'date', value: day }],
      })),
    });
    const ref = filed.cases[0]!;
    const date = '15 June 2026';
    const own = await page(`/${ref.replace('/', 's/')}`);
    const began = [...own.querySelectorAll('.answers dt')].find((one) => words(one) === 'Start date');
    expect(words(began?.nextElementSibling)).toBe(date);
    expect(await onFrontPage(ref)).toBe('2026-06-15');
    const list = await page('/cases');
    expect(words(list.querySelector(`.list.cases ${link(ref)}`)!.closest('li'))).toContain(date);
  });

  it('of a decision is in the status of the case, with the court, and who brought the proceeding if a target did', async () => {
    const now = async (key: string): Promise<string> => {
      const document = await page(`/${samples.refs[key]!.replace('/', 's/')}`);
      for (const number of document.querySelectorAll('.refs')) number.remove();
      return words(
        [...document.querySelectorAll('.answers dt')].find((one) => words(one) === 'Now')!.nextElementSibling,
      );
    };
    expect(await now('case-removal')).toMatch(
      /^Administrative case, brought by Velmorsky Listok: decided, against the journalist or outlet \(Selmir City Court, 23 June 2026\)/,
    );
    expect(await now('case-suit')).not.toContain('brought by');
  });

  it('is in the headline of a real story of the sample, in each of its languages', async () => {
    const articles = samples.of('article').map((ref) => `/${ref.replace('/', 's/')}`);
    const heads = await Promise.all(articles.map(async (path) => words((await page(path)).querySelector('h1'))));
    const real = heads.filter((head) => /Kazakhstan|Казахстан/.test(head));
    expect(real.length).toBeGreaterThanOrEqual(2);
    for (const head of real) expect(head).toContain('2018');
  });

  it('of the event that a headline tells is above the headline of its article', async () => {
    const above: Record<string, string> = {};
    for (const ref of samples.of('article')) {
      const document = await page(`/${ref.replace('/', 's/')}`);
      above[words(document.querySelector('h1'))] = words(document.querySelector('.article-head .kicker time'));
    }
    expect(above).toMatchObject({
      'In 2018, Kazakhstan investigated two outlets on a former minister’s complaint': '30 March 2018',
      'Court in Velmoria upholds the removal of a report on a port sale': '23 June 2026',
      'Velmoria’s Communications Office may now order removals without a court': '1 April 2026',
    });
    expect(Object.values(above)).not.toContain('');
    // Lists say so if the article was published more than a week later, here on 22 May 2018.
    for (const path of ['/', '/articles']) {
      const lines = [...(await page(path)).querySelectorAll('main .meta')].map(words);
      const dated = lines.flatMap((line) => /22 May 2018 · Date of event: ([^·]*?)(?: ·|$)/.exec(line)?.[1] ?? []);
      expect([path, dated]).toEqual([path, expect.arrayContaining(['30 March 2018'])]);
      expect([path, dated.filter((date) => date.endsWith('2026'))]).toEqual([path, []]);
    }
  });
});
