import { expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import type { Database } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases, testDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { fileImported } from '../../record/filing/testing/file-imported.ts';
import { loadPageStatuses } from '../../evidence/watch/views.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { loadSource } from '../../record/views/sources.ts';
import type { Thing } from '../../record/things.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { rebuild } from '../../search/rebuild.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { deskOn } from '../../web/testing/desk.ts';
import { fileSecrets, secret } from '../../web/testing/secrets.ts';
import { loadExample } from '../example/load.ts';
import { exported } from '../export/testing/exported.ts';
import { importLines, type ImportedLines } from './import-lines.ts';
import { isRecordFile, readLines } from './read-lines.ts';

const openApp = (db: Database): App => testApp(db, { listeners: [searchProjection()] });

async function bring(app: App, text: string, principal = editor): Promise<ImportedLines> {
  expect(isRecordFile(text)).toBe(true);
  const { head, lines } = readLines(text);
  return run(app, importLines, principal, { record: head.record, paper: head.paper, lines: lines as never });
}

/** Everything except the head, which has the date and the record's id. */
const body = (text: string): string[] => text.trim().split('\n').slice(1);

onBothDatabases('a record read back', (db, kind) => {
  const elsewhere = async (work: (app: App) => Promise<void>): Promise<void> => {
    const other = await testDatabase(kind);
    try {
      await work(openApp(other.db));
    } finally {
      await other.drop();
    }
  };

  it('is the same record, line by line and number by number; a second import creates nothing', async () => {
    const app = openApp(db());
    await loadExample(app);
    await fileSecrets(app);
    await run(app, fileImported, editor, {
      cases: [{ key: 'case', title: 'From a table', visibility: 'public' }],
      claims: [
        {
          case: '#case',
          wording: 'A fine.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'a register' }],
          support: { kind: 'direct-word', note: 'line 2' },
          statements: [{ subject: '#case', property: 'place', value: { country: 'KZ' } }],
          imported: true,
          visibility: 'public',
        },
      ],
    });
    const words = 'The court fined the paper.';
    const pdf = await run(app, storeCapture, monitor, {
      title: 'A judgment',
      method: 'file',
      mediaType: 'application/pdf',
      bytes: Buffer.from('the file of the judgment'),
      text: `A title ${words}`,
      layout: {
        pages: [
          { width: 595, height: 842, lines: [[0, 7, 70, 70, 50, 10]] },
          { width: 595, height: 842, lines: [[8, 8 + words.length, 70, 70, 130, 10]] },
        ],
      },
    });
    await run(app, setVisibility, editor, { things: [pdf.source], visibility: 'public' });
    await run(app, file, editor, {
      claims: [
        {
          wording: 'The court fined the paper.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ pagesOwn: true }],
          support: { kind: 'passage', capture: pdf.capture, start: 8, end: 8 + words.length, visibility: 'public' },
        },
      ],
    });
    for (const audience of ['public', 'desk'] as const) {
      const first = await exported(app, 'record.jsonl', {}, audience);
      expect(first).toMatch(/"exact":"The court fined the paper\.",(?:"prefix":"A title ",)?"page":2/);
      expect(body(first).length).toBeGreaterThan(100);
      expect([audience, secret.test(first)]).toEqual([audience, audience === 'desk']);
      expect(first).toContain('Блокировка Ratel.kz');
      await elsewhere(async (other) => {
        const brought = await bring(other, first);
        expect([brought.numbers, brought.known]).toEqual(['kept', 0]);
        const second = await exported(other, 'record.jsonl', {}, audience);
        expect(body(second)).toEqual(body(first));
        const again = await bring(other, first);
        expect(again).toMatchObject({ made: {}, known: body(first).length - 1 });
        expect(body(await exported(other, 'record.jsonl', {}, audience))).toEqual(body(first));
        // The next item continues the numbering.
        const next = await run(other, file, editor, { cases: [{ title: 'The next case', visibility: 'public' }] });
        expect(body(first).some((line) => line.includes(`"${next.cases[0]}"`))).toBe(false);
        // The pages and the search have it too.
        const found = await exported(other, 'cases.csv', { text: 'openwordCasetitle' });
        expect(found).toContain('openwordCasetitle');
      });
    }
  });

  it('adds nothing to the record from which it was exported', async () => {
    const app = openApp(db());
    const text = await exported(app, 'record.jsonl', {}, 'desk');
    expect(await bring(app, text)).toMatchObject({ made: {} });
  });

  it('is added to another record under new numbers, and finds the pages that exist there', async () => {
    const text = await exported(openApp(db()), 'record.jsonl');
    await elsewhere(async (other) => {
      const before = await run(other, file, editor, {
        sources: [
          {
            title: 'The same page',
            kind: 'article',
            addresses: ['https://example.org/openwordaddress'],
            visibility: 'public',
          },
        ],
        cases: [{ title: 'Another case', visibility: 'public' }],
      });
      const brought = await bring(other, text);
      expect(brought.numbers).toBe('new');
      const lines = body(await exported(other, 'record.jsonl')).map(
        (line) =>
          JSON.parse(line) as {
            type: string;
            ref: string;
            title?: string;
            wording?: string;
            support?: { source?: string };
          },
      );
      expect(lines.filter((line) => line.type === 'case').map((line) => line.title)).toEqual(
        expect.arrayContaining(['Another case', 'openwordCasetitle']),
      );
      expect(lines.filter((line) => line.type === 'source' && line.title === 'openwordSourcetitle')).toEqual([]);
      expect(lines.find((line) => line.wording === 'openwordClaimwording')!.support!.source).toBe(before.sources[0]);
      const counts = (type: string, from: string[]) =>
        from.filter((line) => line.startsWith(`{"type":"${type}"`)).length;
      expect(lines.filter((line) => line.type === 'claim').length).toBe(counts('claim', body(text)));
      expect(await bring(other, text)).toMatchObject({ made: {} });
    });
  });

  it('is added again by someone who does not see the items of the first import', async () => {
    await elsewhere(async (from) => {
      await run(from, file, editor, { cases: [{ title: 'Only for a team' }] });
      const text = await exported(from, 'record.jsonl', {}, 'desk');
      await elsewhere(async ({ db: there }) => {
        const { app, join } = deskOn(there);
        await prepareJobs(there, []);
        const [member, other] = [await join('editor'), await join('editor')];
        const team = { name: 'North', members: [member.accountId] };
        const { id } = await run(app, createTeam, administrator, team);
        expect((await bring(app, text, member.principal)).made).toEqual({ case: 1 });
        await run(app, limitItem, member.principal, { thing: 'case/1', team: id });
        const brought = await bring(app, text, other.principal);
        expect([brought.made, brought.known, brought.numbers]).toEqual([{ case: 1 }, 0, 'new']);
        for (const who of [member, other]) expect((await bring(app, text, who.principal)).made).toEqual({});
      });
    });
  });

  it('does not present a page as preserved without its bytes, and lets it be captured', async () => {
    const text = await exported(openApp(db()), 'record.jsonl', {}, 'desk');
    await elsewhere(async (other) => {
      await bring(other, text);
      const captures = await other.db.read.selectFrom('capture').select(['bytes_size', 'bytes_sha256']).execute();
      expect(captures.length).toBeGreaterThan(1);
      expect(captures.every((one) => Number(one.bytes_size) === 0 && one.bytes_sha256 === '')).toBe(true);
      const sources = await other.db.read.selectFrom('thing').selectAll().where('kind', '=', 'source').execute();
      expect(
        await loadPageStatuses(
          other.db.read,
          sources.map((one) => one.id),
        ),
      ).toEqual(new Map());
      for (const source of sources)
        expect((await loadSource(other.db.read, source as Thing, 'public')).captures).toEqual([]);
      const page = 'The openwordPassage stands here. The passwordHidden stands there.';
      const kept = await run(other, storeCapture, monitor, {
        title: 'The page',
        method: 'text',
        mediaType: 'text/plain',
        bytes: Buffer.from(page),
        text: page,
      });
      expect(kept.known).toBe(false);
    });
  });

  it('cannot give a page that is preserved here other words than it has', async () => {
    const text = 'The court fined the paper. The editor said that the fine is unjust and wrong.';
    await elsewhere(async (other) => {
      const kept = await run(other, storeCapture, monitor, {
        title: 'The page',
        method: 'text',
        mediaType: 'text/plain',
        bytes: Buffer.from(text),
        text,
      });
      const own = await exported(other, 'record.jsonl', {}, 'desk');
      const { head, lines } = readLines(own);
      const claim = (wording: string, exact: string) => ({
        type: 'claim',
        ref: 'claim/900001',
        wording,
        kind: 'quotation',
        language: 'en',
        mode: 'quoted',
        certainty: 'unknown',
        chain: [{ asWritten: 'the editor', verb: 'said' }],
        support: {
          kind: 'passage',
          source: kept.source,
          passage: { capture: kept.capture, start: 4, end: 4 + exact.length, exact },
        },
        statements: [],
        visibility: 'desk',
      });
      const bringLine = (line: unknown): Promise<ImportedLines> =>
        run(other, importLines, monitor, {
          record: head.record,
          paper: head.paper,
          lines: [...lines, line] as never,
        });
      const refused = async (line: unknown): Promise<unknown> =>
        bringLine(line).then(
          () => expect.fail('was taken'),
          (error: unknown) => (error as AppError).fields,
        );
      const path = `lines.${lines.length}`;
      const thief = claim('The editor is a thief', 'The editor is a thief');
      expect(await refused(thief)).toEqual([
        expect.objectContaining({ path: `${path}.support.passage.exact`, message: 'exchange.exports.line.words' }),
      ]);
      // The file can neither shorten the words of a passage, nor place the passage outside the text.
      const { passage } = thief.support;
      const within = (changes: object) => ({
        ...thief,
        support: { ...thief.support, passage: { ...passage, ...changes } },
      });
      expect(await refused(within({ exact: 'The editor is a', end: 30 }))).toHaveLength(1);
      expect(await refused(within({ start: 5000, end: 5021 }))).toHaveLength(1);
      const outside = expect.objectContaining({ path: `${path}.support.passage.end` });
      expect(await refused(within({ start: 5000, end: 5021, exact: '' }))).toEqual([outside]);
      const last = { start: text.length - 6, end: text.length + 15, exact: 'wrong.' };
      expect(await refused(within(last))).toEqual([outside]);
      expect(await refused(within({ ...last, end: text.length }))).toEqual([
        expect.objectContaining({ path: `${path}.wording`, message: 'errors.field.quotation.differs' }),
      ]);
      expect(await refused({ ...thief, certainty: 'certain' })).toEqual([
        expect.objectContaining({ path: `${path}.certainty` }),
      ]);
      expect(await refused({ ...thief, wording: 'x'.repeat(20_001) })).toEqual([
        expect.objectContaining({ path: `${path}.wording` }),
      ]);
      expect((await bringLine(claim('court fined the paper', 'court fined the paper'))).made).toEqual({ claim: 1 });
    });
  });

  it('is refused completely if a line is wrong, and each wrong line is named', async () => {
    const text = await exported(openApp(db()), 'record.jsonl');
    await elsewhere(async (other) => {
      const refused = (from: string): Promise<AppError> =>
        bring(other, from).then(
          () => expect.fail('was taken'),
          (error: unknown) => error as AppError,
        );
      const lines = text.trim().split('\n');
      const at = lines.findIndex((line) => line.startsWith('{"type":"claim"'));
      const spoiled = (change: (line: Record<string, unknown>) => void): string => {
        const copy = [...lines];
        const line = JSON.parse(copy[at]!) as Record<string, unknown>;
        change(line);
        copy[at] = JSON.stringify(line);
        return copy.join('\n');
      };
      expect((await refused(lines.slice(0, -1).join('\n'))).fields[0]).toMatchObject({
        message: 'exchange.exports.line.cut',
      });
      expect((await refused(text.replace('{"type":"case"', '{"type";"case"'))).fields[0]!.message).toBe(
        'exchange.exports.line.not_json',
      );
      expect((await refused(spoiled((line) => (line['secret'] = 1)))).fields[0]!.path).toBe(`lines.${at - 1}`);
      expect((await refused(spoiled((line) => (line['case'] = 'case/999')))).fields).toEqual([
        expect.objectContaining({ path: `lines.${at - 1}.case` }),
      ]);
      expect(
        (
          await refused(
            spoiled((line) => (line['statements'] = [{ subject: 'case/1', property: 'began', value: 'yesterday' }])),
          )
        ).fields[0]!.path,
      ).toBe(`lines.${at - 1}.statements.0.value`);
      expect(await other.db.read.selectFrom('thing').select('id').executeTakeFirst()).toBeUndefined();
      expect(await other.db.read.selectFrom('imported_thing').select('ref').executeTakeFirst()).toBeUndefined();
    });
  });

  it('can be imported only by an editor if it has preferred values', async () => {
    const app = openApp(db());
    const ranked = (await exported(app, 'record.jsonl')).replace(
      /"property":"began","value":"([^"]+)"/,
      '"property":"began","value":"$1","rank":"preferred"',
    );
    const { head, lines } = readLines(ranked);
    await elsewhere(async (other) => {
      await expect(
        run(other, importLines, monitor, { record: head.record, paper: head.paper, lines: lines as never }),
      ).rejects.toMatchObject({ fields: [{ message: 'errors.field.rank.editors' }] });
      await run(other, rebuild, administrator, {});
    });
  });
});
