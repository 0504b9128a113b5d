import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';

/** Refs of the items that `fileForArticles` created: the claims by their purpose, and their case. */
export type Filed = {
  case: string;
  dated: string;
  quoted: string;
  alleged: string;
  draft: string;
  deskOnly: string;
  hiddenSpeaker: string;
  hrw: string;
  suitor: string;
  page: string;
};

let times = 0;

/** A case with claims of every kind that articles use. A claim is public and checked unless its name says otherwise. */
export async function fileForArticles(app: App, suitor = 'Zeinulla Kakimzhanov'): Promise<Filed> {
  times += 1;
  const claim = {
    case: '#probe',
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    visibility: 'public' as const,
  };
  const page = { kind: 'reference' as const, source: '#page' };
  const input: FilingInput = {
    actors: [
      {
        key: 'hrw',
        kind: 'organisation',
        names: [
          { text: 'Human Rights Watch', kind: 'preferred' },
          { text: 'HRW', kind: 'acronym' },
        ],
        visibility: 'public',
      },
      { key: 'suitor', kind: 'person', names: [{ text: suitor }], visibility: 'public' },
      { key: 'witness', kind: 'person', names: [{ text: 'Aigul Serikova' }] },
    ],
    sources: [
      {
        key: 'page',
        kind: 'report',
        title: 'Criminal probe of media outlets',
        publisher: '#hrw',
        published: '2018-04-06',
        addresses: [`https://www.hrw.org/news/2018/04/06/probe-${times}`],
        visibility: 'public',
      },
    ],
    cases: [{ key: 'probe', title: 'The investigation of two outlets', visibility: 'public' }],
    claims: [
      {
        ...claim,
        wording: 'The investigation was opened on 30 March 2018.',
        chain: [{ actor: '#hrw', verb: 'wrote' }],
        support: page,
      },
      {
        ...claim,
        kind: 'quotation',
        mode: 'quoted',
        wording: 'disseminating knowingly false information',
        chain: [{ actor: '#hrw', verb: 'wrote' }],
        support: page,
      },
      {
        ...claim,
        mode: 'alleged',
        wording: 'The outlets published false information.',
        chain: [
          { actor: '#suitor', verb: 'claimed' },
          { actor: '#hrw', verb: 'cited' },
        ],
        support: page,
      },
      {
        ...claim,
        checked: false,
        wording: 'Police searched four homes.',
        chain: [{ actor: '#hrw', verb: 'wrote' }],
        support: page,
      },
      {
        ...claim,
        visibility: 'desk',
        wording: 'Computers were taken.',
        chain: [{ actor: '#hrw', verb: 'wrote' }],
        support: page,
      },
      {
        ...claim,
        wording: 'Police came at nine.',
        chain: [{ actor: '#witness', asWritten: 'Aigul S.', verb: 'said' }],
        support: { kind: 'direct-word', note: 'By telephone to Ada, 3 April' },
      },
    ],
  };
  const filed = await run(app, file, editor, input);
  const [dated, quoted, alleged, draft, deskOnly, hiddenSpeaker] = filed.claims as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    case: filed.cases[0]!,
    dated,
    quoted,
    alleged,
    draft,
    deskOnly,
    hiddenSpeaker,
    hrw: filed.actors[0]!,
    suitor: filed.actors[1]!,
    page: filed.sources[0]!,
  };
}

export const numberOf = (ref: string): number => Number(ref.split('/')[1]);
export const idOf = async (db: Database, ref: string): Promise<number> => {
  const [kind, number] = ref.split('/') as ['claim', string];
  return (
    await db.read
      .selectFrom('thing')
      .select('id')
      .where('kind', '=', kind)
      .where('number', '=', Number(number))
      .executeTakeFirstOrThrow()
  ).id;
};
