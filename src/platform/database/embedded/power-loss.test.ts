import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchDir } from '../../testing/scratch-dir.ts';
import { DurableFs } from './durable-fs.ts';
import { startParameters } from './start-parameters.ts';
import { makeEmpty } from './template.ts';

/**
 * What is on disk after a power cut: the content of each file at its last fsync, and the entries of each folder at its
 * last fsync. This is the worst case: the operating system has written nothing else to the disk.
 */
class Disk {
  #live: string;
  readonly kept: string;

  constructor(live: string, kept: string) {
    this.#live = live;
    this.kept = kept;
    cpSync(live, kept, { recursive: true });
  }

  sync(path: string): void {
    const target = join(this.kept, relative(this.#live, path));
    if (statSync(path).isDirectory()) this.#syncFolder(path, target);
    else {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(path, target);
    }
  }

  #syncFolder(path: string, target: string): void {
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(target))
      if (!existsSync(join(path, name))) rmSync(join(target, name), { recursive: true });
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (existsSync(join(target, entry.name))) continue;
      if (entry.isDirectory()) mkdirSync(join(target, entry.name));
      else writeFileSync(join(target, entry.name), '');
    }
  }
}

class WatchedFs extends DurableFs {
  synced: (path: string) => void = () => {};

  override async init(...[pg, options]: Parameters<DurableFs['init']>): ReturnType<DurableFs['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const watch = (mod: { NODEFS: unknown }): void => {
      const nodefs = mod.NODEFS as {
        realPath(node: unknown): string;
        stream_ops: { fsync(stream: { node: unknown }): number };
      };
      const fsync = nodefs.stream_ops.fsync;
      nodefs.stream_ops.fsync = (stream) => {
        const outcome = fsync(stream);
        this.synced(nodefs.realPath(stream.node));
        return outcome;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), watch] } };
  }
}

describe('the embedded database after a power cut', () => {
  // The test records what is synced, so the real disk does not matter.
  const root = scratchDir('kronika-power-');
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('keeps every acknowledged write, though only synced data reached the disk', async () => {
    let directory = join(root, 'first');
    await makeEmpty(directory);
    let acknowledged = 0;
    for (let cut = 0; cut < 4; cut++) {
      const disk = new Disk(directory, join(root, `after-${cut}`));
      const watched = new WatchedFs(directory);
      watched.synced = (path) => disk.sync(path);
      // Uses PGlite's own engine. Ours shares its memory with other threads, which this test does not need.
      const database = await PGlite.create({ fs: watched, startParams: startParameters({ directory }) });
      await database.exec('create table if not exists written (n int primary key, note text)');
      const { rows } = await database.query<{ count: number; last: number | null }>(
        'select count(*)::int as count, max(n) as last from written',
      );
      expect(rows).toEqual([{ count: acknowledged, last: acknowledged || null }]);
      const until = acknowledged + 20 + Math.floor(Math.random() * 40);
      while (acknowledged < until) {
        await database.query('insert into written values ($1, $2)', [acknowledged + 1, 'x'.repeat(acknowledged % 700)]);
        acknowledged++;
        if (acknowledged % 17 === 0) await database.exec('checkpoint');
        if (acknowledged % 23 === 0) {
          await database.exec('update written set note = reverse(note)');
          await database.exec('vacuum written');
          await database.exec('select pg_switch_wal()');
        }
      }
      // The power cut: what is synced from now on does not reach the disk.
      watched.synced = () => {};
      await database.close();
      directory = disk.kept;
    }
  });
});
