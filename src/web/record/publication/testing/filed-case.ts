import { run, type App } from '../../../../platform/operation.ts';
import { editor } from '../../../../platform/testing/test-app.ts';
import { file } from '../../../../record/filing/file.ts';
import { parseRef } from '../../../../record/refs.ts';

let times = 0;

/** A case after someone filed a draft: five claims from three sources, all desk only. */
export async function filedCase(app: App) {
  // Long enough that no random token of a page contains it.
  const mark = `quillwort${++times}`;
  const said = {
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ actor: '#guard', verb: 'said' }],
    support: { kind: 'reference' as const, source: '#wire' },
    case: '#c',
    checked: true,
  };
  const filed = await run(app, file, editor, {
    actors: [
      { key: 'guard', kind: 'person', names: [{ text: `Guardina ${mark}` }, { text: `Guardinka ${mark}` }] },
      { key: 'house', kind: 'outlet', names: [{ text: `Wire House ${mark}` }] },
      { key: 'stranger', kind: 'person', names: [{ text: `Strangerova ${mark}` }] },
    ],
    sources: [
      { key: 'wire', kind: 'article', title: `Reporter stopped ${mark}`, publisher: '#house' },
      {
        key: 'memo',
        kind: 'report',
        title: `Secretmemo ${mark}`,
        addresses: [`https://secretmemo.example/${mark}`],
      },
      { key: 'other', kind: 'article', title: `Uncheckedpage ${mark}` },
    ],
    cases: [{ key: 'c', title: `The stopped reporter ${mark}` }],
    events: [{ key: 'stop', case: '#c', title: `The stop ${mark}` }],
    claims: [
      {
        ...said,
        wording: `They stopped her ${mark}.`,
        statements: [{ subject: '#stop', property: 'date', value: '2024-05-11' }],
      },
      { ...said, wording: `They took her camera ${mark}.` },
      {
        ...said,
        wording: `The order came from above ${mark}.`,
        support: { kind: 'reference', source: '#memo' },
      },
      { ...said, wording: `She was let go ${mark}.` },
      {
        ...said,
        wording: `Uncheckedwords ${mark}.`,
        checked: false,
        chain: [{ actor: '#stranger', verb: 'said' }],
        support: { kind: 'reference', source: '#other' },
      },
    ],
  });
  return { ...filed, mark, theCase: filed.cases[0]!, number: parseRef(filed.cases[0]!)!.number };
}
