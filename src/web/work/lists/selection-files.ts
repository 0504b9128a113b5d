import { noteExport } from '../../../accounts/security-log/note-export.ts';
import { legal } from '../../../accounts/tables.ts';
import { byteOrderMark, line } from '../../../exchange/formats/csv.ts';
import { exportFiles, fileNameOf, openExport, type ExportFile } from '../../../exchange/export/open-export.ts';
import { bytesOf } from '../../../exchange/export/pages.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { noteGiven } from '../../../platform/database/viewer.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { run } from '../../../platform/operation.ts';
import type { ListKind } from '../../../work/lists/declare.ts';
import { listOf } from '../../../work/lists/kinds.ts';
import { loadRows } from '../../../work/lists/load.ts';
import { planAct } from '../../../work/lists/selection/plan-act.ts';
import { findSelection, type Selection } from '../../../work/lists/selection/selection.ts';
import { columnsOf, readView } from '../../../work/lists/view.ts';
import type { Pages } from '../../kit/context.ts';
import { requirePermission } from '../../kit/desk/who.ts';
import { answerOn } from '../../kit/pages/form-page.tsx';
import { deskRequest } from '../../kit/pages/page-request.ts';
import { sendStream } from '../../kit/stream.ts';
import { aboutExport } from '../../exchange/export/export.ts';
import { hostOf } from '../../exchange/export/export-files-page.ts';
import { routes } from '../../routes.ts';
import { cellWords } from './cells.tsx';

const atOnce = 200;
const own = { 'list.csv': 'text/csv; charset=utf-8; header=present', 'list.json': 'application/json; charset=utf-8' };
type OwnFile = keyof typeof own;
const isOwn = (file: string): file is OwnFile => Object.hasOwn(own, file);

/** The files in which a selection can be downloaded. Articles have no export formats of the record. */
export const filesOf = (kind: ListKind): (OwnFile | ExportFile)[] => [
  'list.csv',
  'list.json',
  ...(kind === 'article'
    ? []
    : ([...(kind === 'case' ? (['cases.csv'] as const) : []), 'record.zip', 'record.jsonl'] as const)),
];

/** The selected items as a table, with the columns of the view in which they were selected. */
async function* listFile(
  db: Reader,
  t: Translate,
  { list: kind, query }: Selection,
  ids: readonly number[],
  file: OwnFile,
): AsyncGenerator<string> {
  const list = listOf(kind);
  const columns = columnsOf(list, readView(list, new URLSearchParams(query))).filter(
    ({ value }) => value.type !== 'said',
  );
  const csv = file === 'list.csv';
  yield csv
    ? `${byteOrderMark}${line(['ref', ...columns.map(({ name }) => name)])}`
    : `{"schema":"kronika.list.v1","list":${JSON.stringify(kind)},"items":[`;
  for (let from = 0; from < ids.length; from += atOnce) {
    const { rows, things } = await loadRows(db, list, columns, ids.slice(from, from + atOnce));
    const cells = rows.map((row) => [row.ref, columns.map((column) => cellWords(t, { column, row, things }))] as const);
    yield csv
      ? cells.map(([ref, words]) => line([ref, ...words])).join('')
      : `${from ? ',' : ''}${cells
          .map(([ref, words]) =>
            JSON.stringify({ ref, ...Object.fromEntries(columns.map(({ name }, index) => [name, words[index]!])) }),
          )
          .join(',\n')}`;
  }
  if (!csv) yield ']}\n';
}

/** The downloads of selected items. They contain the items that the person can see, except sealed ones. */
export const selectionFiles: Pages = (web) => {
  answerOn(web, ['GET'], routes.desk.selectionFile, async (c) => {
    const at = await deskRequest(c, routes.desk.selectionFile);
    const { app, db, t, principal, params, desk } = at;
    requirePermission(desk, { permission: legal });
    const selection = await findSelection(db, params.key, principal);
    const file = filesOf(selection.list).find((one) => one === params.file);
    if (!file || !listOf(selection.list).acts.includes('export')) throw new AppError('not_found');
    const { does } = await planAct(db, selection, { act: 'export' });
    const ids = does.map(({ id }) => id);
    await run(app, noteExport, principal, {});
    noteGiven(ids);
    const day = app.now();
    if (isOwn(file))
      return sendStream(c, bytesOf(listFile(db, t, selection, ids, file)), {
        'Content-Type': own[file],
        'Content-Disposition': `attachment; filename="kronika-${selection.list}-${day.toISOString().slice(0, 10)}.${file.split('.')[1]}"`,
        'Cache-Control': 'no-store',
      });
    const paper = c.get('deps').paper();
    const about = aboutExport(t, { paper, filters: {}, address: hostOf(c), at: day, audience: 'desk' });
    return sendStream(
      c,
      openExport(app, {
        file,
        query: { items: { kind: selection.list, ids } },
        about: { ...about, query: { ...about.query, words: t('work.lists.exported', { count: ids.length }) } },
      }),
      {
        'Content-Type': exportFiles[file].mediaType,
        'Content-Disposition': `attachment; filename="${fileNameOf(file, day)}"`,
        'Cache-Control': 'no-store',
      },
    );
  });
};
