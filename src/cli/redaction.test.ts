import { expect, it } from 'vitest';
import { createTeam } from '../accounts/teams/change-team.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { RowKeys } from '../platform/storage/row-keys.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { administrator, editor } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { familyOf, previewRedaction, searchFor } from '../record/protection/redaction-words.ts';
import { textColumns } from '../record/protection/texts.ts';
import { findThing, parseRef, refOf } from '../record/refs.ts';
import { deskPage } from '../web/record/desk/links.ts';
import { deskOn } from '../web/testing/desk.ts';
import { things } from '../web/testing/secret-filing.ts';
import { composeModules } from './compose.ts';
import { fileAll, fileMore } from './testing/team-filing.ts';

const ground = 'They asked for it in writing.';

onOneDatabase('the redaction of someone in a record with something of every kind', (db) => {
  const make = async () => {
    const modules = composeModules();
    const desk = deskOn(db(), {
      listeners: modules.listeners.filter(({ name }) => name !== 'search' && name !== 'teams'),
    });
    await prepareJobs(db(), modules.jobs);
    return desk;
  };

  it('removes words from exactly the items that were listed before', async () => {
    const desk = await make();
    const { app } = desk;
    const who = await desk.join(['editor', 'administrator', 'monitor']);
    const of = await fileAll(app, who.principal, things('team'), 'teamword');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [who.accountId] });
    await fileMore(app, who.principal, of, 'teamword', team);
    const { id } = (await findThing(db().read, 'actor', parseRef(of('actor'))!.number))!;
    const family = await familyOf(db().read, id);
    const search = await searchFor(db().read, family, ['teamwordCasetitle', 'teamwordPassage', 'teamwordPhotonote']);
    const { losses } = await previewRedaction(db().read, new RowKeys(app.config.dataDir), search);
    await redactPerson(app, editor, {
      actor: of('actor'),
      alsoErase: ['teamwordCasetitle', 'teamwordPassage', 'teamwordPhotonote'],
      ground,
      shown: [...search.finder.words],
    });
    const { rows } = await db().executeSql(
      `select distinct t.kind, t.number from change c join change_set s on s.id = c.change_set_id join thing t on t.id = c.thing_id
       where s.operation = 'record.redact' and c.action = 'redacted'`,
    );
    const changed = rows.map((row) => refOf(row as { kind: string; number: number })).toSorted();
    // The preview also lists items that only refer to the person. This test ignores them unless the redaction changed
    // them.
    const listed = losses.filter((loss) => loss.words.length > 0 || changed.includes(refOf(loss.brief)));
    expect(listed.map(({ brief }) => refOf(brief)).toSorted()).toEqual(changed);
    expect(changed.length).toBeGreaterThan(8);
    expect(new Set(losses.filter(({ file: lost }) => lost).map(({ brief }) => brief.kind))).toEqual(
      new Set(['capture']),
    );
  });

  it('changes no code, such as a kind of item, even if the person has a name that is also a code', async () => {
    const desk = await make();
    const { app } = desk;
    const who = await desk.join('editor');
    const of = await fileAll(app, who.principal, things('plain'), 'plainword');
    const called = ['Law', 'Case', 'Claim', 'Article', 'Person', 'Public', 'Desk', 'Text', 'Paragraph', 'Sentence'];
    const more = ['Stated', 'Target', 'Search', 'File', 'Record', 'Web', 'Photo', 'Cited', 'Normal', 'Place', 'Actor'];
    const names = [{ text: 'Jude Law' }, ...[...called, ...more].map((text) => ({ text, kind: 'alias' as const }))];
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names }],
      cases: [{ title: 'Jude Law in court' }],
    });
    const codes = async () => (await db().executeSql('select id, kind, visibility from thing order by id')).rows;
    const before = await codes();
    await redactPerson(app, editor, { actor: actors[0]!, ground });
    expect(await codes()).toEqual(before);
    for (const key of ['case', 'event', 'claim', 'source', 'article', 'photo', 'actor', 'question']) {
      const ref = parseRef(of(key))!;
      expect([key, (await who.get(deskPage(ref)!)).status]).toEqual([key, 200]);
      expect([key, (await who.get(`/desk/history/${ref.kind}/${ref.number}`)).status]).toEqual([key, 200]);
    }
    const { rows } = await db().executeSql(
      `select count(*)::int as bars from change where kind like '%█%' or action like '%█%'`,
    );
    expect(rows).toEqual([{ bars: 0 }]);
    // The search for columns with texts still finds these.
    expect((await textColumns(db().read)).map(({ table, column }) => `${table}.${column}`)).toEqual(
      expect.arrayContaining(['case.title', 'claim.wording', 'change.after', 'capture.text', 'revision.doc']),
    );
  });
});
