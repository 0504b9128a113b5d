import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { finishErasures } from '../platform/erasing/finish-erasures.ts';
import { prepareJobs } from '../platform/jobs/jobs.ts';
import { openOwnFiles, type OwnFiles } from '../platform/testing/own-files.ts';
import { filesWith, storeUncompressed } from '../platform/testing/search-files.ts';
import { editor } from '../platform/testing/test-app.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { newKeyHolder } from '../record/testing/key-holder.ts';
import { deskOn } from '../web/testing/desk.ts';
import { things } from '../web/testing/secret-filing.ts';
import { composeModules } from './compose.ts';
import { fileAll } from './testing/team-filing.ts';

describe.each(['embedded', 'server'] as const)('what is sealed or erased (%s)', (kind) => {
  if (kind === 'server' && inject('noServer') !== null) return it.skip('there is no server');
  let place: OwnFiles;
  beforeAll(async () => {
    place = await openOwnFiles(kind);
  });
  afterAll(() => place?.close());

  const make = async () => {
    const modules = composeModules();
    const { app, join } = deskOn(place.db, {
      listeners: modules.listeners.filter(({ name }) => name !== 'search' && name !== 'teams'),
      config: { dataDir: place.dataDir },
    });
    await prepareJobs(place.db, modules.jobs);
    await storeUncompressed(place.db);
    return { app, join };
  };
  /** The table of a file, for the message of a failed test. */
  const tableOf = async (path: string): Promise<string> => {
    const { rows } = await place.db.executeSql(
      `select coalesce(i.indrelid::regclass::text || '.', '') || c.relname as name from pg_class c left join pg_index i on i.indexrelid = c.oid
       where pg_relation_filenode(c.oid)::text = $1`,
      [/(\d+)[^/]*$/.exec(path)?.[1] ?? ''],
    );
    return `${path} ${(rows[0] as { name: string } | undefined)?.name ?? ''}`;
  };
  const named = (words: readonly string[]): Promise<string[]> => Promise.all(found(words).map(tableOf));
  const found = (words: readonly string[]): string[] => [
    ...new Set([...filesWith(place.files, words), ...filesWith(place.dataDir, words)]),
  ];
  /** Writes everything to the files, also the values of columns that the planner samples. */
  const settle = async (): Promise<void> => {
    await place.db.executeSql('analyze');
    await place.db.executeSql('checkpoint');
  };
  const open = () =>
    place.db.read.selectFrom('file_erasure').select(['act', 'obstacle']).where('finished_at', 'is', null).execute();

  it('is in no file of the database afterwards, and not after a restart either', async () => {
    const { app, join } = await make();
    const who = await join(['editor', 'administrator', 'monitor']);
    const of = await fileAll(app, who.principal, things('plain'), 'plainword');
    const { seal } = await newKeyHolder(app, 'editor');
    const sealed: [key: string, words: string[]][] = [
      ['claim', ['Claimwording', 'Supportnote', 'Reason', 'Taken', 'Position']],
      ['question', ['Question']],
      ['actor', ['Actorname', 'Actoralias']],
      ['source', ['Sourcetitle', 'Sourcenote']],
    ];
    await settle();
    const all: string[] = [];
    for (const [key, ends] of sealed) {
      const words = ends.flatMap((end) => [`plainword${end}`, `plainword${end.toLowerCase()}`]);
      for (const end of ends) expect([end, found([`plainword${end}`]).length > 0]).toEqual([end, true]);
      await seal(of(key));
      expect(await open()).toEqual([{ act: 'seal', obstacle: null }]);
      await settle();
      const done = await finishErasures(app);
      all.push(...words);
      expect([key, done, await named(all)]).toEqual([key, { finished: 1, unfinished: [] }, []]);
    }
    await place.reopen();
    await settle();
    expect(found(all)).toEqual([]);
  });

  it('is in no file after a redaction', async () => {
    const { app, join } = await make();
    const who = await join(['editor', 'administrator', 'monitor']);
    const of = await fileAll(app, who.principal, things('team'), 'teamword');
    await finishErasures(app);
    await settle();
    await redactPerson(app, editor, {
      actor: of('actor'),
      alsoErase: ['teamwordCasetitle'],
      ground: 'They asked for it in writing.',
    });
    await settle();
    const words = ['teamwordActorname', 'teamwordactorname', 'teamwordCasetitle', 'teamwordcasetitle'];
    expect(found(words).length).toBeGreaterThan(0);
    expect(await finishErasures(app)).toEqual({ finished: 1, unfinished: [] });
    expect(found(words)).toEqual([]);
  });
});
