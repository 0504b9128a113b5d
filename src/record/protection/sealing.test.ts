import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { file } from '../filing/file.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { merge } from '../lifecycle/merge.ts';
import { redactPerson } from './redact.ts';
import { findThing, parseRef } from '../refs.ts';
import { loadHistory } from '../views/history.ts';
import { loadSource } from '../views/sources.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const keep = (app: App, text: string, more: Partial<z.input<typeof storeCapture.input>> = {}) =>
  run(app, storeCapture, monitor, {
    title: 'A page',
    method: 'text',
    mediaType: 'text/plain',
    bytes: bytesOf(text),
    text,
    ...more,
  });
const fetched = (app: App, text: string, requestedUrl: string, finalUrl = requestedUrl) =>
  keep(app, text, { method: 'fetch', requestedUrl, finalUrl, mediaType: 'text/html' });

/** Tables that contain a word anywhere. */
async function tablesWith(db: Database, word: string): Promise<string[]> {
  const { rows } = (await db.executeSql(
    `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
  )) as { rows: { table_name: string }[] };
  const found: string[] = [];
  for (const { table_name } of rows)
    if (
      JSON.stringify((await db.executeSql(`select * from "${table_name}"`)).rows)
        .toLowerCase()
        .includes(word.toLowerCase())
    )
      found.push(table_name);
  return found;
}

onBothDatabases('storing a capture', (db) => {
  it('is refused if the same bytes are sealed, and writes nothing to disk', async () => {
    const app = testApp(db());
    const { seal, unseal } = await newKeyHolder(app, 'monitor');
    const text = 'The clerk told us on the stairs.';
    const kept = await keep(app, text);
    await seal(kept.capture);
    expect(await app.blobs.get(sha256Hex(text))).toBeNull();
    await expect(keep(app, text)).rejects.toMatchObject({ code: 'sealed' });
    await expect(keep(app, text, { source: kept.source })).rejects.toMatchObject({ code: 'sealed' });
    expect(await app.blobs.get(sha256Hex(text))).toBeNull();
    await unseal(kept.capture);
    expect(await keep(app, text)).toMatchObject({ capture: kept.capture, known: true });
  });

  it('is refused if the same bytes were redacted', async () => {
    const app = testApp(db());
    const text = 'Asel Struckova was questioned.';
    await keep(app, text);
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Asel Struckova' }] }],
    });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'She asked for it under the law.' });
    await expect(keep(app, text)).rejects.toMatchObject({ code: 'redacted' });
    expect(await app.blobs.get(sha256Hex(text))).toBeNull();
  });

  it('leaves no bytes behind when it is refused, but deletes none that another capture uses', async () => {
    const app = testApp(db());
    const text = 'Nobody keeps this.';
    await expect(keep(app, text, { source: 'source/999999' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await app.blobs.get(sha256Hex(text))).toBeNull();
    // Two captures of the same bytes are stored at once, and one of them is refused. The bytes stay for the other one.
    const [one, two] = await Promise.allSettled([keep(app, text), keep(app, text, { source: 'source/999999' })]);
    expect([one!.status, two!.status]).toEqual(['fulfilled', 'rejected']);
    expect(Buffer.from((await app.blobs.get(sha256Hex(text)))!).toString()).toBe(text);
    await expect(keep(app, text, { source: 'source/999999' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await app.blobs.get(sha256Hex(text))).not.toBeNull();
  });

  it('treats two pages that redirect to one front page as two sources, and prefers the requested address', async () => {
    const app = testApp(db());
    const [a, b, c] = ['https://wall.example/a', 'https://wall.example/b', 'https://wall.example/c'];
    const first = await fetched(app, 'We value your privacy.', a!, 'https://wall.example/');
    const second = await fetched(app, 'We value your privacy.', b!, 'https://wall.example/');
    expect(second.source).not.toBe(first.source);
    expect((await loadSource(db().read, await thingOf(app, first.source), 'desk')).addresses).toEqual([a]);
    // The request was redirected to a page that has its own source. The requested address decides which source it
    // is.
    const third = await fetched(app, 'Page c.', c!);
    expect((await fetched(app, 'Page c, again.', a!, c)).source).toBe(first.source);
    expect((await fetched(app, 'Page c.', 'https://short.example/x', c)).source).toBe(third.source);
  });

  it('records in the history that a source was found at another address', async () => {
    const app = testApp(db());
    const page = await fetched(app, 'A moved page.', 'https://moved.example/page');
    const before = await thingOf(app, page.source);
    const again = await fetched(app, 'A moved page.', 'https://short.example/moved', 'https://moved.example/page');
    expect(again).toMatchObject({ source: page.source, known: true });
    const [latest] = await loadHistory(db().read, before);
    expect(latest).toMatchObject({
      actions: ['changed'],
      before: { addresses: ['https://moved.example/page'] },
      after: { addresses: ['https://moved.example/page', 'https://short.example/moved'] },
    });
    expect((await thingOf(app, page.source)).version).toBe(before.version + 1);
    await fetched(app, 'A moved page.', 'https://short.example/moved', 'https://moved.example/page');
    expect(await loadHistory(db().read, before)).toHaveLength(2);
  });
});

const page = 'Officials searched the newsroom, Aida Sealova said. "They took the blue notebook," she added.';

/** Creates a page with a speaker, and returns a function that files claims about it. */
async function ground(app: App, name: string) {
  const text = page.replace('Aida Sealova', name);
  const kept = await keep(app, text);
  const { actors } = await run(app, file, editor, { actors: [{ kind: 'person', names: [{ text: name }] }] });
  const claim = (wording: string, words: string, speaker = actors[0]!, asWritten?: string) => ({
    wording,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ actor: speaker, asWritten }],
    support: {
      kind: 'passage' as const,
      capture: kept.capture,
      start: text.indexOf(words),
      end: text.indexOf(words) + words.length,
    },
  });
  return { ...kept, text, actor: actors[0]!, claim };
}

onBothDatabases('sealing', (db) => {
  it('seals the passages of a sealed claim, also its earlier ones, except passages that other claims use', async () => {
    const app = testApp(db());
    const { seal, unseal } = await newKeyHolder(app, 'monitor');
    const made = await ground(app, 'Aida Sealova');
    const filed = await run(app, file, editor, {
      claims: [
        made.claim('A', 'They took the blue notebook'),
        made.claim('B', 'Officials searched'),
        made.claim('C', 'Officials searched'),
      ],
    });
    const [a, b, c] = filed.claims as [string, string, string];
    await run(app, changeClaim, editor, { claim: a, version: 1, to: made.claim('A', 'the blue notebook') });
    const words = async () =>
      (
        await db()
          .read.selectFrom('passage')
          .selectAll()
          .where('capture_id', '=', (await thingOf(app, made.capture)).id)
          .orderBy('start_at')
          .orderBy('id')
          .execute()
      ).map((row) => [row.exact, row.prefix, row.suffix, row.visibility]);
    const before = await words();
    await seal(a);
    await seal(b);
    expect((await words()).map(([exact]) => exact)).toEqual(['Officials searched', '', '']);
    expect(await tablesWith(db(), 'blue notebook')).toEqual(['capture']);
    // The last claim that used this passage is sealed. So the passage is sealed, too.
    await seal(c);
    expect((await words()).map(([exact]) => exact)).toEqual(['', '', '']);
    await seal(made.capture);
    await unseal(a);
    expect((await words()).map(([exact]) => exact)).toEqual(['', '', '']);
    await unseal(made.capture);
    await unseal(b);
    expect((await words()).map(([exact]) => exact)).toEqual(['Officials searched', '', 'the blue notebook']);
    expect((await words())[2]!.slice(0, 3)).toEqual(before[2]!.slice(0, 3));
  });

  it('removes the name of a sealed speaker from the histories of claims, and later does not give it to another speaker', async () => {
    const app = testApp(db());
    const { seal, unseal } = await newKeyHolder(app, 'monitor');
    const made = await ground(app, 'Dina Vaultova');
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Other Speaker' }] }],
    });
    const { claims } = await run(app, file, editor, {
      claims: [
        made.claim('A', 'Officials searched', made.actor, 'D. Vaultova'),
        made.claim('B', 'Officials searched', made.actor, 'D. Vaultova'),
      ],
    });
    await run(app, changeClaim, editor, {
      claim: claims[0]!,
      version: 1,
      to: made.claim('A2', 'Officials searched', made.actor, 'D. Vaultova'),
    });
    await seal(made.actor);
    expect(await tablesWith(db(), 'D. Vaultova')).toEqual([]);
    expect((await tablesWith(db(), 'Vaultova')).filter((table) => table !== 'capture' && table !== 'passage')).toEqual(
      [],
    );
    const history = await loadHistory(db().read, await thingOf(app, claims[0]!));
    expect(history[0]).toMatchObject({
      before: { wording: 'A', chain: [{ as_written: null }] },
      after: { wording: 'A2', chain: [{ as_written: null }] },
    });
    await run(app, changeClaim, editor, {
      claim: claims[0]!,
      version: 2,
      to: made.claim('A3', 'Officials searched', actors[0]),
    });
    await unseal(made.actor);
    const written = async (claim: string) =>
      (
        await db()
          .read.selectFrom('chain_link')
          .select('as_written')
          .where('claim_id', '=', (await thingOf(app, claim)).id)
          .execute()
      ).map((link) => link.as_written);
    expect(await written(claims[0]!)).toEqual([null]);
    expect(await written(claims[1]!)).toEqual(['D. Vaultova']);
  });
});

onBothDatabases('redaction of bytes', (db) => {
  it('deletes files that contain a name outside the text, in any encoding or as entities, also the name of a merged actor', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [
        { kind: 'person', names: [{ text: 'Болат Вымаров' }] },
        { kind: 'person', names: [{ text: 'Bolát Vymarov' }] },
      ],
    });
    await run(app, merge, editor, { from: filed.actors[1]!, into: filed.actors[0]! });
    const html = (head: string) => `<html><head>${head}</head><body><p>Nobody is named here.</p></body></html>`;
    const pages: Record<string, [head: string, charset?: string]> = {
      cyrillic: ['<meta name="author" content="Болат Вымаров">', 'windows-1251'],
      numbered: [
        `<meta name="author" content="${[...'Болат Вымаров'].map((letter) => `&#x${letter.codePointAt(0)!.toString(16)};`).join('')}">`,
      ],
      named: ['<meta name="author" content="Bol&aacute;t&nbsp;Vymarov">'],
      script: [
        `<script type="application/ld+json">${JSON.stringify({ author: 'Болат Вымаров' }).replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`,
      ],
      address: [`<link rel="canonical" href="https://example.org/${encodeURIComponent('Болат Вымаров')}">`],
      merged: ['<meta name="author" content="BOLÁT VYMAROV">', 'utf-8'],
      other: ['<meta name="author" content="Болат Иванов">', 'windows-1251'],
    };
    const shas: Record<string, string> = {};
    for (const [name, [head, charset]] of Object.entries(pages)) {
      const bytes = Uint8Array.from(iconv.encode(html(head), charset ?? 'utf-8'));
      shas[name] = sha256Hex(bytes);
      await keep(app, 'Nobody is named here.', { bytes, charset, mediaType: 'text/html' });
    }
    await redactPerson(app, editor, { actor: filed.actors[0]!, ground: 'He asked for it under the law.' });
    const left: string[] = [];
    for (const [name, sha256] of Object.entries(shas)) if (await app.blobs.get(sha256)) left.push(name);
    expect(left).toEqual(['other']);
  });
});
