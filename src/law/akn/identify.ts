import { lawDates, type LawDate, type LawHead } from '../views/head.ts';
import type { LawView } from '../views/law.ts';
import { dayOf, isDay, tag, writtenLanguage } from './xml.ts';

/** The names of a law's dates in a file. */
const dateNames: Readonly<Record<LawDate, string>> = {
  adopted: 'adopted',
  signed: 'signed',
  'in-force': 'inForce',
  'struck-down': 'struckDown',
  repealed: 'repealed',
};

const countryOf = (head: LawHead): string => (head.countries[0] ?? 'xx').toLowerCase();

/** The URI of the law as a work, and the day on which the law was made. */
export function workOf(law: LawView, head: LawHead): { address: string; day: string } {
  const enactment = law.amendments.find((one) => one.sort === 'enactment');
  const day = dayOf(enactment?.made, head.dates.signed, head.dates.adopted, enactment?.commences);
  return {
    day,
    address: enactment?.uri?.startsWith('/')
      ? enactment.uri
      : `/akn/${countryOf(head)}/act/${day}/${encodeURIComponent(head.numbers[0] ?? String(law.brief.number))}`,
  };
}

/** The enacting authorities, each with the id by which the file refers to it. */
const authorities = ({ authorities: all }: LawHead) =>
  all.map((one, index) => ({ ...one, id: `authority_${index + 1}` }));

/**
 * The file's identification: of the law (FRBRWork), of its text in a language on a day (FRBRExpression), and of the
 * file (FRBRManifestation).
 */
export function identification(
  law: LawView,
  head: LawHead,
  work: { address: string; day: string },
  { language, on, made }: { language: string; on?: string; made: string },
): string {
  const written = writtenLanguage(language);
  const expression = `${work.address}/${written}@${on ?? made}`;
  const dated = (name: string, date: string, exactly?: string) => tag('FRBRdate', { date, name, 'k:date': exactly });
  const alias = (name: string) => (value: string) => tag('FRBRalias', { value, name });
  const editor = tag('FRBRauthor', { href: '#kronika', as: '#editor' });
  const enacted = authorities(head).map(({ id }) => tag('FRBRauthor', { href: `#${id}`, as: '#author' }));
  const [, ...also] = head.countries;
  return tag(
    'identification',
    { source: '#kronika' },
    [
      tag(
        'FRBRWork',
        {},
        [
          tag('FRBRthis', { value: `${work.address}/!main` }),
          tag('FRBRuri', { value: work.address, 'k:form': '1' }),
          alias('title')(law.brief.title),
          ...head.names.map(({ text, language: lang }) =>
            tag('FRBRalias', { value: text, name: 'title', 'xml:lang': lang }),
          ),
          ...head.elis.map(alias('eli')),
          ...head.eclis.map(alias('ecli')),
          dated('generation', work.day),
          ...lawDates.flatMap((property) => {
            const date = head.dates[property];
            return date ? [dated(dateNames[property], dayOf(date), isDay(date) ? undefined : date)] : [];
          }),
          ...(enacted.length ? enacted : [editor]),
          tag('FRBRcountry', { value: countryOf(head), 'k:also': also.join(' ').toLowerCase() || undefined }),
          head.kind ? tag('FRBRsubtype', { value: head.kind }) : '',
          ...head.numbers.map((value) => tag('FRBRnumber', { value })),
        ].join(''),
      ),
      tag(
        'FRBRExpression',
        {},
        [
          tag('FRBRthis', { value: `${expression}/!main` }),
          tag('FRBRuri', { value: expression }),
          dated('expression', on ?? made),
          editor,
          tag('FRBRlanguage', { language: written, 'k:language': language.includes('-') ? language : undefined }),
        ].join(''),
      ),
      tag(
        'FRBRManifestation',
        {},
        [
          tag('FRBRthis', { value: `${expression}/!main.xml` }),
          tag('FRBRuri', { value: `${expression}.akn` }),
          dated('made', made),
          editor,
          tag('FRBRformat', { value: 'application/akn+xml' }),
        ].join(''),
      ),
    ].join(''),
  );
}

/** The people and organisations that a file names: the authorities that enacted the law, and who created the file. */
export const editorRefs = (head: LawHead, base: string): string =>
  [
    ...authorities(head).map(({ id, name, person }) =>
      tag(person ? 'TLCPerson' : 'TLCOrganization', {
        eId: id,
        href: `/akn/ontology/${person ? 'person' : 'organization'}/${countryOf(head)}/${encodeURIComponent(name)}`,
        showAs: name,
      }),
    ),
    tag('TLCOrganization', { eId: 'kronika', href: base, showAs: 'Kronika' }),
    tag('TLCRole', { eId: 'author', href: '/akn/ontology/role/author', showAs: 'author' }),
    tag('TLCRole', { eId: 'editor', href: '/akn/ontology/role/editor', showAs: 'editor' }),
  ].join('');
