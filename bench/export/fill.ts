import { run, systemPrincipal, type App } from '../../src/platform/operation.ts';
import { file } from '../../src/record/filing/file.ts';
import type { FilingInput } from '../../src/record/filing/schema.ts';

const setSize = 2_000;

/** Files cases with ten checked claims each. The numbers of the cases continue after `have`. */
export async function fillCases(app: App, cases: number, have = 0): Promise<void> {
  const base = await run(app, file, systemPrincipal, baseInput());
  for (let from = have; from < cases; from += setSize)
    await run(app, file, systemPrincipal, casesToFile(base, from, Math.min(setSize, cases - from)));
  await app.db.executeSql('analyze');
}

type FilingStatement = NonNullable<NonNullable<FilingInput['claims']>[number]['statements']>[number];
export type Base = { actors: string[]; sources: string[] };

function baseInput(): FilingInput {
  return {
    actors: Array.from({ length: 300 }, (_, index) => ({
      key: `a${index}`,
      kind: index % 3 ? ('outlet' as const) : ('person' as const),
      names: [{ text: `Actor ${index} of the record` }],
      visibility: 'public' as const,
    })),
    sources: Array.from({ length: 2_000 }, (_, index) => ({
      key: `s${index}`,
      kind: 'article',
      title: `Report no. ${index} on what happened`,
      publisher: `#a${index % 300}`,
      published: '2018-04-06',
      addresses: [`https://example.org/report/${index}`],
      visibility: 'public' as const,
    })),
  };
}

const countries = ['KZ', 'RU', 'TR', 'HU', 'RS', 'AZ', 'BY', 'US', 'GB', 'CZ'];
const types = ['civil-suit', 'criminal-prosecution', 'newsroom-search', 'assault', 'detention'];
const towns = ['Almaty', 'Москва', 'İstanbul', 'Budapest', 'Beograd'];

export const actorOf = ({ actors }: Base, number: number, shift: number): string =>
  actors[(number * 7 + shift) % actors.length]!;

const two = (value: number): string => String(value).padStart(2, '0');
export const dayOf = (number: number): string =>
  `20${10 + (number % 15)}-${two(1 + (number % 12))}-${two(1 + (number % 28))}`;

/** A checked public claim for each statement on a case. */
export const claimsOn = (
  base: Base,
  { theCase, number }: { theCase: string; number: number },
  statements: readonly FilingStatement[],
): NonNullable<FilingInput['claims']> =>
  statements.map((statement, place) => ({
    case: theCase,
    wording: `What was said of case ${number}, in the ${place + 1}th place, by those who reported it.`,
    kind: 'paraphrase',
    mode: 'stated',
    checked: true,
    visibility: 'public',
    chain: [{ actor: actorOf(base, number, place), verb: 'said' }],
    support: { kind: 'reference', source: base.sources[(number + place) % base.sources.length]! },
    statements: [statement],
  }));

function casesToFile(base: Base, from: number, count: number): FilingInput {
  const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
  for (let index = 0; index < count; index++) {
    const number = from + index;
    const [theCase, event] = [`#c${index}`, `#e${index}`];
    input.cases.push({
      key: `c${index}`,
      title: `Case ${number} of the outlet`,
      summary: `What is reported of case ${number}, “in short”, and by whom.`,
      visibility: 'public',
    });
    input.events.push({ key: `e${index}`, case: theCase, title: 'What happened', visibility: 'public' });
    const day = dayOf(number);
    const statements = [
      {
        subject: theCase,
        property: 'place',
        value: { country: countries[number % countries.length], locality: towns[number % towns.length] },
      },
      { subject: theCase, property: 'incident-type', value: types[number % types.length] },
      { subject: theCase, property: 'incident-type', value: types[(number + 1) % types.length] },
      { subject: theCase, property: 'began', value: day },
      { subject: theCase, property: 'target', value: actorOf(base, number, 1) },
      { subject: theCase, property: 'state-behind', value: countries[number % countries.length] },
      { subject: event, property: 'date', value: day },
      { subject: event, property: 'event-type', value: 'search' },
      { subject: event, property: 'involvement', value: { actor: actorOf(base, number, 3), role: 'target' } },
      { subject: theCase, property: 'case-status', value: number % 3 ? 'ongoing' : 'resolved' },
    ];
    input.claims.push(...claimsOn(base, { theCase, number }, statements));
  }
  return input;
}
