import { expect, it } from 'vitest';
import { whole } from '../../../platform/testing/whole.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { kindsThat } from '../../../record/kinds/registry.ts';
import { routes } from '../../routes.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { deskOn } from '../../testing/desk.ts';
import { deskEdit, deskPage } from './links.ts';

onOneDatabase('the desk’s pages of the record', (db) => {
  it('return 200 for the sample data: each item, its form, facts and history, actions and lists', async () => {
    const { app, join } = deskOn(db());
    await loadExample(app);
    const chief = await join(['administrator', 'editor']);
    const filed = await db()
      .read.selectFrom('thing')
      .select(['kind', 'number'])
      .orderBy('kind')
      .orderBy('number')
      .execute();
    // The first two of each kind, and every third of the others.
    const things = filed.filter(({ number }, index) => whole || number <= 2 || index % 3 === 0);
    const paths = new Set<string>([
      routes.desk.home(),
      routes.desk.cases(),
      routes.desk.actors(),
      routes.desk.sources(),
      routes.desk.claims(),
      routes.desk.events(),
      routes.desk.proceedings(),
      routes.desk.questions(),
      routes.desk.search(),
      routes.desk.search({ q: 'Какимжанов' }),
      routes.desk.history(),
      routes.desk.history({ before: 3 }),
      routes.desk.settings(),
      routes.desk.removeExample(),
      routes.desk.accounts(),
      routes.desk.newAccount(),
      routes.desk.account(),
      routes.desk.newCase(),
      routes.desk.newActor(),
      routes.desk.newSource(),
      routes.desk.newClaim({ case: 1 }),
      routes.desk.newEvent({ case: 1 }),
      routes.desk.newProceeding({ case: 1 }),
      routes.desk.newCharge({ proceeding: 1 }),
      routes.desk.newOrder({ proceeding: 1 }),
      routes.desk.newQuestion({ case: 1 }),
    ]);
    for (const { kind, number } of things) {
      for (const path of [deskPage({ kind, number }), deskEdit({ kind, number })]) if (path) paths.add(path);
      if (['case', 'event', 'proceeding', 'charge', 'order', 'actor', 'source'].includes(kind))
        paths.add(routes.desk.facts({ kind, number }));
      paths.add(routes.desk.historyOf({ kind, number }));
      if (number === 1 && kind !== 'article')
        for (const act of ['withdraw', 'merge', 'seal']) paths.add(routes.desk.act({ kind, number, act }));
    }
    paths.add(routes.desk.act({ kind: 'actor', number: 1, act: 'redact' }));
    const failed: string[] = [];
    for (const path of paths) {
      let answer = await chief.get(path);
      // A letter that is known from sources has its own form. Its edit page redirects there.
      if (path === routes.desk.editLetter({ number: 1 }) && answer.status === 303)
        answer = await chief.get(answer.headers.get('location')!);
      if (answer.status !== 200) failed.push(`${answer.status} ${path}`);
    }
    expect(failed).toEqual([]);
    expect(things.length).toBeGreaterThan(60);
  });

  it('say on a case how many claims it has and whether they are checked, or that it has none', async () => {
    const { app, join } = deskOn(db());
    const claim = (wording: string, checked: boolean) => ({
      case: '#one',
      wording,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'By telephone.' },
      checked,
    });
    const { cases } = await run(app, file, editor, {
      cases: [{ title: 'Not told yet' }, { key: 'one', title: 'Told once' }],
      claims: [claim('They took a computer.', true)],
    });
    const numbers = cases.map((ref) => parseRef(ref)!.number);
    const monitor = await join('monitor');
    const page = async (nth: number): Promise<string> =>
      (await monitor.text(routes.desk.case_({ number: numbers[nth]! }))).replace(/<[^>]+>/g, ' ');
    const none = await page(0);
    expect([none.includes('No claims'), none.includes('all checked'), none.includes('independent source')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await page(1)).toContain('One claim, checked · one independent source');
    await run(app, file, editor, {
      claims: [{ ...claim('They took two.', false), case: cases[1]! }],
    });
    expect(await page(1)).toContain('2 claims, one to check · ');
  });

  it('search by words, also in other scripts and spellings, and filter lists by state', async () => {
    const { join } = deskOn(db());
    const monitor = await join('monitor');
    expect(await monitor.text(routes.desk.actors({ q: 'Какимжанов' }))).toContain('Kakimzhanov');
    expect(await monitor.text(routes.desk.search({ q: 'Какимжанов' }))).toContain('Kakimzhanov');
    expect(await monitor.text(routes.desk.search({ q: 'nothingofthissort' }))).toContain('No results');
    // The search says if it found only another spelling. It also links the cases of a type whose name is the typed
    // word, and finds events.
    expect(await monitor.text(routes.desk.search({ q: 'journlists' }))).toContain('No results for “journlists”');
    expect(await monitor.text(routes.desk.search({ q: 'detention' }))).toContain(
      routes.desk.search({ kind: ['case'], type: ['detention'] }).replaceAll('&', '&amp;'),
    );
    expect(await monitor.text(routes.desk.search({ q: 'questioned', kind: ['event'] }))).toMatch(
      /href="\/desk\/events\/\d+"/,
    );
    const claims = await monitor.text(routes.desk.claims({ state: 'checked', q: 'Facebook' }));
    expect(claims).not.toContain('No results');
    expect(await monitor.text(routes.desk.claims({ state: 'withdrawn' }))).toContain('No results');
    expect(await monitor.text(routes.desk.cases({ q: 'no such words anywhere' }))).toContain('No results');
  });

  it('redirect a reader to the sign-in, with the page to return to, and return 404 for items that do not exist', async () => {
    const { nobody, join } = deskOn(db());
    for (const path of [
      routes.desk.case_({ number: 1 }),
      routes.desk.editClaim({ number: 1 }),
      routes.desk.search(),
      routes.desk.search({ q: 'Какимжанов' }),
      routes.desk.history(),
      routes.desk.act({ kind: 'actor', number: 1, act: 'merge' }),
      routes.desk.settings(),
    ]) {
      const answer = await nobody.get(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, routes.desk.signIn({ next: path })]);
    }
    const monitor = await join('monitor');
    for (const path of [
      routes.desk.case_({ number: 999 }),
      routes.desk.facts({ kind: 'nothing', number: 1 }),
      routes.desk.historyOf({ kind: 'claim', number: 99_999 }),
      routes.desk.act({ kind: 'actor', number: 1, act: 'explode' }),
    ])
      expect((await monitor.get(path)).status).toBe(404);
  });

  it('do not let a monitor merge, redact or rank, and show the monitor no link to these actions', async () => {
    const { join } = deskOn(db());
    const monitor = await join('monitor');
    const page = await monitor.text(routes.desk.actor({ number: 1 }));
    for (const act of ['merge', 'redact']) {
      const path = routes.desk.act({ kind: 'actor', number: 1, act });
      expect([
        act,
        page.includes(path),
        (await monitor.get(path)).status,
        (await monitor.post(path, { into: 'actor/2', seen: 'actor/2', ground: 'because I can do it', confirm: 'x' }))
          .status,
      ]).toEqual([act, false, 403, 403]);
    }
    expect(
      (await monitor.get(routes.desk.act({ kind: 'case', number: 1, act: 'rank' }, { property: 'place' }))).status,
    ).toBe(403);
    expect((await monitor.get(routes.desk.settings())).status).toBe(403);
    const editor = await join('editor');
    expect(
      (await editor.text(routes.desk.actor({ number: 1 }))).includes(
        routes.desk.act({ kind: 'actor', number: 1, act: 'merge' }),
      ),
    ).toBe(true);
    // Editors can also change the publication, but only an administrator can remove the sample data.
    expect([
      (await editor.get(routes.desk.settings())).status,
      (await editor.post(routes.desk.removeExample())).status,
    ]).toEqual([200, 403]);
  });

  it('exist for every kind of item', () => {
    expect(
      kindsThat(({ name: kind }) => !['capture', 'article'].includes(kind) && !deskPage({ kind, number: 1 })),
    ).toEqual([]);
  });
});
