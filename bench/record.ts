import { run, systemPrincipal } from '../src/platform/operation.ts';
import { file } from '../src/record/filing/file.ts';
import type { FilingInput } from '../src/record/filing/schema.ts';
import { actorOf, claimsOn, dayOf, type Base } from './export/fill.ts';
import { openApp } from './app/open-app.ts';
import { showProgress } from './fill/progress.ts';

const setSize = 2_000;

/**
 * Files cases with five checked claims each by the operation `file`: first many cases in one call, then one case in
 * each call. History, projections and the search index are updated, as in a running server. Each commit is flushed to
 * disk. CASES=100000 (default) sets the size, DESKS=2 how many calls run at the same time; DATABASE_URL measures a
 * server instead of the embedded database.
 */
export async function bench(): Promise<void> {
  const cases = Number(process.env.CASES ?? 100_000);
  const desks = Number(process.env.DESKS ?? 2);
  const { app, close } = await openApp();
  const { db } = app;
  try {
    const base = await run(app, file, systemPrincipal, baseInput());
    const began = performance.now();
    let next = 0;
    const progress = showProgress('cases');
    const desk = async (): Promise<void> => {
      for (let from = next; from < cases; from = next) {
        next += setSize;
        await run(app, file, systemPrincipal, casesToFile(base, from, Math.min(setSize, cases - from)));
        progress(from + setSize);
      }
    };
    await Promise.all(Array.from({ length: desks }, desk));
    const sets = (performance.now() - began) / 1000;
    const singles = 300;
    const beganSingles = performance.now();
    for (let index = 0; index < singles; index++)
      await run(app, file, systemPrincipal, casesToFile(base, cases + index, 1));
    const single = (performance.now() - beganSingles) / singles;
    const perCase = (sets * 1000) / cases;
    console.log(`${db.kind}: ${cases.toLocaleString('en')} cases with ${(cases * 5).toLocaleString('en')} claims`);
    console.log(`  as sets of ${setSize}, by ${desks}:  ${sets.toFixed(1)} s (${perCase.toFixed(3)} ms a case)`);
    console.log(`  one by one:       ${single.toFixed(2)} ms a case (ratio ${(single / perCase).toFixed(1)})`);
  } finally {
    await close();
  }
}

function baseInput(): FilingInput {
  return {
    actors: Array.from({ length: 200 }, (_, index) => ({
      key: `a${index}`,
      kind: index % 3 ? ('outlet' as const) : ('person' as const),
      names: [{ text: `Actor ${index}` }],
      visibility: 'public' as const,
    })),
    sources: Array.from({ length: 500 }, (_, index) => ({
      key: `s${index}`,
      kind: 'article',
      title: `Report ${index}`,
      publisher: `#a${index % 200}`,
      published: '2018-04-06',
      visibility: 'public' as const,
    })),
  };
}

const countries = ['KZ', 'RU', 'TR', 'HU', 'RS', 'AZ', 'BY', 'US', 'GB', 'CZ'];
const types = ['civil-suit', 'criminal-prosecution', 'newsroom-search', 'assault', 'detention'];

function casesToFile(base: Base, from: number, count: number): FilingInput {
  const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
  for (let index = 0; index < count; index++) {
    const number = from + index;
    const [theCase, event] = [`#c${index}`, `#e${index}`];
    input.cases.push({ key: `c${index}`, title: `Case ${number} of the outlet`, visibility: 'public' });
    input.events.push({ key: `e${index}`, case: theCase, title: 'What happened', visibility: 'public' });
    const day = dayOf(number);
    const statements = [
      { subject: theCase, property: 'place', value: { country: countries[number % countries.length] } },
      { subject: theCase, property: 'incident-type', value: types[number % types.length] },
      { subject: event, property: 'date', value: day },
      { subject: event, property: 'involvement', value: { actor: actorOf(base, number, 3), role: 'target' } },
      { subject: theCase, property: 'case-status', value: number % 3 ? 'ongoing' : 'resolved' },
    ];
    input.claims.push(...claimsOn(base, { theCase, number }, statements));
  }
  return input;
}
