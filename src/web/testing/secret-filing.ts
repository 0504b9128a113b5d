import { filingLists } from '../../record/filing/file.ts';
import { caseParts, type CasePartList } from '../../record/kinds/parts.ts';
import type { FilingInput } from '../../record/filing/schema.ts';

type Level = 'open' | 'desk' | 'seal' | 'draft' | 'team' | 'plain' | 'later';
export type FilingList = Required<
  Pick<FilingInput, 'actors' | 'sources' | 'cases' | CasePartList | 'claims' | 'questions'>
>;

const point = { latitude: 43.24, longitude: 76.95 };

const empty = () => Object.fromEntries(filingLists.map(([list]) => [list, []])) as unknown as FilingList;

/** An item of every kind. Each text begins with `level`, by which a test recognises it on a page. */
export function things(level: Level): FilingList {
  const made = empty();
  const visibility = level === 'open' || level === 'draft' ? ('public' as const) : ('desk' as const);
  const word = (what: string): string => `${level}word${what}`;
  const key = (what: string): string => `${level}-${what}`;
  const own = (what: string): string => `#${key(what)}`;
  // Level `draft` has only an unchecked claim and its question. They refer to items of level `open`.
  const ref = (what: string): string => (level === 'draft' ? `#open-${what}` : own(what));
  if (level !== 'draft') {
    made.actors.push({
      key: key('actor'),
      kind: 'person',
      names: [{ text: word('Actorname') }, { text: word('Actoralias'), kind: 'transliteration', language: 'ru' }],
      visibility,
    });
    made.actors.push({ key: key('outlet'), kind: 'outlet', names: [{ text: word('Outletname') }], visibility });
    made.sources.push({
      key: key('source'),
      kind: 'article',
      title: word('Sourcetitle'),
      publisher: own('outlet'),
      published: '2031-04-06',
      note: word('Sourcenote'),
      addresses: [`https://example.org/${word('address')}`],
      visibility,
    });
    made.cases.push({ key: key('case'), title: word('Casetitle'), summary: word('Casesummary'), visibility });
    for (const { name, list, parent } of caseParts)
      made[list].push({
        key: key(name),
        [parent]: own(parent),
        title: word(`${name[0]!.toUpperCase()}${name.slice(1)}title`),
        visibility,
      } as never);
  }
  made.claims.push({
    key: key('claim'),
    case: ref('case'),
    wording: word('Claimwording'),
    kind: 'paraphrase',
    mode: 'stated',
    checked: level !== 'draft',
    visibility,
    chain: [{ actor: ref('actor'), asWritten: word('Aswritten'), verb: word('verb'), source: ref('source') }],
    support: { kind: 'reference', source: ref('source'), note: word('Supportnote') },
    statements: [
      { subject: ref('case'), property: 'stated-reason', value: { text: word('Reason'), language: 'en' } },
      { subject: ref('case'), property: 'place', value: { country: 'KZ', locality: word('Place'), point } },
      { subject: ref('case'), property: 'legal-basis', value: { text: word('Law'), language: 'en' } },
      { subject: ref('case'), property: 'target', value: ref('outlet') },
      { subject: ref('event'), property: 'date', value: '2031-04-02' },
      { subject: ref('event'), property: 'event-type', value: 'newsroom-search' },
      { subject: ref('event'), property: 'involvement', value: { actor: ref('actor'), role: 'target' } },
      { subject: ref('event'), property: 'taken-items', value: { text: word('Taken'), language: 'en' } },
      { subject: ref('proceeding'), property: 'case-number', value: word('Number') },
      { subject: ref('charge'), property: 'charged', value: ref('actor') },
      { subject: ref('hearing'), property: 'hearing-time', value: { at: '2031-05-06T10:00', zone: 'Asia/Almaty' } },
      { subject: ref('hearing'), property: 'heard-by', value: ref('outlet') },
      { subject: ref('hearing'), property: 'room', value: word('Room') },
      { subject: ref('proceeding'), property: 'ground', value: { text: word('Ground'), language: 'en' } },
      {
        subject: ref('actor'),
        property: 'position',
        value: { title: { text: word('Position'), language: 'en' }, organisation: ref('outlet') },
      },
      { subject: ref('actor'), property: 'website', value: `https://${word('site')}.example.org/` },
    ],
  });
  made.questions.push({
    key: key('question'),
    case: ref('case'),
    wording: word('Question'),
    raisedBy: own('claim'),
    visibility,
  });
  return made;
}

/** Public items that are based on hidden ones, and hidden items that are based on public ones. */
function ties(level: 'desk' | 'seal'): FilingList {
  const made = empty();
  const own = (what: string): string => `#${level}-${what}`;
  const word = (what: string): string => `${level}word${what}`;
  const open = { checked: true, visibility: 'public' as const, kind: 'paraphrase' as const, mode: 'alleged' as const };
  const reference = { kind: 'reference' as const, source: '#open-source' };
  // A public part in a hidden case, and hidden parts in a public case.
  made.events.push(
    { key: `${level}-lost`, case: own('case'), title: word('Lostevent'), visibility: 'public' },
    { key: `${level}-inner`, case: '#open-case', title: word('Innerevent') },
  );
  made.proceedings.push({ key: `${level}-innerp`, case: '#open-case', title: word('Innerproceeding') });
  made.questions.push(
    { case: '#open-case', wording: word('Innerquestion') },
    { case: '#open-case', wording: word('Raisedunseen'), raisedBy: own('claim'), visibility: 'public' },
    { case: own('case'), wording: word('Lostquestion'), raisedBy: '#open-claim', visibility: 'public' },
  );
  made.sources.push({
    key: `${level}-derived`,
    kind: 'article',
    title: 'openwordDerived',
    publisher: own('outlet'),
    derivedFrom: [{ origin: own('source'), kind: 'republishes', basis: word('Hiddenbasis') }],
    visibility: 'public',
  });
  made.claims.push(
    // A public claim. Its speaker and its page are hidden, and it refers to hidden items.
    {
      ...open,
      case: '#open-case',
      wording: 'openwordByhidden',
      chain: [
        { actor: own('actor'), asWritten: word('Speakerwords'), verb: 'said', source: own('source') },
        { actor: own('outlet'), verb: 'reported' },
      ],
      support: { kind: 'reference', source: own('source'), note: word('Hiddensourcenote') },
      statements: [
        { subject: '#open-event', property: 'involvement', value: { actor: own('actor'), role: 'witness' } },
        { subject: '#open-case', property: 'target', value: own('outlet') },
        { subject: '#open-case', property: 'follows', value: own('case') },
        { subject: '#open-proceeding', property: 'contested-work', value: own('source') },
        {
          subject: '#open-actor',
          property: 'position',
          value: { title: { text: 'openwordPost', language: 'en' }, organisation: own('outlet') },
        },
        { subject: '#open-actor', property: 'member-of', value: { actor: own('outlet') } },
      ],
    },
    // A public claim about hidden items.
    {
      ...open,
      case: own('case'),
      wording: 'openwordAbouthidden',
      chain: [{ actor: '#open-actor', verb: 'said' }],
      support: reference,
      statements: [
        { subject: own('case'), property: 'place', value: { country: 'UZ', locality: word('Hiddenplace'), point } },
        { subject: own('event'), property: 'date', value: '2031-05-02' },
        {
          subject: own('actor'),
          property: 'position',
          value: { title: { text: word('Hiddenpost'), language: 'en' }, organisation: '#open-outlet' },
        },
        { subject: own('actor'), property: 'kinship', value: { actor: '#open-actor', relation: 'child' } },
        { subject: own('case'), property: 'follows', value: '#open-case' },
        { subject: `#${level}-lost`, property: 'event-type', value: 'search' },
        { subject: own('source'), property: 'related-to', value: '#open-case' },
      ],
    },
    // A claim with a public speaker, who is hidden only in this attribution.
    {
      ...open,
      case: '#open-case',
      wording: 'openwordLink',
      chain: [{ actor: '#open-actor', asWritten: 'linkwordWritten', verb: 'said', visibility: 'desk' }],
      support: reference,
    },
    {
      ...open,
      case: '#open-case',
      wording: 'openwordDirect',
      chain: [{ asWritten: 'somebody', verb: 'said' }],
      support: { kind: 'direct-word', note: word('Directnote') },
    },
    // A hidden claim about public items.
    {
      case: '#open-case',
      wording: word('Hiddenclaim'),
      kind: 'paraphrase',
      mode: 'stated',
      checked: true,
      chain: [{ actor: '#open-actor', verb: 'said' }],
      support: reference,
      statements: [
        { subject: '#open-case', property: 'impact', value: { text: word('Impact'), language: 'en' } },
        { subject: '#open-event', property: 'date', value: '1999-01-01' },
      ],
    },
  );
  return made;
}

const joined = (lists: readonly FilingList[]): FilingList => {
  const all = empty();
  for (const list of lists)
    for (const name of Object.keys(all) as (keyof FilingList)[]) (all[name] as unknown[]).push(...list[name]);
  return all;
};

/** Items of every access level, with the links between public and hidden items, as one filing. */
export const secretFiling = (): FilingList =>
  joined([things('open'), things('desk'), things('seal'), things('draft'), ties('desk'), ties('seal')]);
