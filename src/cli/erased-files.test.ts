import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { finishErasures } from '../platform/erasing/finish-erasures.ts';
import { checkHealth } from '../platform/health.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { openOwnFiles, type OwnFiles } from '../platform/testing/own-files.ts';
import { filesWith, storeUncompressed } from '../platform/testing/search-files.ts';
import { editor } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { withdrawComment } from '../publishing/comments/withdraw-comment.ts';
import { file } from '../record/filing/file.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { parseRef } from '../record/refs.ts';
import { newKeyHolder } from '../record/testing/key-holder.ts';
import { deskPage } from '../web/record/desk/links.ts';
import { routes } from '../web/routes.ts';
import { deskOn } from '../web/testing/desk.ts';
import { things } from '../web/testing/secret-filing.ts';
import { composeModules } from './compose.ts';
import { publishedComment } from './testing/published-comment.ts';
import { fileAll } from './testing/team-filing.ts';

describe.each(['embedded', 'server'] as const)('what is sealed or erased (%s)', (kind) => {
  if (kind === 'server' && inject('noServer') !== null) return it.skip('there is no server');
  /** `npm test` runs the first test on both databases, and the others on the embedded one. */
  const isRun = whole || kind === 'embedded';
  let place: OwnFiles;
  beforeAll(async () => {
    place = await openOwnFiles(kind);
  });
  afterAll(() => place?.close());

  const make = async () => {
    const modules = composeModules();
    const { app, join: enter } = deskOn(place.db, {
      listeners: modules.listeners.filter(({ name }) => name !== 'search' && name !== 'teams'),
      config: { dataDir: place.dataDir },
    });
    await prepareJobs(place.db, modules.jobs);
    await storeUncompressed(place.db);
    return { app, enter };
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
    const { app, enter } = await make();
    const who = await enter(['editor', 'administrator', 'monitor']);
    const of = await fileAll(app, who.principal, things('plain'), 'plainword');
    const { seal } = await newKeyHolder(app, 'editor');
    const sealed: [key: string, words: string[]][] = [
      ['claim', ['Claimwording', 'Supportnote', 'Reason', 'Taken', 'Position']],
      ['question', ['Question']],
      // The page that was drafted from, and the other one.
      ['capture/2', ['Quoted', 'Drafttitle']],
      ['capture/3', ['Archived', 'Crawl', 'Operator', 'Signer', 'Damage']],
      ['capture/1', ['Passage']],
      ['actor', ['Actorname', 'Actoralias']],
      ['source', ['Sourcetitle', 'Sourcenote']],
      ['demand/1', ['Demanded', 'Lawnamed', 'Aboutwords']],
      ['permission/1', ['Permitter', 'Subject', 'Wording']],
    ];
    // Nothing else was filed here, so these are the first.
    const refOf = (key: string): string => (key.includes('/') ? key : of(key));
    await settle();
    const all: string[] = [];
    for (const [key, ends] of sealed) {
      const words = ends.flatMap((end) => [`plainword${end}`, `plainword${end.toLowerCase()}`]);
      for (const end of ends) expect([end, found([`plainword${end}`]).length > 0]).toEqual([end, true]);
      await seal(refOf(key));
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

  it.runIf(isRun)(
    'is being erased until a search of the files has found nothing, also if the process ends in between',
    async () => {
      const { app, enter } = await make();
      const who = await enter(['editor', 'administrator', 'monitor']);
      const { seal } = await newKeyHolder(app, 'editor');
      const { questions } = await run(app, file, who.principal, {
        cases: [{ key: 'case', title: 'A case of their own' }],
        questions: [{ case: '#case', wording: 'Which clerk told us on the stairs?' }],
      });
      const page = deskPage(parseRef(questions[0]!)!)!;
      const words = ['Which clerk told us'];
      await seal(questions[0]!);
      expect(await who.text(page)).toMatch(/Files of the database<\/a>: Being erased/);
      expect(found(['clerk told']).length).toBeGreaterThan(0);
      // A backup made now has the words only encrypted, and not their key.
      const { rows } = await place.db.executeSql(
        `select octet_length(words) > 20 as there from file_erasure where finished_at is null`,
      );
      expect(rows).toEqual([{ there: true }]);
      // The process ended. The next one finds out what is due, and which words it has to look for.
      await place.reopen();
      const next = await make();
      const [base] = (
        await place.db.executeSql(`select oid::text as oid from pg_database where datname = current_database()`)
      ).rows as [{ oid: string }];
      const copy = join(place.files, 'base', base.oid, 'forgotten.txt');
      writeFileSync(copy, `${words[0]} on the stairs?`);
      const first = await finishErasures(next.app);
      const checks = await checkHealth({ ...next.app, now: () => new Date('2999-01-01') });
      rmSync(copy);
      // Kronika cannot search the files of a server.
      const searched = kind === 'embedded';
      expect([first, await finishErasures(next.app)]).toEqual([
        searched ? { finished: 0, unfinished: ['found'] } : { finished: 1, unfinished: [] },
        { finished: searched ? 1 : 0, unfinished: [] },
      ]);
      expect(checks.find(({ check }) => check === 'erased')).toMatchObject({ state: searched ? 'warning' : 'ok' });
      expect(found(words)).toEqual([]);
      expect(readdirSync(join(place.dataDir, 'erasing'))).toEqual([]);
      const again = await next.enter('editor');
      expect(await again.text(page)).toMatch(/Files of the database<\/a>: Erased/);
      expect(await again.text(routes.desk.erased())).toContain('Question ');
    },
  );

  it.runIf(isRun)(
    'is in no file after a reader has withdrawn a comment, also if something else is erased later',
    async () => {
      const { app } = await make();
      const words = ['Wordsofareader'];
      const token = await publishedComment(app, `${words[0]} is what I say.`);
      await finishErasures(app);
      await settle();
      await run(app, withdrawComment, null, { token });
      await place.db.executeSql(
        `insert into file_erasure (at, act, tables) values (now() + interval '1 hour', 'end', '{demand}')`,
      );
      expect(found(words).length).toBeGreaterThan(0);
      expect(await finishErasures(app)).toEqual({ finished: 2, unfinished: [] });
      expect(found(words)).toEqual([]);
    },
  );

  it.runIf(isRun)('is in no file after a redaction', async () => {
    const { app, enter } = await make();
    const who = await enter(['editor', 'administrator', 'monitor']);
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
    expect(await finishErasures(app)).toMatchObject({ unfinished: [] });
    expect(found(words)).toEqual([]);
  });
});
