import { isEditor } from '../../../accounts/tables.ts';
import { outcomesCsv, pageOfOutcomes, type OutcomeFilter, type RowOutcome } from '../../../exchange/import/outcomes.ts';
import { applyMapping, type RowRead } from '../../../exchange/import/mapping/apply.ts';
import { unsureDates } from '../../../exchange/import/mapping/suggest.ts';
import { leftOut } from '../../../exchange/import/mapping/unmapped.ts';
import { cut } from '../../../exchange/import/mapping/values.ts';
import type { Cell, Note } from '../../../exchange/import/read/reading.ts';
import { PublishButton, batchDigest } from '../../record/proposals/proposals.tsx';
import { sendImport } from '../../../exchange/import/run/job.ts';
import { dropImport, stopRun } from '../../../exchange/import/store/change-import.ts';
import { loadImport, type Import } from '../../../exchange/import/store/load-import.ts';
import { outcomes as allOutcomes } from '../../../exchange/import/store/tables.ts';
import { factWords, noteWords } from '../../../exchange/import/words.ts';
import { AppError } from '../../../platform/errors.ts';
import { noteExport } from '../../../accounts/security-log/note-export.ts';
import { run } from '../../../platform/operation.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice, PageSection } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { inBytes, sendStream } from '../../kit/stream.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { reloadAfter } from '../../kit/desk/background.ts';
import { atDesk } from '../../kit/desk/who.ts';
import { unlessChanged } from '../../record/actions/as-shown.tsx';
import { When } from '../../record/history/when.tsx';
import { Counted, OutcomeLabel, StateWord } from './parts.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { storedErrorWords } from '../../kit/words/stored-error.ts';
import { Section } from '../../record/show/parts.tsx';

const maxOutcomes = 100;
const previewed = 12;

/** Parses the id of an import in an address. @throws AppError `not_found` */
export function importNumber(id: string | undefined): number {
  if (!id || !/^[1-9]\d{0,15}$/.test(id)) throw new AppError('not_found');
  return Number(id);
}

/** The pages of one import: its first rows, the buttons that start a dry run or the import, and each row's outcome. */
export const importPages: Pages = (web) => {
  detailPage(web, routes.desk.import_, async ({ c, t, db, query, principal }) => {
    const one = await loadImport(db, importNumber(c.req.param('id')));
    const id = String(one.id);
    const running = one.state === 'waiting' || one.state === 'running';
    if (running) reloadAfter(c, 2);
    const columns = one.profile.columns.map((column) => column.name);
    const applied = applyMapping(one.mapping, columns);
    const rows = one.profile.sample.slice(0, previewed).map((row) => ({ ...applied.read(row), cells: row.cells }));
    const filter = filterOf(c);
    const after = Number(/^\d{1,9}$/.exec(query('after') ?? '')?.[0] ?? 0);
    const publish = isEditor(principal) && one.batch && publishable(one) ? await batchDigest(db, one.batch) : undefined;
    const found =
      one.startedAt && !running ? await pageOfOutcomes(db, one.id, { after, limit: maxOutcomes + 1, filter }) : [];
    return {
      title: one.fileName,
      crumbs: [{ label: t('exchange.imports.title'), href: routes.desk.imports() }],
      wide: true,
      body: (
        <div class="imports">
          <p class="pills">
            <StateWord state={one.state} dry={one.dry} /> <Counted counts={one.counts} />
          </p>
          <ImportFile one={one} />
          {running ? (
            <Progress one={one} />
          ) : (
            <ImportButtons one={one} missing={applied.missing} rows={rows} publish={publish} />
          )}
          {one.startedAt && !running ? <Outcomes one={one} found={found} filter={filter} /> : null}
          {running ? null : (
            <PageSection id="preview" title={t('exchange.imports.preview.title')} rule>
              <p class="hint">{t('exchange.imports.preview.hint')}</p>
              <p class="actions">
                <a class="button" href={routes.desk.importMapping({ id })}>
                  {t('exchange.imports.preview.change')}
                </a>
                <a class="button" href={routes.desk.importFileFormat({ id })}>
                  {t('exchange.imports.preview.reading')}
                </a>
              </p>
              <Faults one={one} />
              <LeftOut one={one} />
              <Preview rows={rows} columns={columns} />
            </PageSection>
          )}
          {running ? null : (
            <details class="collapsed">
              <summary>{t('exchange.imports.drop')}</summary>
              <p class="hint">{t('exchange.imports.drop_hint')}</p>
              <ActButton action={routes.desk.runImport({ id })} label={t('exchange.imports.drop')} intent="drop" />
            </details>
          )}
        </div>
      ),
    };
  });
  web.get(routes.desk.importOutcomes.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    const one = await loadImport(app.db.read, importNumber(c.req.param('id')));
    await run(app, noteExport, principal, {});
    const t = c.get('t');
    const filter = filterOf(c);
    return sendStream(c, inBytes(outcomesCsv(app.db.read, t, one.id, filter)), {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="import-${one.id}${filter ? `-${filter}` : ''}.csv"`,
    });
  });
  web.post(routes.desk.runImport.pattern, async (c) => {
    const desk = await atDesk(c);
    const id = importNumber(c.req.param('id'));
    return handleAction(c, async ({ intent, version }) => {
      const page = routes.desk.import_({ id: String(id) });
      if (intent === 'stop') await run(desk.app, stopRun, desk.principal, { import: id });
      else if (intent === 'drop') {
        await run(desk.app, dropImport, desk.principal, { import: id });
        return routes.desk.imports();
      } else {
        const one = await loadImport(desk.app.db.read, id);
        const { missing } = applyMapping(
          one.mapping,
          one.profile.columns.map((column) => column.name),
        );
        if (missing.length)
          throw new AppError('import_unready', {
            details: {
              reason: c.get('t')('exchange.imports.problem.missing', {
                columns: missing.join(', '),
                count: missing.length,
              }),
            },
          });
        await unlessChanged(page, () =>
          run(desk.app, sendImport, desk.principal, {
            import: id,
            dry: intent !== 'import',
            version: version ? Number(version) : undefined,
          }),
        );
      }
      return page;
    });
  });
};

function filterOf(c: Ctx): OutcomeFilter | undefined {
  const requested = c.req.query('fate');
  return requested === 'noted' || (allOutcomes as readonly string[]).includes(requested ?? '')
    ? (requested as OutcomeFilter)
    : undefined;
}

/**
 * Whether an import may have created items that can be made public: it has ended, was not a dry run, and created
 * something.
 */
const publishable = (one: Import): boolean => one.state === 'done' && !one.dry && (one.counts.made ?? 0) > 0;

/** The file of an import, its data set, and how the file is read. */
function ImportFile({ one }: { one: Import }) {
  const { t } = useView();
  const { reading, profile } = one;
  const how = [
    t(`exchange.imports.format.${reading.format}`),
    reading.format === 'xlsx' ? reading.sheet : reading.charset,
    reading.format === 'csv'
      ? t('exchange.imports.parted', {
          sign: reading.delimiter === '\t' ? t('exchange.imports.tab') : t('kit.quoted', { words: reading.delimiter }),
        })
      : null,
  ]
    .filter(Boolean)
    .join(', ');
  const rows = [
    [t('exchange.imports.of'), <a href={routes.desk.source({ number: one.source.number })}>{one.source.title}</a>],
    [
      t('exchange.imports.file'),
      <a
        href={routes.desk.capture({ number: one.source.number, capture: one.capture.number })}
      >{`${one.fileName} (${sizeWords(t, one.capture.size)})`}</a>,
    ],
    [t('exchange.imports.read_as'), how],
    [
      t('exchange.imports.rows'),
      t('exchange.imports.rows_count', {
        rows: profile.rows,
        columns: profile.columns.length,
        more: profile.complete ? 'no' : 'yes',
      }),
    ],
    [
      t('exchange.imports.brought'),
      <>
        <When at={one.createdAt} />
        {one.createdBy ? ` · ${one.createdBy}` : ''}
      </>,
    ],
    [
      t('exchange.imports.ran'),
      one.finishedAt && (
        <>
          <When at={one.finishedAt} />
          {one.runBy ? ` · ${one.runBy.name}` : ''}
        </>
      ),
    ],
  ] as const;
  return (
    <dl class="facts rows">
      {rows.map(([label, value]) =>
        value ? (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function Progress({ one }: { one: Import }) {
  const { t } = useView();
  const share = one.profile.complete
    ? one.rowsDone / Math.max(one.profile.rows, 1)
    : one.bytesDone / Math.max(one.capture.size, 1);
  const percent = Math.min(100, Math.round(share * 100));
  return (
    <Section
      id="progress"
      title={t(one.dry ? 'exchange.imports.progress.trying' : 'exchange.imports.progress.importing')}
    >
      <p>
        <progress max="100" value={String(percent)} aria-labelledby="progress">
          {percent} %
        </progress>{' '}
        {t(one.state === 'waiting' ? 'exchange.imports.progress.waiting' : 'exchange.imports.progress.done', {
          rows: one.rowsDone,
          percent,
        })}
      </p>
      <ActButton
        action={routes.desk.runImport({ id: String(one.id) })}
        label={t('exchange.imports.progress.stop')}
        intent="stop"
      />
    </Section>
  );
}

/** The buttons for the next steps of an import, and above them the problems, such as missing columns. */
function ImportButtons({
  one,
  missing,
  rows,
  publish,
}: {
  one: Import;
  missing: readonly string[];
  rows: readonly RowRead[];
  publish: string | undefined;
}) {
  const { t } = useView();
  const id = String(one.id);
  const action = routes.desk.runImport({ id });
  const version = String(one.version);
  const undecided = one.mapping.fields.some((field) => field.translate.some((value) => value.to === ''));
  const wrong = rows.filter((row) => row.faults.length).length;
  return (
    <>
      {one.error ? (
        <Notice kind="warning" title={t(`exchange.imports.ended.${one.state === 'stopped' ? 'stopped' : 'failed'}`)}>
          {one.state === 'stopped' ? (
            <p>{t('exchange.imports.ended.stopped_lead')}</p>
          ) : (
            <p>{storedErrorWords(t, one.error)}</p>
          )}
        </Notice>
      ) : null}
      {missing.length ? (
        <Notice
          kind="warning"
          title={t('exchange.imports.problem.missing', { columns: missing.join(', '), count: missing.length })}
        />
      ) : null}
      {wrong && !one.startedAt ? (
        <Notice kind="warning" title={t('exchange.imports.preview.wrong', { count: wrong, all: rows.length })} />
      ) : null}
      {one.startedAt
        ? null
        : unsureDates(one.mapping, one.profile).map((column) => (
            <Notice kind="warning" title={t('exchange.imports.preview.unsure_dates', { column })} />
          ))}
      {undecided && !one.startedAt ? <Notice title={t('exchange.imports.preview.undecided')} /> : null}
      {one.state === 'done' && !one.dry && (one.counts.made ?? 0) > 0 && !one.mapping.counted ? (
        <Notice title={t('exchange.imports.unchecked')} />
      ) : null}
      <div class="actions acts">
        <ActButton
          action={action}
          label={t('exchange.imports.act.try')}
          intent="try"
          version={version}
          main={!one.startedAt}
        />
        <ActButton
          action={action}
          label={t(one.startedAt && !one.dry ? 'exchange.imports.act.again' : 'exchange.imports.act.import')}
          intent="import"
          version={version}
          main={one.startedAt !== null && one.dry && one.state === 'done'}
        />
        {one.batch && publishable(one) ? (
          <PublishButton batch={one.batch} shown={publish} page={routes.desk.import_({ id })} />
        ) : null}
        {one.batch && one.startedAt && !one.dry && one.rowsDone > 0 ? (
          <a href={routes.desk.batch({ batch: one.batch })}>{t('exchange.imports.act.undo')}</a>
        ) : null}
      </div>
    </>
  );
}

function Faults({ one }: { one: Import }) {
  const { t } = useView();
  const { faulty, faults } = one.profile;
  if (!faulty) return null;
  return (
    <Notice kind="warning" title={t('exchange.imports.preview.faulty', { count: faulty })}>
      <ul>
        {faults.slice(0, 5).map(({ line, note }) => (
          <li>
            {t('exchange.imports.line', { line })} {noteWords(t, note)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** The columns that the import does not use. */
function LeftOut({ one }: { one: Import }) {
  const { t } = useView();
  const columns = one.profile.columns.map((column) => column.name);
  const names = leftOut(one.mapping, columns);
  if (names.length === 0) return null;
  return (
    <p class="hint">
      {t('exchange.imports.preview.left_out', { count: names.length, all: columns.length, columns: names.join(', ') })}
    </p>
  );
}

type Previewed = RowRead & { cells: readonly Cell[] };

/** The first rows with their results. */
function Preview({ rows, columns }: { rows: readonly Previewed[]; columns: readonly string[] }) {
  const { t } = useView();
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={t('exchange.imports.table.rows')}>
      <table class="import-rows">
        <thead>
          <tr>
            <th scope="col">{t('exchange.imports.table.line')}</th>
            <th scope="col">{t('exchange.imports.table.becomes')}</th>
            <th scope="col">{t('exchange.imports.table.says')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{row.line}</th>
              <td>
                <strong>{row.title}</strong>
                <p>{row.quoted && !row.source ? t('kit.quoted', { words: row.wording }) : row.wording}</p>
                {row.onRecord ? (
                  <p class="muted">{t('exchange.imports.preview.on_record', { case: row.onRecord })}</p>
                ) : null}
                <dl class="becomes">
                  {[...row.facts, ...row.deskNotes].map((fact) => {
                    const { label, value } = factWords(t, fact);
                    return (
                      <div>
                        <dt>{fact.on === 'event' ? t('exchange.imports.preview.of_event', { label }) : label}</dt>
                        <dd>{value}</dd>
                      </div>
                    );
                  })}
                </dl>
                {row.source ? (
                  <p class="muted">
                    {t('exchange.imports.preview.source', {
                      source: row.source.title ?? row.source.publisher ?? row.source.address ?? '',
                    })}
                  </p>
                ) : null}
                <Notes notes={row.faults} wrong />
                <Notes notes={row.notes} />
              </td>
              <td>
                <dl class="becomes muted">
                  {columns.map((name, index) => {
                    const cell = row.cells[index] ?? '';
                    const text = typeof cell === 'string' ? cell : cell.join(', ');
                    return text ? (
                      <div>
                        <dt>{name}</dt>
                        <dd>{cut(text)}</dd>
                      </div>
                    ) : null;
                  })}
                </dl>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Notes({ notes, wrong }: { notes: readonly Note[]; wrong?: boolean }) {
  const { t } = useView();
  return (
    <>
      {notes.map((note) => (
        <p class={wrong ? 'error' : 'hint'}>
          {note.column ? <b>{note.column}: </b> : null}
          {noteWords(t, note)}
        </p>
      ))}
    </>
  );
}

function Outcomes({
  one,
  found,
  filter,
}: {
  one: Import;
  found: readonly RowOutcome[];
  filter: OutcomeFilter | undefined;
}) {
  const { t } = useView();
  const id = String(one.id);
  const all = allOutcomes.reduce((sum, fate) => sum + (one.counts[fate] ?? 0), 0);
  const shown = found.slice(0, maxOutcomes);
  const tabs = [
    [undefined, all],
    ...[...allOutcomes, 'noted' as const].map((fate) => [fate, one.counts[fate] ?? 0] as const),
  ] as const;
  return (
    <PageSection id="fates" title={t(one.dry ? 'exchange.imports.fates.tried' : 'exchange.imports.fates.title')} rule>
      <nav class="pills tabs" aria-label={t('exchange.imports.fates.filter')}>
        {tabs.map(([fate, count]) =>
          count || fate === undefined ? (
            <a
              class="pill"
              href={routes.desk.import_({ id }, { fate })}
              aria-current={fate === filter ? 'page' : undefined}
            >
              {t(`exchange.imports.fates.${fate ?? 'all'}`, { count })}
            </a>
          ) : null,
        )}
      </nav>
      {one.counts.gone ? <p class="hint">{t('exchange.imports.fates.gone', { count: one.counts.gone })}</p> : null}
      <p class="actions">
        <a href={routes.desk.importOutcomes({ id }, { fate: filter })} download>
          {t('exchange.imports.fates.csv')}
        </a>
      </p>
      <div class="scroll" tabindex={0} role="region" aria-label={t('exchange.imports.table.fates')}>
        <table class="import-rows">
          <thead>
            <tr>
              <th scope="col">{t('exchange.imports.table.line')}</th>
              <th scope="col">{t('exchange.imports.table.fate')}</th>
              <th scope="col">{t('exchange.imports.table.case')}</th>
              <th scope="col">{t('exchange.imports.table.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr>
                <th scope="row">{row.line}</th>
                <td>
                  <OutcomeLabel fate={row.fate} />
                </td>
                <td>
                  {row.case ? (
                    <a href={routes.desk.case_({ number: row.case.number })}>
                      {row.case.title || `case/${row.case.number}`}
                    </a>
                  ) : null}
                </td>
                <td>
                  <Notes notes={row.notes} wrong={row.fate === 'refused'} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > maxOutcomes ? (
        <p class="actions">
          <a href={routes.desk.import_({ id }, { fate: filter, after: shown.at(-1)!.row })} rel="next">
            {t('kit.pages.next')}
          </a>
        </p>
      ) : null}
    </PageSection>
  );
}
