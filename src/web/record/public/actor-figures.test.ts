import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const figures = (html: string): string => /<section aria-labelledby="figures">.*?<\/section>/s.exec(html)?.[0] ?? '';

/** Four cases in which an authority, an outlet and a person have parts. The last part is alleged, the last case hidden. */
const filing: FilingInput = {
  actors: [
    { key: 'watch', kind: 'organisation', names: [{ text: 'Watch' }], visibility: 'public' },
    { key: 'office', kind: 'authority', names: [{ text: 'The regulator' }], visibility: 'public' },
    { key: 'small', kind: 'authority', names: [{ text: 'A small court' }], visibility: 'public' },
    { key: 'person', kind: 'person', names: [{ text: 'A journalist' }], visibility: 'public' },
  ],
  sources: [{ key: 'report', kind: 'report', title: 'Report', visibility: 'public' }],
  cases: [0, 1, 2, 3, 4].map((index) => ({
    key: `c${index}`,
    title: `Case ${index}`,
    visibility: index === 4 ? ('desk' as const) : ('public' as const),
  })),
  events: [0, 1].map((index) => ({
    key: `e${index}`,
    case: `#c${index}`,
    title: 'A search',
    visibility: 'public' as const,
  })),
  claims: [
    ...[0, 1, 2, 3, 4].flatMap((index) => [
      { subject: `#c${index}`, property: 'began', value: `${2016 + (index % 3)}-05-01` },
      { subject: `#c${index}`, property: 'place', value: { country: index ? 'KZ' : 'UZ' } },
      { subject: `#c${index}`, property: 'incident-type', value: index % 2 ? 'blocking' : 'newsroom-search' },
      { subject: `#c${index}`, property: 'target', value: '#person' },
      {
        subject: `#c${index}`,
        property: 'involvement',
        value: { actor: '#office', role: index ? 'regulator' : 'complainant' },
      },
    ]),
    ...[0, 1].map((index) => ({
      subject: `#e${index}`,
      property: 'involvement',
      value: { actor: '#office', role: 'executing-authority' },
    })),
    {
      subject: '#c1',
      property: 'involvement',
      value: { actor: '#office', role: 'instigator' },
      mode: 'alleged' as const,
    },
    ...[0, 1].map((index) => ({
      subject: `#c${index}`,
      property: 'involvement',
      value: { actor: '#small', role: 'court' },
    })),
  ].map(
    ({
      mode = 'stated' as const,
      ...statement
    }: {
      mode?: 'stated' | 'alleged';
      subject: string;
      property: string;
      value: unknown;
    }) => ({
      case: `#c${statement.subject.slice(2)}`,
      wording: 'It was said.',
      kind: 'paraphrase' as const,
      mode,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: '#watch', verb: 'wrote' }],
      support: { kind: 'reference' as const, source: '#report' },
      statements: [statement],
    }),
  ),
};

onEitherDatabase('figures of an actor', (db) => {
  let site: Site;
  let actors: readonly string[];
  const page = async (index: number): Promise<string> => {
    const { headers } = await site.web.request(`/actors/${actors[index]!.split('/')[1]}`);
    return (await site.web.request(headers.get('location')!)).text();
  };
  beforeAll(async () => {
    site = await exampleSite(db());
    ({ actors } = await run(site.app, file, editor, filing));
  });

  it('count the public cases in which an authority has a part, once for each value', async () => {
    const html = figures(await page(1));
    const labels = [...html.matchAll(/aria-label="([^"]+)"/g)].map(([, label]) => label);
    expect(labels).toEqual([
      'Cases by year they began. 2016: 2; 2017: 1; 2018: 1',
      'Role in the cases. Regulator: 3; Authority that carried it out: 2; Complainant: 1',
      'Kind of pressure. Censorship: 2; Search or seizure: 2',
      'Country. Kazakhstan: 3; Uzbekistan: 1',
    ]);
    expect(textOf(html)).toContain('Counted from 4 public cases.');
  });

  it('are not on the page of a person, and not for fewer than three cases', async () => {
    expect(await page(3)).toContain('Case 1');
    expect(figures(await page(3))).toBe('');
    expect(await page(2)).toContain('Case 1');
    expect(figures(await page(2))).toBe('');
  });
});
