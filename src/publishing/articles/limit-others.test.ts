import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { discardWorkingCopy, saveWorkingCopy } from '../../documents/working/save-working-copy.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../record/cases/change-case-entry.ts';
import { checkClaims } from '../../record/claims/check-claims.ts';
import { file } from '../../record/filing/file.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { teamsRefused } from '../../record/teams/others-work.ts';
import { addComment } from '../review/add-comment.ts';

onBothDatabases('limiting what someone outside the team has worked on', (db) => {
  let app: App;
  let people: Record<'milo' | 'mona' | 'mate' | 'boss' | 'enna', Principal>;
  let team: number;
  beforeAll(async () => {
    app = testApp(db(), { listeners: [followLimits] });
    people = {
      milo: await invited(app, 'milo', 'monitor'),
      mate: await invited(app, 'mate', 'monitor'),
      boss: await invited(app, 'boss', 'editor'),
      mona: await invited(app, 'mona', 'monitor'),
      enna: await invited(app, 'enna', 'editor'),
    };
    const members = [people.milo, people.mate, people.boss].map((one) => one.accountId!);
    team = (await run(app, createTeam, administrator, { name: 'South', members })).id;
  });

  const idOf = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.id;
  const blocks = (text: string) => [{ sentences: [{ text, kind: 'connective' as const }] }];
  const headline = { text: 'A stub', kind: 'connective' as const };
  const anArticle = async (who: Principal) =>
    (await run(app, createArticles, who, { articles: [{ headline, blocks: blocks('Begun.') }] }))[0]!.article;
  const aCase = async (who: Principal) => (await run(app, file, who, { cases: [{ title: 'A stub' }] })).cases[0]!;
  const limit = (who: Principal, thing: string, to: number | null = team) =>
    run(app, limitItem, who, { thing, team: to });
  /**
   * Tries whether a person can limit an item, and compares the result with what the page says beforehand. Afterwards,
   * the limit is lifted again.
   */
  const can = async (who: Principal, thing: string): Promise<boolean> => {
    const before = (await teamsRefused(db(), await idOf(thing), who, [team])).length === 0;
    const did = await limit(who, thing).then(
      () => true,
      (error: unknown) => (expect(error).toMatchObject({ code: 'others_work' }), false),
    );
    if (did) await limit(who, thing, null);
    expect(before).toBe(did);
    return did;
  };
  const worksOn = async (who: Principal, article: string): Promise<void> =>
    void (await run(app, saveArticle, who, { article, version: 1, headline, blocks: blocks('Long work.') }));

  it('is refused to a contributor once someone outside saved the article, and to an editor once an editor outside did', async () => {
    const { milo, mate, boss, mona, enna } = people;
    const [own, hers, theirs] = [await anArticle(milo), await anArticle(milo), await anArticle(milo)];
    await worksOn(mate, own);
    expect([await can(milo, own), await can(boss, own)]).toEqual([true, true]);
    await worksOn(mona, hers);
    expect([await can(milo, hers), await can(boss, hers)]).toEqual([false, true]);
    await worksOn(enna, theirs);
    expect([await can(milo, theirs), await can(boss, theirs)]).toEqual([false, false]);
  });

  it('is refused if someone outside commented on it or has unsaved changes of it', async () => {
    const { milo, boss, enna } = people;
    const [commented, open] = [await anArticle(milo), await anArticle(milo)];
    await run(app, addComment, enna, { article: commented, body: 'Who says this?' });
    expect([await can(milo, commented), await can(boss, commented)]).toEqual([false, false]);
    const unsaved = async (doc: boolean) => {
      const { rows } = await db().executeSql(
        'select r.doc from document d join revision r on r.id = d.revision_id where d.id = $1',
        [await idOf(open)],
      );
      const content = { doc: (rows[0] as { doc: never }).doc, byline: { names: [] }, language: 'en', cases: [] };
      await run(app, saveWorkingCopy, enna, { article: open, revision: 1, version: 1, content: doc ? content : null });
    };
    // Reading the article does not count as work on it.
    await unsaved(false);
    expect(await can(milo, open)).toBe(true);
    await unsaved(true);
    expect([await can(milo, open), await can(boss, open)]).toEqual([false, false]);
    await run(app, discardWorkingCopy, enna, { article: open });
    expect(await can(milo, open)).toBe(true);
  });

  it('is refused if someone outside changed a case or checked a claim about it', async () => {
    const { milo, enna } = people;
    const [changed, checked] = [await aCase(milo), await aCase(milo)];
    await run(app, changeCaseEntry, enna, { thing: changed, version: 1, title: 'Her title', visibility: 'desk' });
    expect(await can(milo, changed)).toBe(false);
    const { claims } = await run(app, file, milo, {
      claims: [
        {
          case: checked,
          wording: 'The editor was fined.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'the page', verb: 'reports' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
        },
      ],
    });
    expect(await can(milo, checked)).toBe(true);
    await run(app, checkClaims, enna, { claims });
    expect(await can(milo, checked)).toBe(false);
  });

  it('does not limit people whom someone outside added, even if only the limited item names them', async () => {
    const { milo, mona } = people;
    const named = async (by: Principal) => {
      const { actors } = await run(app, file, by, { actors: [{ kind: 'person', names: [{ text: 'Someone Named' }] }] });
      const { cases } = await run(app, file, milo, {
        cases: [{ key: 'c', title: 'Who' }],
        claims: [
          {
            case: '#c',
            wording: 'He was fined.',
            kind: 'paraphrase',
            mode: 'stated',
            chain: [{ actor: actors[0]!, verb: 'said' }],
            support: { kind: 'direct-word', note: 'By telephone.' },
          },
        ],
      });
      await limit(milo, cases[0]!);
      const { rows } = await db().executeSql('select from thing_team where thing_id = $1', [await idOf(actors[0]!)]);
      return rows.length;
    };
    expect([await named(milo), await named(mona)]).toEqual([1, 0]);
  });
});
