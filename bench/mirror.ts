import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { composeModules } from '../src/cli/compose.ts';
import { createArticles } from '../src/documents/create-articles.ts';
import { saveArticle } from '../src/documents/save-article.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { openApp } from '../src/platform/app.ts';
import { createLog } from '../src/platform/log/log.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';
import { SigningKeys } from '../src/platform/signing/signing-keys.ts';
import { publishArticle } from '../src/publishing/articles/publish-article.ts';
import { verifyMirror } from '../src/publishing/mirror/verify-mirror.ts';
import { shippedAssets } from '../src/web/kit/assets.ts';
import { makeMirror } from '../src/web/site/mirror/make/make-mirror.ts';
import { fillPublication, formOf } from './mirror/fill.ts';
import { machine } from './measure/numbers.ts';

/**
 * Measures how long a mirror of a publication with many articles takes: to create it, to update it and to verify it. It
 * is updated after ten articles were published again, after ten new articles, and without changes. Each time is
 * compared with the time to create the mirror. ARTICLES=10000 sets the number of articles; DATABASE_URL measures a
 * server database; KEEP=folder keeps the filled publication for the next run, and its mirror in `folder-mirror`. In the
 * next run, QUICK=1 measures only the updates. A different SHIFT=n in each run updates different articles. Otherwise,
 * the same articles would get more editions with each run. For comparison, a simple loop reads and writes the mirror's
 * files once more.
 */
export async function bench(): Promise<void> {
  const articles = Number(process.env.ARTICLES ?? 10_000);
  const folder = process.env.KEEP ?? mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent', KRONIKA_URL: 'https://paper.example' }),
    databaseUrl: process.env.DATABASE_URL,
  };
  const { app, close } = await openApp(config, composeModules());
  const out = process.env.KEEP ? `${process.env.KEEP}-mirror` : mkdtempSync(join(tmpdir(), 'kronika-mirror-'));
  try {
    if (!(await app.db.read.selectFrom('thing').select('id').limit(1).executeTakeFirst()))
      await fillPublication(app, articles);
    // Cleans up the tables and updates their statistics, as a database server does after a while.
    if (!process.env.QUICK) await app.db.executeSql('vacuum (analyze)');
    console.log(
      `${app.db.kind}, ${machine()}; ${articles.toLocaleString('en')} articles, a tenth as many cases, a fifth as many claims`,
    );
    const assets = shippedAssets();
    const progress = process.stderr.isTTY
      ? ({ done, total }: { done?: number; total?: number }) =>
          void process.stderr.write(`\r${done ?? ''} of ${total ?? ''}   `)
      : undefined;
    const make = (whole = false) =>
      makeMirror({
        app,
        assets,
        log: createLog('silent'),
        address: 'http://localhost:8080',
        folder: out,
        whole,
        progress,
      });
    if (!process.env.QUICK) rmSync(out, { recursive: true, force: true });
    const first = process.env.QUICK ? null : await timed('made from nothing', null, () => make(true));
    if (!process.env.QUICK) await timed('the bytes alone', first, () => writeAgain(out));
    await publishAgain(app, articles);
    await timed('after ten articles', first, () => make());
    await publishNew(app, articles);
    await timed('after ten new ones', first, () => make());
    await timed('nothing changed', first, () => make());
    if (process.env.QUICK) return;
    const trusted = new Set((await new SigningKeys(folder).history()).map((key) => key.publicKey));
    await timed('verified', first, async () => {
      const { exit, files, bytes } = await verifyMirror(out, { trusted });
      if (exit !== 0) throw new Error(`verify: ${exit}`);
      return { files, bytes, written: 0, whole: false };
    });
  } finally {
    await close();
    if (!process.env.KEEP) rmSync(out, { recursive: true, force: true });
    if (!process.env.KEEP && existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

type Done = { files: number; bytes: number; written: number; whole: boolean };

async function timed(name: string, reference: number | null, work: () => Promise<Done>): Promise<number> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const { files, bytes, written, whole } = await work();
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  console.log(
    `  ${name.padEnd(20)} ${(took / 1000).toFixed(1).padStart(7)} s  ${((user + system) / 1_000_000).toFixed(1).padStart(6)} s CPU  ratio ${(reference === null ? 1 : took / reference).toFixed(3)}; ${files.toLocaleString('en')} files, ${(bytes / 1024 / 1024).toFixed(0)} MB, ${written.toLocaleString('en')} written${whole ? ', every page' : ''}`,
  );
  return took;
}

/** Writes the same files elsewhere, one after another, for comparison. */
async function writeAgain(from: string): Promise<Done> {
  const to = mkdtempSync(join(tmpdir(), 'kronika-plain-'));
  const done: Done = { files: 0, bytes: 0, written: 0, whole: false };
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(from.length);
    if (entry.isDirectory()) await mkdir(join(to, path), { recursive: true });
    else {
      const bytes = await readFile(join(from, path));
      await mkdir(dirname(join(to, path)), { recursive: true });
      await writeFile(join(to, path), bytes);
      done.files++;
      done.written++;
      done.bytes += bytes.byteLength;
    }
  }
  rmSync(to, { recursive: true, force: true });
  return done;
}

/** Gives ten articles another headline and publishes them again. */
async function publishAgain(app: App, articles: number): Promise<void> {
  for (let index = 0; index < 10; index++) {
    const number = 1 + Math.floor((index * articles) / 10) + Number(process.env.SHIFT ?? 0);
    const about = Math.floor((number - 1) / 10);
    const of = { case: `case/${about + 1}`, claims: [`claim/${2 * about + 1}`, `claim/${2 * about + 2}`] };
    const { version } = await app.db.read
      .selectFrom('thing')
      .select('version')
      .where('kind', '=', 'article')
      .where('number', '=', number)
      .executeTakeFirstOrThrow();
    const form = {
      ...formOf(number - 1, of),
      headline: { text: `Written anew at version ${version}, ${index}`, claims: [of.claims[0]!], whole: true },
    };
    const saved = await run(app, saveArticle, systemPrincipal, { article: `article/${number}`, version, ...form });
    await run(app, publishArticle, systemPrincipal, {
      article: saved.article,
      version: saved.version,
      change: 'update',
      note: 'Another headline.',
    });
  }
}

/** Publishes ten more articles, each about another case. */
async function publishNew(app: App, articles: number): Promise<void> {
  const forms = Array.from({ length: 10 }, (_, index) => {
    const about = Math.floor((index * articles) / 100) + Number(process.env.SHIFT ?? 0);
    return formOf(articles + index, {
      case: `case/${about + 1}`,
      claims: [`claim/${2 * about + 1}`, `claim/${2 * about + 2}`],
    });
  });
  for (const { article, version } of await run(app, createArticles, systemPrincipal, { articles: forms }))
    await run(app, publishArticle, systemPrincipal, { article, version });
}
