import type { Entry } from '../../search/charts/chronology.tsx';
import type { Fact } from '../../record/components/record.tsx';
import type { NoteData, SentenceData } from '../../record/components/types.ts';

// All people and organisations here are invented.

export const notes: NoteData[] = [
  {
    number: 1,
    basis: 'claim',
    words: { text: 'Police searched the newsroom on Monday and took eleven computers.', quoted: true },
    mode: 'stated',
    ownWords: true,
    chain: [{ actor: { name: 'Meridian Wire', href: '#meridian' } }],
    support: {
      kind: 'passage',
      title: 'Newsroom of “Tau Sózi” searched',
      publisher: 'Meridian Wire',
      published: '2031-04-02',
      href: '#source',
      external: 'https://example.org/newsroom-searched',
      quote: 'Police searched the newsroom on Monday and took eleven computers.',
    },
    claim: '#claim-1',
  },
  {
    number: 2,
    basis: 'claim',
    words: { text: 'Some outlets and authors do not comply and go on publishing similar articles.', quoted: false },
    mode: 'alleged',
    chain: [
      { actor: { name: 'Marlen Askaruly', href: '#askaruly' }, verb: 'wrote', within: 'in a Facebook post' },
      { actor: { name: 'Press Watch', href: '#watch' }, verb: 'cited' },
    ],
    support: {
      kind: 'passage',
      title: 'Two outlets under investigation',
      publisher: 'Courier of the Steppe',
      published: '2031-04-06',
      href: '#source',
      external: 'https://example.org/two-outlets',
      quote: 'some outlets and authors do not comply and go on publishing similar articles, Askaruly wrote',
    },
    claim: '#claim-2',
  },
  {
    number: 3,
    basis: 'claim',
    words: { text: 'The court ordered the outlets to pay and to remove the articles.', quoted: false },
    mode: 'ordered',
    chain: [{ actor: { name: 'Medina District Court', href: '#court' }, verb: 'ordered' }],
    support: {
      kind: 'reference',
      title: 'Judgment in the civil suit',
      publisher: 'Medina District Court',
      published: '2030-04-04',
    },
    claim: '#claim-3',
  },
  { number: 4, basis: 'own', by: 'Aliya Nurlan' },
  { number: 5, basis: 'computed', what: 'cases in this country opened in 2031, of 212 on record' },
  {
    number: 6,
    basis: 'override',
    reason: 'The person who told us can be found out if the place is named; two editors heard the recording.',
    by: 'D. Editor',
  },
  {
    number: 7,
    basis: 'claim',
    words: { text: 'Бұл айыптаулардың ешқандай негізі жоқ, деді министрлік өкілі.', quoted: true, language: 'kk' },
    mode: 'denied',
    chain: [{ actor: null, asWritten: 'a spokesman for the ministry', verb: 'said', carriedOver: true }],
    support: {
      kind: 'passage',
      title: 'Министрлік жауап берді',
      publisher: '«Тау сөзі»',
      published: '[2031-03-21..2031-03-31]',
      href: '#source',
      language: 'kk',
      quote: 'Бұл айыптаулардың ешқандай негізі жоқ, деді министрлік өкілі.',
    },
    claim: '#claim-7',
  },
  {
    number: 8,
    basis: 'claim',
    words: { text: 'The newsroom had been told of the search the day before.', quoted: false },
    mode: 'stated',
    chain: [{ actor: 'hidden', verb: 'said' }],
    support: { kind: 'direct-word' },
    claim: '#claim-8',
    retracted: true,
  },
];

export const opening: SentenceData[] = [
  {
    id: '1',
    text: 'Police searched the newsroom of the weekly Tau Sózi on 2 April and took eleven computers, the agency Meridian Wire reported.',
    notes: [1],
  },
  {
    id: '2',
    text: 'The search followed a complaint by the businessman Marlen Askaruly, who alleges that the paper published false information about him.',
    notes: [2],
  },
  {
    id: '3',
    text: 'In a Facebook post cited by Press Watch he wrote that, despite court rulings, some outlets “do not comply and go on publishing similar articles”.',
    notes: [2, 1],
  },
];
export const middle: SentenceData[] = [
  { id: '4', text: 'It is not the first dispute between them.', notes: [] },
  {
    id: '5',
    text: 'A year earlier a district court ordered the paper to pay 50.2 million tenge in moral damages and to take the articles down.',
    notes: [3],
  },
  { id: '6', text: 'Tau Sózi told Kronika that it has paid a third of the sum.', notes: [4] },
  { id: '7', text: 'It is one of 31 cases against newsrooms in the country on record this year.', notes: [5] },
];
export const late: SentenceData[] = [
  {
    id: '8',
    text: 'One of those questioned was told that he would be charged if he left the city.',
    notes: [6],
    override: true,
  },
  {
    id: '9',
    text: 'Министрлік өкілі бұл айыптауларды жоққа шығарды: «Бұған ешқандай негіз жоқ».',
    notes: [7],
    language: 'kk',
  },
  {
    id: '10',
    text: 'Следственный комитет на вопросы редакции не ответил; адвокат газеты называет обыск незаконным.',
    notes: [8],
    language: 'ru',
  },
];
export const background: SentenceData[] = [
  { id: '11', text: 'The investigation was opened under the article on knowingly false information.', notes: [2] },
  { id: '12', text: 'Its maximum penalty is seven years.', notes: [3] },
];

export const facts: Fact[] = [
  {
    label: 'Opened',
    relation: 'refines',
    values: [
      {
        value: 'late March 2031',
        chain: [{ actor: { name: 'Courier of the Steppe', href: '#' } }],
        ownWords: true,
        claim: '#c',
      },
      {
        value: '30 March 2031',
        chain: [{ actor: { name: 'Press Watch', href: '#' }, verb: 'reported' }],
        support: { kind: 'passage', publisher: 'its news page' },
        claim: '#c',
      },
    ],
  },
  {
    label: 'What happened to the four',
    relation: 'conflicts',
    values: [
      {
        value: 'questioned as witnesses',
        chain: [{ actor: { name: 'Meridian Wire', href: '#' }, verb: 'reported' }],
        claim: '#c',
      },
      {
        value: 'detained, released that evening',
        chain: [{ actor: { name: 'Press Watch', href: '#' }, verb: 'wrote' }],
        claim: '#c',
      },
    ],
  },
  {
    label: 'Ground',
    values: [
      {
        value: 'knowingly false information',
        mode: 'alleged',
        chain: [
          { actor: { name: 'Marlen Askaruly', href: '#' }, verb: 'claimed' },
          { actor: { name: 'Press Watch', href: '#' }, verb: 'cited' },
        ],
        claim: '#c',
      },
    ],
  },
  {
    label: 'Court',
    values: [
      {
        value: 'Medina District Court',
        chain: [{ actor: { name: 'Courier of the Steppe', href: '#' } }],
        ownWords: true,
      },
    ],
  },
  { label: 'Summary', values: [{ value: 'A criminal investigation of a weekly and a magazine.', editorial: true }] },
];

export const timeline: Entry[] = [
  {
    title: 'Askaruly and his son sue both outlets',
    href: '#',
    of: 'Civil suit filed',
    disputed: true,
    told: [
      { edtf: '2029-12', who: 'Press Watch' },
      { edtf: '2030-01', who: 'Courier of the Steppe' },
    ],
  },
  {
    title: 'Court orders damages, removal and a retraction',
    href: '#',
    of: 'Ruling',
    told: [{ edtf: '2030-04-04' }],
  },
  {
    title: 'Police open an investigation of both outlets',
    href: '#',
    of: 'Criminal investigation opened',
    told: [{ edtf: '[2031-03-21..2031-03-31]' }],
  },
  { title: 'Newsrooms and four homes searched', href: '#', of: 'Search', told: [{ edtf: '2031-04-02' }] },
  {
    title: 'Request for return of the computers heard behind closed doors',
    of: 'Hearing',
    told: [{ edtf: '2031-04-05~' }],
  },
];
