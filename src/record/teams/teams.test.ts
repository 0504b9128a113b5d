import { beforeAll, expect, it } from 'vitest';
import { changeTeam, createTeam } from '../../accounts/teams/change-team.ts';
import { listTeams } from '../../accounts/teams/teams.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { searchThings } from '../../search/query/find.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { sweepFiles } from '../files/delete-files.ts';
import { file } from '../filing/file.ts';
import { redactPerson } from '../protection/redact.ts';
import { merge } from '../lifecycle/merge.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { setVisibility } from '../lifecycle/withdraw.ts';
import { findThing, parseRef } from '../refs.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { changeSource } from '../sources/change-source.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { limitedWith, limitItem } from './limit-item.ts';
import { followLimits } from './limits.ts';
import { teamsRefused } from './others-work.ts';
import { renewPolicies } from './policies.ts';
import { loadViewer } from './load-viewer.ts';

onBothDatabases('items limited to a team', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  let team: number;
  const as = <T>(who: Principal, work: () => Promise<T>): Promise<T> => runAsViewer(app, who, work);
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits, searchProjection()] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    member = await invited(app, 'member', 'editor');
    other = await invited(app, 'other', 'editor');
    team = (await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] })).id;
  });

  const filing = (word: string) => ({
    actors: [{ key: 'a', kind: 'person' as const, names: [{ text: `${word} Person` }] }],
    sources: [{ key: 's', kind: 'article' as const, title: `${word} source` }],
    cases: [{ key: 'c', title: `${word} case` }],
    events: [{ key: 'e', case: '#c', title: `${word} event` }],
    claims: [
      {
        case: '#c',
        wording: `${word} claim`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        chain: [{ actor: '#a', verb: 'said' }],
        support: { kind: 'reference' as const, source: '#s' },
        statements: [{ subject: '#e', property: 'date', value: '2018-03-30' }],
      },
    ],
  });
  const names = async (who: Principal) =>
    as(who, async () => (await db().read.selectFrom('actor_name').select('text').execute()).map((row) => row.text));
  const titles = async (who: Principal) =>
    as(who, async () => (await db().read.selectFrom('case').select('title').execute()).map((row) => row.title));

  it('keep their files if someone else seals the same page, and lose the files of deleted attachments', async () => {
    const text = 'The same page twice.';
    const keep = (who: Principal) =>
      run(app, storeCapture, who, {
        title: 'A page',
        method: 'text',
        mediaType: 'text/plain',
        bytes: new TextEncoder().encode(text),
        text,
      });
    const theirs = await keep(member);
    await run(app, limitItem, member, { thing: theirs.source, team });
    const holder = await newKeyHolder(app, 'editor');
    const mine = await keep(holder.principal);
    expect(mine.capture).not.toBe(theirs.capture);
    await as(holder.principal, () => holder.seal(mine.capture));
    expect(await app.blobs.get(sha256Hex(text))).not.toBeNull();
    const deleted = await app.blobs.put(Buffer.from('A deleted attachment.'));
    await db().executeSql(
      "insert into held_file (thing_id, position, sha256, name, media_type, size, kept_at) select id, 0, $1, '', 'text/plain', 0, now() from thing where kind = 'capture' and number = $2",
      [deleted, parseRef(theirs.capture)!.number],
    );
    await as(holder.principal, () => sweepFiles(app));
    expect(await app.blobs.get(deleted)).toBeNull();
  });

  it('are seen only by members of the team, and so are the items and changes that name them', async () => {
    const made = await run(app, file, editor, filing('Quiet'));
    expect(await titles(other)).toContain('Quiet case');
    await run(app, limitItem, member, { thing: made.cases[0]!, team });
    expect(await titles(other)).not.toContain('Quiet case');
    expect(await titles(member)).toContain('Quiet case');
    const seen = (who: Principal) =>
      as(who, async () => ({
        events: (await db().read.selectFrom('event').select('title').execute()).length,
        claims: (await db().read.selectFrom('claim').select('wording').execute()).length,
        changes: (await db().read.selectFrom('change').select('kind').where('kind', '=', 'case').execute()).length,
        facts: (await db().read.selectFrom('fact').select('property').execute()).length,
      }));
    expect(await seen(other)).toEqual({ events: 0, claims: 0, changes: 0, facts: 0 });
    expect(await seen(member)).toMatchObject({ events: 1, claims: 1 });
    expect((await seen(member)).facts).toBeGreaterThan(0);
    await expect(
      run(app, changeCaseEntry, other, { thing: made.cases[0]!, version: 2, title: 'x', visibility: 'desk' }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      run(app, setVisibility, member, { things: [made.cases[0]!], visibility: 'public' }),
    ).rejects.toMatchObject({ code: 'limited_to_team' });
    const found = (who: Principal) =>
      as(who, async () => (await searchThings(db().read, { text: 'Quiet' }, 'desk')).hits.map((hit) => hit.kind));
    expect(await found(other)).not.toContain('case');
    await run(app, limitItem, member, { thing: made.cases[0]!, team: null });
    expect(await titles(other)).toContain('Quiet case');
    expect(await found(other)).toContain('case');
  });

  it('do not prevent someone outside the team from adding other items, but cannot be cited by them', async () => {
    const made = await run(app, file, editor, filing('Still'));
    await run(app, limitItem, member, { thing: made.sources[0]!, team });
    const more = await run(app, file, other, filing('Loud'));
    expect(more.cases).toHaveLength(1);
    await expect(
      run(app, file, other, {
        ...filing('More'),
        sources: [],
        claims: [{ ...filing('More').claims[0]!, support: { kind: 'reference', source: made.sources[0]! } }],
      }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    // People outside the team do not see what the limited source says about an item.
    expect(
      (
        await as(other, () =>
          db()
            .read.selectFrom('fact')
            .select('property')
            .where('subject_id', 'in', db().read.selectFrom('event').select('id').where('title', '=', 'Still event'))
            .execute(),
        )
      ).length,
    ).toBe(0);
  });

  it('limit all items that a filing creates from a limited source, until the limit of the source is lifted', async () => {
    const made = await run(app, file, editor, filing('First'));
    await run(app, limitItem, member, { thing: made.sources[0]!, team });
    // The person is named only by items that are limited with the source.
    expect(await names(other)).not.toContain('First Person');
    const [claim] = filing('Second').claims;
    await run(app, file, member, {
      ...filing('Second'),
      sources: [],
      claims: [{ ...claim!, support: { kind: 'reference', source: made.sources[0]! } }],
    });
    expect(await names(other)).not.toContain('Second Person');
    expect(await titles(other)).not.toContain('Second case');
    await run(app, limitItem, member, { thing: made.sources[0]!, team: null });
    expect(await names(other)).toEqual(expect.arrayContaining(['First Person', 'Second Person']));
    expect(await titles(other)).toContain('Second case');
  });

  it('include everything that a filing for the team creates, also after its case is limited to another team instead', async () => {
    const [open] = (await run(app, file, editor, { cases: [{ title: 'Open case' }] })).cases;
    const aside = (word: string) => ({
      ...filing(word).claims[0]!,
      case: open!,
      chain: [{ asWritten: 'x', verb: 'said' }],
    });
    const about = (word: string) => ({
      ...aside(word),
      support: { kind: 'direct-word' as const, note: 'She told us.' },
      statements: [{ subject: open!, property: 'place', value: { country: 'KZ' } }],
    });
    await expect(run(app, file, member, { team, claims: [about('Alone')] })).rejects.toMatchObject({
      fields: [{ path: 'team', message: 'errors.field.team.nothing' }],
    });
    const made = await run(app, file, member, { ...filing('Aside'), claims: [about('Aside')], team });
    const seen = async (who: Principal) =>
      as(
        who,
        async () =>
          (await db().read.selectFrom('claim').select('wording').where('wording', '=', 'Aside claim').execute()).length,
      );
    expect([await seen(member), await seen(other)]).toEqual([1, 0]);
    const both = (await run(app, createTeam, administrator, { name: 'Both', members: [member.accountId!] })).id;
    await run(app, limitItem, member, { thing: made.cases[0]!, team: both });
    expect([await seen(member), await seen(other)]).toEqual([1, 0]);
    await run(app, limitItem, member, { thing: made.cases[0]!, team: null });
    expect([await seen(member), await seen(other)]).toEqual([1, 1]);
  });

  it('include a person whom only they name, until an item that is not limited names the person, too', async () => {
    const made = await run(app, file, editor, filing('Alone'));
    await run(app, limitItem, member, { thing: made.cases[0]!, team });
    expect(await names(other)).not.toContain('Alone Person');
    const more = filing('Beside');
    await run(app, file, member, {
      ...more,
      actors: [],
      claims: [{ ...more.claims[0]!, chain: [{ actor: made.actors[0]!, verb: 'said' }] }],
    });
    expect(await names(other)).toContain('Alone Person');
    expect(await titles(other)).toContain('Beside case');
    expect(await titles(other)).not.toContain('Alone case');
  });

  it('do not include a person whom items of another team name, too, although the count before limiting does', async () => {
    const mine = await run(app, file, editor, filing('Shared'));
    const person = mine.actors[0]!;
    const theirs = await run(app, file, editor, {
      ...filing('Theirs'),
      actors: [],
      claims: [{ ...filing('Theirs').claims[0]!, chain: [{ actor: person, verb: 'said' }] }],
    });
    const south = (await run(app, createTeam, administrator, { name: 'Shared South', members: [other.accountId!] })).id;
    await run(app, limitItem, other, { thing: theirs.cases[0]!, team: south });
    const { id } = (await findThing(db().read, 'case', parseRef(mine.cases[0]!)!.number))!;
    const { counts } = await as(member, () => limitedWith(db().read, id));
    expect(counts).toContainEqual({ kind: 'actor', count: 1 });
    await run(app, limitItem, member, { thing: mine.cases[0]!, team });
    const { id: accountId } = await newKeyHolder(app, 'editor');
    for (const who of [member, other, { ...other, accountId }]) expect(await names(who)).toContain('Shared Person');
    expect(await titles({ ...other, accountId })).not.toContain('Shared case');
  });

  it('are never public as well, if someone makes an item public while someone else limits it', async () => {
    for (let round = 0; round < 5; round++) {
      const made = await run(app, file, editor, filing(`Race ${round}`));
      const ended = await Promise.allSettled([
        run(app, limitItem, member, { thing: made.cases[0]!, team }),
        run(app, setVisibility, editor, { things: [made.events[0]!], visibility: 'public' }),
      ]);
      expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { rows } = await db().executeSql(
        `select count(*)::int as n from thing t join thing_team x on x.thing_id = t.id where t.visibility = 'public'`,
      );
      expect(rows).toEqual([{ n: 0 }]);
    }
  });

  it('lose the name of a redacted person, also if someone outside the team redacts', async () => {
    const made = await run(app, file, editor, {
      ...filing('Told'),
      actors: [{ key: 'a', kind: 'person', names: [{ text: 'Someone Redacted' }], visibility: 'public' }],
      claims: [{ ...filing('Told').claims[0]!, wording: 'Someone Redacted was there.' }],
    });
    await run(app, limitItem, member, { thing: made.cases[0]!, team });
    await db().executeSql(`update change set thing_id = (select max(id) from actor) where kind = 'team'`);
    const outside = { ...other, roles: ['editor'] };
    const words = { actor: made.actors[0]!, ground: 'They asked for it in writing.', alsoErase: ['Kazakhstan'] };
    await expect(redactPerson(app, { ...other, roles: ['officer'] }, words)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'alsoErase' }],
    });
    await redactPerson(app, outside, { actor: made.actors[0]!, ground: 'They asked for it in writing.' });
    const { rows } = await db().executeSql(`select wording from claim where wording like '%Someone Redacted%'`);
    expect(rows).toEqual([]);
    // The history of a team stays. The id of the team may equal the id of a redacted item.
    const { rows: history } = await db().executeSql(`select redacted from change where kind = 'team' and redacted`);
    expect(history).toEqual([]);
  });

  it('are limited to a team and opened only by its members, who also decide who joins it', async () => {
    const made = await run(app, file, editor, filing('Foreign'));
    await expect(run(app, limitItem, other, { thing: made.cases[0]!, team })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await run(app, limitItem, member, { thing: made.cases[0]!, team });
    await expect(run(app, limitItem, other, { thing: made.cases[0]!, team: null })).rejects.toMatchObject({
      code: 'not_found',
    });
    const [mine] = await listTeams(db().read, member);
    const change = { team, version: mine!.version, name: 'North' };
    // Once a team has items, an administrator who is not in the team can't let anyone in.
    await expect(
      run(
        app,
        changeTeam,
        { ...administrator, accountId: other.accountId },
        { ...change, members: [member.accountId!, other.accountId!] },
      ),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await run(app, changeTeam, member, { ...change, members: [member.accountId!, other.accountId!] });
    expect(await titles(other)).toContain('Foreign case');
    await run(app, changeTeam, member, { ...change, version: change.version + 1, members: [member.accountId!] });
    expect(await titles(other)).not.toContain('Foreign case');
  });

  it('cannot include the work of someone outside the team, unless a contributor did it and an editor limits it', async () => {
    const [mona, milo, boss, law] = [
      await invited(app, 'mona', 'monitor'),
      await invited(app, 'milo', 'monitor'),
      await invited(app, 'boss', 'editor'),
      await invited(app, 'law', 'lawyer'),
    ];
    const south = (
      await run(app, createTeam, administrator, {
        name: 'South',
        members: [milo.accountId!, boss.accountId!, law.accountId!],
      })
    ).id;
    const north = (await run(app, createTeam, administrator, { name: 'North 2', members: [mona.accountId!] })).id;
    const limit = (who: Principal, thing: string, team: number | null = south) =>
      run(app, limitItem, who, { thing, team });
    const refused = async (work: Promise<unknown>) =>
      expect(work).rejects.toMatchObject({ code: 'others_work', details: {} });
    const aCase = async (who: Principal, title: string) =>
      (await run(app, file, who, { cases: [{ title }] })).cases[0]!;
    const aClaim = async (who: Principal, about: string, more: { team?: number; source?: string } = {}) => {
      const { source, team: its } = more;
      const { claims } = await run(app, file, who, {
        ...(its ? { team: its } : {}),
        sources: source ? [] : [{ key: 's', kind: 'article', title: `A source of ${who.name}` }],
        claims: [
          {
            case: about,
            wording: 'The editor was fined.',
            kind: 'paraphrase',
            mode: 'stated',
            chain: [{ asWritten: 'the page', verb: 'reports' }],
            support: { kind: 'reference', source: source ?? '#s' },
          },
        ],
      });
      return claims[0]!;
    };
    const previews = async (who: Principal, thing: string) =>
      teamsRefused(db(), (await findThing(db().read, 'case', parseRef(thing)!.number))!.id, who, [south]);

    const [own, hers, theirs] = [await aCase(milo, 'Own'), await aCase(mona, 'Hers'), await aCase(member, 'Theirs')];
    expect([await previews(milo, own), await previews(milo, hers)]).toEqual([[], [south]]);
    await limit(milo, own);
    await limit(milo, own, null);
    await refused(limit(milo, hers));
    // An editor in the team can limit a contributor's work, but not another editor's.
    expect([await previews(boss, hers), await previews(boss, theirs)]).toEqual([[], [south]]);
    await limit(boss, hers);
    await limit(boss, hers, null);
    await refused(limit(boss, theirs));
    await expect(limit(law, hers)).rejects.toMatchObject({ code: 'not_permitted' });

    // Milo cannot limit his case once Mona has a claim about it, because he would take her claim from her.
    const claim = await aClaim(mona, own);
    expect([await previews(milo, own), await previews(boss, own)]).toEqual([[south], []]);
    await refused(limit(milo, own));
    // He cannot limit her claim by changing it so that it names a limited source either.
    const [quiet] = (await run(app, file, milo, { team: south, sources: [{ kind: 'article', title: 'Quiet' }] }))
      .sources;
    const { version } = (await findThing(db().read, 'claim', parseRef(claim)!.number))!;
    await refused(
      run(app, changeClaim, milo, {
        claim,
        version,
        to: {
          case: own,
          wording: 'The editor was fined.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'the page', verb: 'reports' }],
          support: { kind: 'reference', source: quiet! },
        },
      }),
    );
    // If another team has limited a claim about the case, the answer is the same, even for an editor.
    const used = await aCase(milo, 'Used');
    await aClaim(mona, used, { team: north });
    expect([await previews(milo, used), await previews(boss, used)]).toEqual([[south], [south]]);
    await refused(limit(milo, used));
    await refused(limit(boss, used));
    // The server's operator can limit any item.
    await run(app, limitItem, { ...editor, via: 'cli' }, { thing: theirs, team: south });
  });

  it('are protected again after a restore on a server that lacks the grants', async () => {
    const reads = async (): Promise<boolean> =>
      (
        (await db().executeSql("select has_table_privilege('kronika_desk', 'claim', 'select') as it")).rows[0] as {
          it: boolean;
        }
      ).it;
    await db().executeSql('revoke all on all tables in schema public from kronika_desk');
    expect(await reads()).toBe(false);
    await renewPolicies(db());
    expect(await reads()).toBe(true);
  });

  it('do not stop others from adding the same page, because a refusal would reveal the team’s source', async () => {
    const page = (title: string, path = 'page') => ({
      kind: 'article' as const,
      title,
      addresses: [`https://quiet.example.org/${path}`],
    });
    const capture = (who: Principal, path: string) =>
      run(app, storeCapture, who, {
        title: 'x',
        method: 'fetch',
        requestedUrl: `https://quiet.example.org/${path}`,
        status: 200,
        mediaType: 'text/html',
        bytes: Buffer.from(path),
        text: path,
      });
    const addressesOf = (ref: string) =>
      db()
        .read.selectFrom('source_address')
        .innerJoin('thing', 'thing.id', 'source_address.source_id')
        .select('url')
        .where('thing.kind', '=', 'source')
        .where('thing.number', '=', parseRef(ref)!.number)
        .execute();
    const made = await run(app, file, member, { sources: [page('Quiet page'), page('Quiet capture', 'capture')] });
    for (const thing of made.sources) await run(app, limitItem, member, { thing, team });
    const { sources } = await run(app, file, other, { sources: [page('The same page'), page('Another', 'another')] });
    await run(app, changeSource, other, { source: sources[1]!, version: 1, to: page('Another', 'capture') });
    // The address is refused to both: to the person who sees the first source, and to the person who sees the second.
    for (const who of [member, other])
      await expect(run(app, file, who, { sources: [page('Once more')] })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ message: 'errors.field.source.known' }],
      });
    await run(app, file, member, { sources: [page('Quiet third', 'third')], team });
    const kept = await capture(other, 'third');
    expect(await addressesOf(kept.source)).toEqual([{ url: 'https://quiet.example.org/third' }]);
    expect((await capture(other, 'third')).source).toBe(kept.source);
  });

  it('follow the item they were merged into when it is merged itself, and keep passages that others seal', async () => {
    const text = 'The editor was fined.';
    const { capture } = await run(app, storeCapture, editor, {
      title: 'A page',
      method: 'text',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(text),
      text,
    });
    const claim = {
      wording: 'The editor was fined.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ asWritten: 'the page', verb: 'reports' }],
      support: { kind: 'passage' as const, capture, start: 0, end: text.length },
    };
    const actor = (name: string) => ({ kind: 'person' as const, names: [{ text: name }] });
    const open = await run(app, file, editor, { actors: [actor('First'), actor('Second')], claims: [claim] });
    const limited = await run(app, file, member, {
      team,
      actors: [actor('Third')],
      cases: [{ key: 'c', title: 'Fines' }],
      claims: [{ ...claim, case: '#c' }],
    });
    const [first, second, third] = [...open.actors, ...limited.actors] as [string, string, string];
    const into = async (ref: string): Promise<number | null> => {
      const thing = (await findThing(db().read, 'actor', parseRef(ref)!.number))!;
      return thing.merged_into;
    };
    const idOf = async (ref: string): Promise<number> =>
      (await findThing(db().read, 'actor', parseRef(ref)!.number))!.id;
    await run(app, merge, member, { from: third, into: first });
    await run(app, merge, other, { from: first, into: second });
    expect(await into(third)).toBe(await idOf(second));
    await run(app, unmerge, other, { thing: first });
    expect(await into(third)).toBe(await idOf(first));
    const holder = await newKeyHolder(app, 'editor');
    await as(holder.principal, () => holder.seal(open.claims[0]!));
    const passages = await db().read.selectFrom('passage').select('exact').where('exact', '=', text).execute();
    expect(passages).toHaveLength(1);
  });
});
