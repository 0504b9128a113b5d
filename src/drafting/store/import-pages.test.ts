import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { readArchiveApart } from '../../evidence/archives/archive-readers.ts';
import { crawlOf, type Recorded } from '../../evidence/archives/archives.factory.ts';
import { storedReport } from '../../evidence/archives/origin.ts';
import { makeDailyRoot } from '../../evidence/log/make-daily-hash.ts';
import { ownTrust } from '../../evidence/package/signature/own-trust.ts';
import { packageSource, reportPackage } from '../../evidence/package/stored-package.ts';
import { stripPackage } from '../../evidence/package/strip-package.ts';
import { loadPageStatuses } from '../../evidence/watch/views.ts';
import { watchSource } from '../../evidence/watch/watch-source.ts';
import { verdicts } from '../../evidence/package/check-package.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { bytesOf, sourceOf } from '../../platform/readers/reader.ts';
import { run, runAsViewer, systemPrincipal, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, someone, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { findPackage } from '../../record/files/packages.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { archiveVerdicts, loadOrigin } from '../../record/sources/archive-origin.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { loadViewer } from '../../record/teams/load-viewer.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { orphans } from '../../record/testing/orphans.ts';
import { loadSource } from '../../record/views/sources.ts';
import { importPages, type PageOutcome } from './import-pages.ts';
import { loadDraft } from './load-draft.ts';

const page = (number: number, more: Partial<Recorded> & { body?: string } = {}): Recorded & { body: string } => ({
  url: `https://harbour.example/story-${number}`,
  at: `2016-05-0${number}T10:00:00Z`,
  body: `<html><head><title>Story ${number}</title></head><body><article><h1>Story ${number}</h1><p>The court of the harbour heard witness number ${number} on Monday, her lawyer said in the corridor.</p></article></body></html>`,
  ...more,
});

onBothDatabases('the import of pages of a web archive', (db) => {
  let app: App;
  beforeAll(() => {
    app = {
      ...testApp(db(), { listeners: [followLimits] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
  });
  const open = async (recorded: readonly Recorded[], about = {}, name = 'crawl.warc.gz') => {
    const source = sourceOf(crawlOf(recorded, about), name);
    return { source, contents: await readArchiveApart(source, await ownTrust(app.config.dataDir)) };
  };
  const importAll = async (
    archive: Awaited<ReturnType<typeof open>>,
    more: { team?: number; who?: Principal; onPage?: (outcome: PageOutcome) => void } = {},
  ) =>
    importPages(
      app,
      more.who ?? editor,
      { ...archive, pages: archive.contents.pages.map(({ number }) => number), team: more.team },
      { onPage: more.onPage },
    );
  const idOf = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.id;
  const captureOf = async (outcome: PageOutcome | undefined) => {
    if (outcome?.state !== 'imported') throw new Error(JSON.stringify(outcome));
    const id = await idOf(outcome.capture);
    const row = await db().read.selectFrom('capture').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return { ...row, ...outcome, id };
  };

  it('stores a capture at the time of the recording, with a signed package, a draft, and what is known of the file', async () => {
    const body = page(1).body.replace('</p>', ' Police detained the editor Lena Moroz on Monday, her lawyer said.</p>');
    const archive = await open([page(1, { body })], { operator: 'Olga Operator' });
    const capture = await captureOf((await importAll(archive))[0]);
    expect(capture).toMatchObject({
      method: 'archive',
      requested_url: 'https://harbour.example/story-1',
      status: 200,
      captured_at: new Date('2016-05-01T10:00:00Z'),
      text: expect.stringContaining('witness number 1'),
      missing: [],
    });
    expect(await loadOrigin(db().read, capture.id)).toMatchObject({
      name: 'crawl.warc.gz',
      archive_sha256: archive.contents.facts.sha256,
      size: archive.source.size,
      form: 'warc',
      software: 'crawler/1.0',
      operator: 'Olga Operator',
      signer: null,
      verdict: 'consistent',
      checks: { records: 'good' },
      page: 1,
    });
    const { report, kept } = await reportPackage(app, capture.id);
    expect(report).toMatchObject({ verdict: 'sealed', problems: [] });
    const packed = Buffer.from(await bytesOf(packageSource(app, kept)));
    // Readers can get the package.
    for (const { path, bytes } of await readZip(packed)) {
      const content = Buffer.from(path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      for (const word of [
        'Olga Operator',
        'crawler/1.0',
        'crawl.warc.gz',
        archive.contents.facts.sha256,
        'WARC-Type: request',
      ])
        expect([path, content.includes(word)]).toEqual([path, false]);
    }
    const draft = await loadDraft(db().read, capture.draft);
    expect(draft).toMatchObject({ title: 'Story 1', capture: { method: 'archive' } });
    // "On Monday" is the Monday before the page was recorded, not before it was imported.
    expect(JSON.stringify(draft!.content)).toContain('2016-04-25');
    const source = (await findThing(db().read, 'source', parseRef(capture.source)!.number))!;
    const view = await loadSource(db().read, source, 'desk');
    expect(view.captures).toMatchObject([{ method: 'archive', archive: { verdict: 'consistent' } }]);
  });

  it('stores the reason for each page that it refuses, and goes on', async () => {
    const archive = await open([page(2), page(3, { body: '' }), page(4)]);
    // As a list of pages without times gives it.
    archive.contents.pages.push({ ...archive.contents.pages[0]!, number: 4, at: '' });
    const told: string[] = [];
    const outcomes = await importAll(archive, { onPage: ({ state }) => void told.push(state) });
    expect(told).toEqual(outcomes.map(({ state }) => state));
    expect(outcomes.map((one) => (one.state === 'failed' ? one.error.code : one.state))).toEqual([
      'imported',
      'page_empty',
      'imported',
      'archive_page_refused',
    ]);
  });

  it('imports nothing from an altered archive, and what is readable of one that is cut off, with the verdict', async () => {
    const whole = page(1, { url: 'https://harbour.example/whole' });
    const cut = page(1, { url: 'https://harbour.example/cut', at: '2016-05-01T11:00:00Z' });
    const wrong = { 'WARC-Block-Digest': `sha1:${'A'.repeat(32)}` };
    const altered = await open([whole, { ...cut, fields: wrong }]);
    await expect(importAll(altered)).rejects.toMatchObject({ code: 'archive_altered' });
    const { count } = await db()
      .read.selectFrom('capture')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('requested_url', '=', whole.url)
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(0);

    const source = sourceOf(crawlOf([whole, cut]).subarray(0, -60), 'crawl.warc.gz');
    const contents = await readArchiveApart(source, await ownTrust(app.config.dataDir));
    expect(contents.facts.report.verdict).toBe('unreadable');
    const [imported] = await importAll({ source, contents });
    const origin = await loadOrigin(db().read, (await captureOf(imported)).id);
    expect(origin).toMatchObject({ verdict: 'unreadable', checks: { records: 'bad' }, signer: null });
    expect(origin!.report.problems).toMatchObject([{ problem: 'unread' }]);
    expect(storedReport(origin!).checks.map(({ check }) => check)).toEqual(['records']);
  });

  it('continues after an interruption, and imports no page twice', async () => {
    const archive = await open([page(5), page(6)]);
    await expect(
      importAll(archive, {
        onPage() {
          throw new Error('killed');
        },
      }),
    ).rejects.toThrow('killed');
    const again = await importAll(archive);
    expect(again.map(({ state }) => state)).toEqual(['known', 'imported']);
    expect(await importAll(archive)).toEqual(again.map((one) => ({ ...one, state: 'known' })));
    await expect(importPages(app, editor, { ...archive, pages: [] })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(importPages(app, editor, { ...archive, pages: [3] })).rejects.toMatchObject({ code: 'invalid_input' });
    for (const role of ['lawyer', 'desk-reader'] as const)
      await expect(importPages(app, someone(role), { ...archive, pages: [1] })).rejects.toMatchObject({
        code: 'not_permitted',
      });
  });

  it('keeps a copy of its own apart from a copy that others recorded, even with the same bytes', async () => {
    const recorded = page(7);
    const own = () =>
      run(app, storeCapture, monitor, {
        title: 'Story 7',
        method: 'fetch',
        requestedUrl: recorded.url,
        finalUrl: recorded.url,
        mediaType: 'text/html',
        bytes: Buffer.from(recorded.body),
        text: 'The court of the harbour heard witness number 7.',
      });
    const imported = await captureOf((await importAll(await open([recorded])))[0]);
    const source = await idOf(imported.source);
    await run(app, watchSource, monitor, { source: imported.source, every: 'daily' });
    // Kronika has not seen the page yet.
    expect((await loadPageStatuses(db().read, [source])).get(source)).toMatchObject({
      keptSince: null,
      lastSeen: null,
    });
    const first = await own();
    // The page has not changed.
    expect(first).toMatchObject({ source: imported.source, known: false, previous: null });
    expect(await own()).toMatchObject({ capture: first.capture, known: true });
    expect((await loadPageStatuses(db().read, [source])).get(source)!.keptSince).not.toBeNull();
    // The same page of another file has another provenance.
    const other = await captureOf((await importAll(await open([recorded], { software: 'other/2' })))[0]);
    expect(other.source).toBe(imported.source);
    expect(other.capture).not.toBe(imported.capture);
  });

  it('is in the daily hash of the day of the import, not in one before', async () => {
    const capture = await captureOf((await importAll(await open([page(8)])))[0]);
    const { created_at: at } = await db()
      .read.selectFrom('thing')
      .select('created_at')
      .where('id', '=', capture.id)
      .executeTakeFirstOrThrow();
    const isRooted = async (): Promise<boolean> =>
      (await db()
        .read.selectFrom('rooted')
        .select('sha256')
        .where('sha256', '=', Buffer.from(capture.bytes_sha256, 'hex'))
        .executeTakeFirst()) !== undefined;
    await run(app, makeDailyRoot, systemPrincipal, { through: at });
    expect(await isRooted()).toBe(false);
    await run(app, makeDailyRoot, systemPrincipal, { through: new Date(at.getTime() + 1) });
    expect(await isRooted()).toBe(true);
  });

  it('is encrypted with all that is known of the file when it is sealed, and comes back', async () => {
    const archive = await open([page(9)], { operator: 'Sealed Operator' }, 'secret-file.warc.gz');
    const capture = await captureOf((await importAll(archive))[0]);
    const before = await loadOrigin(db().read, capture.id);
    const { seal, unseal } = await newKeyHolder(app, 'monitor');
    await seal(capture.capture);
    expect(await loadOrigin(db().read, capture.id)).toBeNull();
    for (const word of ['Sealed Operator', 'secret-file', archive.contents.facts.sha256])
      expect([word, await tablesWith(word)]).toEqual([word, []]);
    expect((await importAll(archive))[0]).toMatchObject({ state: 'failed', error: { code: 'sealed' } });
    await unseal(capture.capture);
    expect(await loadOrigin(db().read, capture.id)).toEqual(before);
    expect(await orphans(db())).toEqual([]);
  });

  it('is redacted: in the title, the operator, the name of the file and the records', async () => {
    const name = 'Zarema Struckov';
    const named = page(1, {
      url: 'https://harbour.example/about-her',
      body: `<html><head><title>${name} in court</title></head><body><p>The court of the harbour heard ${name} again on Monday, her lawyer said.</p><img src="zarema-struckov.png"></body></html>`,
    });
    const plain = page(1, { url: 'https://harbour.example/plain' });
    const fileName = 'Zarema_Struckov-2016.warc.gz';
    const archive = await open([named, plain], { operator: name, software: `crawler of ${name}` }, fileName);
    const [about, other] = await Promise.all((await importAll(archive)).map((one) => captureOf(one)));
    expect(about!.missing).toEqual(['https://harbour.example/zarema-struckov.png']);
    const { actors } = await run(app, file, editor, { actors: [{ kind: 'person', names: [{ text: name }] }] });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'She asked for it in writing.' }, stripPackage);
    for (const word of ['Struckov', 'struckov']) expect(await tablesWith(word)).toEqual([]);
    for (const { id } of [about!, other!])
      expect(await loadOrigin(db().read, id)).toMatchObject({
        operator: '█'.repeat(name.length),
        name: `${'█'.repeat(name.length)}-2016.warc.gz`,
        software: `crawler of ${'█'.repeat(name.length)}`,
      });
    // Nothing of the page that named her is left. The other one is whole.
    expect(await findPackage(db().read, about!.id)).toMatchObject({ size: 0 });
    expect(await reportPackage(app, other!.id)).toMatchObject({ report: { verdict: 'sealed' } });
    expect(await importAll(archive)).toMatchObject([{ state: 'failed', error: { code: 'redacted' } }, {}]);
  });

  it('is a source of its own, whatever the archive says of redirects', async () => {
    const story = page(1, { url: 'https://harbour.example/real' });
    const real = await captureOf((await importAll(await open([story])))[0]);
    const other = page(1, { url: 'https://partner.example/x', status: '302 Found', headers: { Location: story.url } });
    const archive = await open([story, other]);
    const pages = [{ ...archive.contents.pages[0]!, number: 1, url: other.url }];
    const found = await captureOf((await importAll({ ...archive, contents: { ...archive.contents, pages } }))[0]);
    expect([found.requested_url, found.final_url, found.source]).toEqual([other.url, story.url, real.source]);
    const view = await loadSource(
      db().read,
      (await findThing(db().read, 'source', parseRef(real.source)!.number))!,
      'desk',
    );
    expect(JSON.stringify(view)).not.toContain('partner.example/x');
  });

  it('is seen only by its team', async () => {
    const member = await invited(app, 'member', 'editor');
    const outsider = await invited(app, 'outsider', 'editor');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] });
    const archive = await open([page(1, { url: 'https://harbour.example/team' })], { operator: 'Team Operator' });
    const capture = await captureOf((await importAll(archive, { team, who: member }))[0]);
    const seen = (who: Principal) => runAsViewer(app, who, () => loadOrigin(db().read, capture.id));
    expect(await seen(member)).toMatchObject({ operator: 'Team Operator' });
    expect(await seen(outsider)).toBeNull();
    await expect(importAll(archive, { team, who: outsider })).resolves.toMatchObject([{ state: 'failed' }]);
    expect(await importAll(archive, { team, who: member })).toMatchObject([{ state: 'known' }]);
    // A page that the whole desk sees does not pass for one that only the team sees.
    const open_ = await open([page(1, { url: 'https://harbour.example/for-all' })]);
    await importAll(open_);
    expect(await importAll(open_, { team, who: member })).toMatchObject([
      { state: 'failed', error: { code: 'known_to_desk' } },
    ]);
  });

  it('accepts every verdict of the check', async () => {
    const { rows } = (await db().executeSql(
      `select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'archive_origin_verdict_check'`,
    )) as { rows: { text: string }[] };
    expect([...rows[0]!.text.matchAll(/'(\w+)'/g)].map(([, word]) => word)).toEqual([...verdicts]);
    expect(archiveVerdicts).toEqual(verdicts);
  });

  /** Tables that contain a word anywhere. */
  async function tablesWith(word: string): Promise<string[]> {
    const { rows } = (await db().executeSql(
      `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
    )) as { rows: { table_name: string }[] };
    const found: string[] = [];
    for (const { table_name } of rows)
      if (JSON.stringify((await db().executeSql(`select * from "${table_name}"`)).rows).includes(word))
        found.push(table_name);
    return found;
  }
});
