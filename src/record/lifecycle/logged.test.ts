import { beforeAll, expect, it } from 'vitest';
import { invited } from '../../accounts/testing/invited.ts';
import { listEntries, securityLines } from '../../accounts/security-log/read-log.ts';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { file } from '../filing/file.ts';
import { setBack } from '../history/set-back.ts';
import { undo } from '../history/undo/undo.ts';
import { redactPerson } from '../protection/redact.ts';
import { findThing, parseRef } from '../refs.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { limitItem } from '../teams/limit-item.ts';
import { followLimits } from '../teams/limits.ts';
import { loadViewer } from '../teams/load-viewer.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { accessListener } from './log-access.ts';
import { merge } from './merge.ts';
import { reinstate } from './reinstate.ts';
import { unmerge } from './unmerge.ts';
import { setVisibility, withdraw } from './withdraw.ts';

type Access = 'public' | 'desk';

onBothDatabases('the security log', (db) => {
  let app: App;
  let member: Principal;
  let outsider: Principal;
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits, accessListener] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    [member, outsider] = [await invited(app, 'member', 'editor'), await invited(app, 'outsider', 'editor')];
  });

  const entries = () => listEntries(db().read, { limit: 10, offset: 0 });
  const added = async (work: () => Promise<unknown>) => {
    const before = (await entries()).total;
    await work();
    const { rows, total } = await entries();
    return rows.slice(0, total - before);
  };
  /** The entries that some work adds: the event, the count, and whether the entry names the change. */
  const logged = async (work: () => Promise<unknown>) =>
    (await added(work)).map(({ event, count, change }) => [event, count, change !== undefined]);
  const access = (count = 1) => [['visibility', count, true]];
  const nothing: unknown[] = [];
  const version = async (ref: string) =>
    (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.version;
  const cases = async (...visibilities: Access[]) =>
    (await run(app, file, editor, { cases: visibilities.map((visibility) => ({ title: 'A case', visibility })) }))
      .cases;
  const show = (visibility: Access, ...things: string[]) => run(app, setVisibility, editor, { things, visibility });
  const reason = 'It was filed twice, by mistake.';
  const drop = (...things: string[]) => run(app, withdraw, editor, { things, reason });

  it('has an entry for each change of what is public, however it is made, and for no other change', async () => {
    let made: string[] = [];
    expect(await logged(async () => void (made = await cases('desk', 'public')))).toEqual(access());
    const [thing, other] = made as [string, string];
    const change = (at: number, title: string, visibility: Access) =>
      run(app, changeCaseEntry, editor, { thing, version: at, title, visibility });
    expect(await logged(() => change(1, 'One more', 'desk'))).toEqual(nothing);
    expect(await logged(() => change(2, 'One', 'public'))).toEqual(access());
    expect(await logged(() => change(3, 'One more', 'public'))).toEqual(nothing);
    expect(await logged(() => change(4, 'One', 'desk'))).toEqual(access());
    expect(await logged(() => drop(thing))).toEqual(nothing);
    expect(await logged(() => show('public', thing))).toEqual(nothing);
    expect(await logged(() => drop(other))).toEqual(access());
    expect(await logged(() => run(app, reinstate, editor, { things: [thing, other] }))).toEqual(access(2));
    expect(await logged(() => show('desk', thing, other))).toEqual(access(2));
  });

  it('has an entry for an event of a case only if the case is public', async () => {
    const { events, cases: all } = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'A case' }],
      events: [{ case: '#c', title: 'A step', visibility: 'public' }],
    });
    expect(await logged(() => show('desk', events[0]!))).toEqual(nothing);
    expect(await logged(() => show('public', events[0]!))).toEqual(nothing);
    expect(await logged(() => show('public', all[0]!))).toEqual(access());
    expect(await logged(() => show('desk', events[0]!))).toEqual(access());
    expect(await logged(() => show('public', events[0]!))).toEqual(access());
    expect(await logged(() => show('desk', events[0]!, all[0]!))).toEqual(access(2));
  });

  it('has an entry if readers begin or cease to see a claim or its speaker', async () => {
    const { actors, sources } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'A Witness' }], visibility: 'public' }],
      sources: [{ kind: 'article', title: 'A page', visibility: 'public' }],
    });
    const said = ({
      link = 'desk',
      source,
      wording = 'They beat me.',
      visibility = 'public',
      checked = true,
    }: { link?: Access; source?: string; wording?: string; visibility?: Access; checked?: boolean } = {}) => ({
      wording,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility,
      checked,
      chain: [{ actor: actors[0]!, verb: 'said', visibility: link, source }, { pagesOwn: true }],
      support: { kind: 'reference' as const, source: sources[0]! },
    });
    let claim = '';
    const filing = async () => void (claim = (await run(app, file, editor, { claims: [said()] })).claims[0]!);
    expect(await logged(filing)).toEqual(access());
    expect(await logged(() => run(app, file, editor, { claims: [said({ checked: false })] }))).toEqual(nothing);
    const change = async (to: Parameters<typeof said>[0]) =>
      run(app, changeClaim, editor, { claim, version: await version(claim), to: said(to) });
    const check = (state: 'draft' | 'checked') => run(app, checkClaims, editor, { claims: [claim], state });
    expect(await logged(() => change({ wording: 'They beat him.' }))).toEqual(nothing);
    // The speaker becomes public. It does not matter that the link names another source at the same time.
    expect(await logged(() => change({ link: 'public', source: sources[0]! }))).toEqual(access());
    expect(await logged(() => change({ link: 'public', wording: 'They beat her.' }))).toEqual(nothing);
    expect(await logged(() => change({}))).toEqual(access());
    expect(await logged(() => check('draft'))).toEqual(access());
    expect(await logged(() => change({ checked: false, link: 'public' }))).toEqual(nothing);
    expect(await logged(() => show('desk', claim))).toEqual(nothing);
    expect(await logged(() => show('public', claim))).toEqual(nothing);
    expect(await logged(() => drop(claim))).toEqual(nothing);
    expect(await logged(() => run(app, reinstate, editor, { things: [claim] }))).toEqual(nothing);
    expect(await logged(() => check('checked'))).toEqual(access());
    expect(await logged(() => change({ checked: false }))).toEqual(access());
  });

  it('has an entry if a public speaker takes the place of a hidden one', async () => {
    const { actors, sources } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Another Witness' }], visibility: 'public' }],
      sources: [{ kind: 'article', title: 'Another page', visibility: 'public' }],
    });
    const said = (link: { actor?: string; asWritten?: string; visibility: Access }) => ({
      wording: 'They took the camera.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      checked: true,
      chain: [{ verb: 'said', ...link }, { pagesOwn: true }],
      support: { kind: 'reference' as const, source: sources[0]! },
    });
    const words = { asWritten: 'a witness', visibility: 'desk' as const };
    const { claims } = await run(app, file, editor, { claims: [said(words)] });
    const change = async (to: Parameters<typeof said>[0]) =>
      run(app, changeClaim, editor, { claim: claims[0]!, version: await version(claims[0]!), to: said(to) });
    expect(await logged(() => change({ ...words, asWritten: 'the witness' }))).toEqual(nothing);
    expect(await logged(() => change({ actor: actors[0]!, visibility: 'public' }))).toEqual(access());
    expect(await logged(() => change({ asWritten: 'the witness', visibility: 'public' }))).toEqual(nothing);
  });

  it('has an entry if the passage of a claim becomes public or desk only', async () => {
    const { capture } = await run(app, storeCapture, editor, {
      title: 'A page',
      method: 'text',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode('They beat me in the cell.'),
      text: 'They beat me in the cell.',
    });
    const said = (visibility: Access, end = 12) => ({
      wording: 'They beat them.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      checked: true,
      chain: [{ pagesOwn: true }],
      support: { kind: 'passage' as const, capture, start: 0, end, visibility },
    });
    const { claims } = await run(app, file, editor, { claims: [said('desk')] });
    const change = async (to: ReturnType<typeof said>) =>
      run(app, changeClaim, editor, { claim: claims[0]!, version: await version(claims[0]!), to });
    expect(await logged(() => change(said('public')))).toEqual(access());
    expect(await logged(() => change(said('public', 9)))).toEqual(nothing);
    expect(await logged(() => change(said('desk', 9)))).toEqual(access());
  });

  it('has an entry for a merge and for undoing it if one of the items is public', async () => {
    const join = (from: string, into: string) => run(app, merge, editor, { from, into });
    const split = (thing: string) => run(app, unmerge, editor, { thing });
    const two = async (from: Access, into: Access) => (await cases(from, into)) as [string, string];
    for (const [from, into, expected] of [
      ['public', 'public', access()],
      ['public', 'desk', access()],
      ['desk', 'public', access()],
      ['desk', 'desk', nothing],
    ] as const) {
      const [one, other] = await two(from, into);
      expect([from, into, await logged(() => join(one, other))]).toEqual([from, into, expected]);
      expect([from, into, await logged(() => split(one))]).toEqual([from, into, expected]);
    }
  });

  it('has an entry if a change of access is set back or undone, and if a person is redacted', async () => {
    const [thing] = (await cases('desk')) as [string];
    const { id } = (await findThing(db().read, 'case', parseRef(thing)!.number))!;
    const last = async () =>
      Number(
        (
          await db()
            .read.selectFrom('change')
            .select('change_set_id')
            .where('thing_id', '=', id)
            .orderBy('change_set_id', 'desc')
            .limit(1)
            .executeTakeFirstOrThrow()
        ).change_set_id,
      );
    const first = await last();
    await show('public', thing);
    const back = { thing, to: first, seen: await last(), reason: 'It was desk only.' };
    expect(await logged(() => run(app, setBack, editor, back))).toEqual(access());
    await show('public', thing);
    const undone = await last();
    expect(await logged(() => undo(app, editor, { target: { set: undone }, reason }))).toEqual(access());
    const { actors } = await run(app, file, editor, {
      actors: (['public', 'desk'] as const).map((visibility) => ({
        kind: 'person' as const,
        names: [{ text: `Zelmira ${visibility}` }],
        visibility,
      })),
      cases: [{ title: 'About Zelmira public', visibility: 'public' }],
    });
    const redact = (actor: string) => redactPerson(app, editor, { actor, ground: 'She asked for it.' });
    expect(await logged(() => redact(actors[0]!))).toEqual([['redacted', 2, true]]);
    expect(await logged(() => redact(actors[1]!))).toEqual([['redacted', 0, true]]);
  });

  it('does not name the change if its item is limited to a team; if it was limited later, only members see the change', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const { sources } = await run(app, file, editor, {
      sources: ['One', 'Two', 'Three'].map((title) => ({ kind: 'letter' as const, title })),
    });
    const [limited, open, later] = sources as [string, string, string];
    const members = [member.accountId!, holder.id];
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members });
    const limit = (thing: string) => run(app, limitItem, member, { thing, team });
    expect(await logged(() => limit(limited))).toEqual([['limited', 1, false]]);
    expect(await logged(() => holder.seal(open))).toEqual([['sealed', 1, true]]);
    const text = async () => {
      let all = '';
      for await (const some of securityLines(db().read)) all += some;
      return all.trimEnd().split('\n');
    };
    expect(await logged(() => holder.seal(limited))).toEqual([['sealed', 1, false]]);
    expect(JSON.parse((await text()).at(-1)!)).not.toHaveProperty('entry.change');
    await show('public', later);
    await show('desk', later);
    const as = async (who: Principal) =>
      runAsViewer(app, who, async () => (await entries()).rows[0]!.change !== undefined);
    expect([await as(member), await as(outsider)]).toEqual([true, true]);
    await limit(later);
    const seen = async (who: Principal) =>
      runAsViewer(app, who, async () => {
        const { event, change } = (await entries()).rows[1]!;
        return [event, change !== undefined];
      });
    expect(await seen(member)).toEqual(['visibility', true]);
    expect(await seen(outsider)).toEqual(['visibility', false]);
  });
});
