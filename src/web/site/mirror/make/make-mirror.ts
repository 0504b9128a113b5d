import { readStamp } from '../../../../record/fields/definition.ts';
import { regionsStamp } from '../../../../search/places/stored-regions.ts';
import { createHash } from 'node:crypto';
import { version } from '../../../../../package.json';
import type { Reader } from '../../../../platform/database/tx.ts';
import { rememberReads } from '../../../../platform/database/remember.ts';
import { cancellable } from '../../../../platform/app.ts';
import type { App } from '../../../../platform/operation.ts';
import { loadPublication, type Publication } from '../../../../publishing/publication/publication.ts';
import { interfaceLanguage } from '../../../../platform/messages/messages.ts';
import { SigningKeys } from '../../../../platform/signing/signing-keys.ts';
import { loadPublicArticles } from '../../../../publishing/public/public-article.ts';
import type { Progress } from '../../../../platform/socket/lines.ts';
import { exportFiles } from '../../../../exchange/export/open-export.ts';
import { renewArticles } from '../../../../exchange/formats/jsonld/renew-articles.ts';
import { aboutExport } from '../../../exchange/export/export.ts';
import { createWeb } from '../../../create-web.ts';
import type { Assets } from '../../../kit/assets.ts';
import type { Deps, Log } from '../../../kit/context.ts';
import { isOfRecord, refOf } from '../../../kit/middleware/page-refs.ts';
import { allPages } from '../../../pages.ts';
import { routes } from '../../../routes.ts';
import { plainView } from '../../../kit/view.tsx';
import { messages } from '../../../../platform/messages/messages.ts';
import { changedSince, knownNow, type Changed, type Known } from './changed.ts';
import { MirrorFolder } from './folder.ts';
import { mirrorAddresses, mirrorPages } from '../pages.tsx';
import { placeOf, plainPath } from './places.ts';
import { readEntries, type Entry } from '../search/entries.ts';
import { indexFiles } from '../search/files.ts';
import { MirrorMemory, type Remembered, type PageState } from './state.ts';
import { findSeeds, type Seed } from './things.ts';
import { unmovedLists } from './unmoved.ts';
import { Walk, type Visited } from './walk.tsx';

export type MirrorOptions = {
  app: App;
  assets: Assets;
  log: Log;
  /** The origin of requests if the settings have no public address of the site. */
  address: string;
  /** An absolute path, or a path relative to the working directory. */
  folder: string;
  /** Whether every page is created again, even without changes. */
  whole?: boolean;
  signal?: AbortSignal;
  progress?(progress: Progress): void;
};

export type MirrorResult = {
  folder: string;
  files: number;
  bytes: number;
  written: number;
  removed: number;
  whole: boolean;
  made: string;
  publicKey: string;
  /** The publication, for the files made from the mirror. */ paper: {
    name: string;
    motto: string;
    language: string;
    address: string | null;
    accent: string;
  };
};

/** The first addresses to visit: pages that belong to no item, and to which no other page may link. */
const starts = (assets: Assets): string[] => [
  routes.home(),
  routes.articles(),
  routes.articles.json(),
  routes.cases(),
  routes.cases.json(),
  routes.cases.as('xml'),
  routes.calendar(),
  routes.actors(),
  routes.sources(),
  routes.letters(),
  routes.letters.json(),
  routes.feeds.letters.as('xml'),
  routes.feeds.letters.json(),
  routes.statistics(),
  routes.map(),
  routes.map.as('svg'),
  routes.disagreements(),
  routes.disagreements.json(),
  routes.about(),
  routes.privacy(),
  routes.apiGuide(),
  routes.apiDescription(),
  routes.keys(),
  routes.verify(),
  routes.keys.json(),
  routes.feedList(),
  routes.feedXml(),
  routes.feedJson(),
  routes.corrections(),
  routes.robots(),
  routes.export(),
  routes.mirrorMissing(),
  ...['type-licence.txt'].filter(assets.has).map(assets.url),
];

const recordFile = routes.exportFile({ file: 'record.jsonld' });
/** Milliseconds after which all pages are created again, even if they seem unchanged. */
const maxMs = 24 * 3_600_000;
/** The most rounds of one run. Each round includes the changes made during the previous round. */
const maxRounds = 4;

/**
 * Creates or updates a mirror: the public site as plain files. Every page is requested without a session, as by a
 * reader, so it contains nothing hidden. The mirror is complete when the manifest is written, which is done last.
 * @throws AppError `mirror_not_ours`, `mirror_bad_folder`, `mirror_unwritable`, `mirror_running`, `cancelled`
 */
export async function makeMirror(options: MirrorOptions): Promise<MirrorResult> {
  const { app, signal } = options;
  const { dataDir } = app.config;
  const folder = await MirrorFolder.open(options.folder, dataDir);
  const memory = new MirrorMemory(dataDir, folder.root);
  const unlock = await memory.lock();
  try {
    return await new Making({ ...options, app: signal ? cancellable(app, signal) : app }, folder, memory).run();
  } finally {
    await unlock();
  }
}

class Making {
  readonly #options: MirrorOptions;
  readonly #folder: MirrorFolder;
  readonly #memory: MirrorMemory;
  /** The pages of the mirror by address: those kept from the existing mirror, and those created in this run. */
  readonly #pages = new Map<string, PageState>();
  /** The ETags of drawn pictures, by address. */
  readonly #tags = new Map<string, string>();
  #entries: Entry[] = [];
  #paper!: Publication;

  constructor(options: MirrorOptions, folder: MirrorFolder, memory: MirrorMemory) {
    this.#options = options;
    this.#folder = folder;
    this.#memory = memory;
  }

  get #db(): Reader {
    return this.#options.app.db.read;
  }

  async run(): Promise<MirrorResult> {
    const { app } = this.#options;
    const at = app.now();
    this.#paper = (await loadPublication(this.#db)).publication;
    const key = await new SigningKeys(app.config.dataDir).current(at);
    const madeWith = hashOf(
      JSON.stringify([
        version,
        this.#paper,
        app.config.publicUrl ?? null,
        assetMark(this.#options.assets),
        key.publicKey,
        await readStamp(this.#db),
        await regionsStamp(this.#db),
      ]),
    );
    const remembered = this.#options.whole ? null : await this.#memory.read();
    await this.#folder.look();
    const reusable = remembered && this.#usable(remembered, madeWith, at) ? remembered : null;
    let known: Known = reusable
      ? { set: reusable.state.set, at: reusable.state.at, recent: reusable.state.recent }
      : await knownNow(this.#db);
    let changed: Changed = reusable ? await changedSince(this.#db, known) : { known, what: 'everything' };
    let whole = changed.what === 'everything';
    await this.#memory.forget();
    if (reusable) for (const page of reusable.state.pages) this.#pages.set(page[0], page);
    for (const [address, tag] of Object.entries(reusable?.state.tags ?? {})) this.#tags.set(address, tag);
    this.#entries = reusable?.entries ?? [];
    if (reusable && changed.what === 'nothing') {
      await this.#memory.write(reusable);
      for (const path of this.#folder.before.keys()) this.#folder.keep(path);
      await this.#folder.leave();
      return this.#result({ made: reusable.state.made, whole: false, publicKey: key.publicKey });
    }
    for (let round = 0; round < maxRounds; round++) {
      known = changed.known;
      whole ||= changed.what === 'everything';
      await this.#render(changed.what, { made: at, publicKey: key.publicKey });
      changed = await changedSince(this.#db, known);
      if (changed.what === 'nothing') break;
    }
    const made = at.toISOString();
    const { manifestHash } = await this.#folder.finish(
      { paper: { name: this.#paper.name, address: app.config.publicUrl ?? null }, made },
      key,
    );
    await this.#memory.write({
      state: {
        made_with: madeWith,
        manifest: manifestHash,
        ...known,
        made,
        whole: whole ? made : reusable!.state.whole,
        pages: [...this.#pages.values()],
        tags: Object.fromEntries([...this.#tags].filter(([address]) => this.#pages.has(address))),
      },
      entries: this.#entries,
    });
    return this.#result({ made, whole, publicKey: key.publicKey });
  }

  /**
   * Whether the pages of the existing mirror can be reused. The software and settings must be the same, and all files
   * must be present. All pages must have been created again within the last 24 hours.
   */
  #usable({ state }: Remembered, madeWith: string, at: Date): boolean {
    if (state.made_with !== madeWith || state.manifest !== this.#folder.manifestHash || !this.#folder.complete)
      return false;
    return at.getTime() - Date.parse(state.whole) <= maxMs;
  }

  async #render(what: Changed['what'], copy: { made: Date; publicKey: string }): Promise<void> {
    if (what === 'nothing') return;
    // Results of queries are cached, so that all pages of a round agree. Changes during this round are included in the
    // next one.
    const db = rememberReads(this.#options.app.db);
    const app: App = { ...this.#options.app, db, now: () => copy.made };
    this.#options.progress?.({ phase: 'cli.progress.mirror_search' });
    this.#entries = await readEntries(db.read, this.#paper, this.#entries);
    const deps: Deps = {
      app,
      assets: this.#options.assets,
      log: this.#options.log,
      paper: () => this.#paper,
      findSession: async () => null,
      mirror: true,
    };
    const web = createWeb(deps, [mirrorPages(() => ({ ...copy, entries: this.#entries })), ...allPages]);
    const { publicUrl } = app.config;
    const view = plainView({
      paper: this.#paper,
      t: messages(interfaceLanguage(this.#paper)),
      absolute: (path) => (publicUrl ? publicUrl + path : undefined),
      mirror: true,
    });
    const before = new Map(this.#pages);
    const refsBefore = refsByThing(before.values());
    const fresh = new Set<string>();
    const walk: Walk = new Walk({
      web,
      folder: this.#folder,
      view,
      origin: publicUrl ?? this.#options.address,
      site: publicUrl ?? null,
      signal: this.#options.signal,
      follow: (address) => (what === 'everything' ? true : !before.has(address) || fresh.has(refOf(address) ?? '')),
      ahead: (addresses) =>
        loadPublicArticles(
          db.read,
          addresses.flatMap((address) => articleAt(address) ?? []),
        ),
      tagOf: (address) => this.#tags.get(address),
      visited: (one) => this.#visited(one),
    });
    const report = (done: number, total: number): void =>
      this.#options.progress?.({ phase: 'cli.progress.mirroring', done, total });
    if (what === 'everything') {
      this.#pages.clear();
      this.#folder.clear();
      const seeds = await findSeeds(db.read);
      this.#seed(walk, seeds);
      await this.#stubs(walk, seeds);
      for (const address of [
        ...starts(this.#options.assets),
        ...mirrorAddresses(this.#entries, this.#paper),
        ...exportAddresses,
      ])
        walk.add(address);
      await walk.run(report);
    } else {
      const stale = new Set(what.refs);
      for (const [ref, refs] of refsBefore) if ([...refs].some((one) => what.refs.has(one))) stale.add(ref);
      const { unmoved, gone } = await unmovedLists(db.read, this.#paper, before.values(), what.refs);
      if (!what.record && (await this.#renewRecord(db.read, what.ids, copy.made))) unmoved.add(recordFile);
      const isStale = (address: string): boolean => !unmoved.has(address) && this.#isStale(address, what.record);
      for (const [address, file] of before.values()) {
        const ref = refOf(address);
        if (ref === null ? isStale(address) : stale.has(ref)) this.#forget(address, file);
        // If an earlier round has already created the page again, the mirror has its new file.
        else if (!this.#folder.files.has(file)) this.#folder.keep(file);
      }
      const again = [
        ...starts(this.#options.assets),
        ...Array.from(before.keys()).filter((address) => refOf(address) === null),
        ...mirrorAddresses(this.#entries, this.#paper),
        ...(what.record ? exportAddresses : []),
      ];
      for (const address of again)
        if (!gone.has(address) && (isStale(address) || !before.has(address))) walk.add(address);
      await this.#renew(walk, { db: db.read, stale, fresh, refsBefore, report });
    }
    await this.#putIndex();
  }

  /**
   * Used if only articles have changed. Replaces these articles in the file of the whole record. Returns false if this
   * file is missing or was altered.
   */
  async #renewRecord(db: Reader, changed: readonly number[], at: Date): Promise<boolean> {
    const page = this.#pages.get(recordFile);
    const before = page && (await this.#folder.intact(page[1]));
    if (!page || !before) return false;
    const { app, address } = this.#options;
    const about = aboutExport(messages(interfaceLanguage(this.#paper)), {
      paper: this.#paper,
      filters: {},
      address: app.config.publicUrl ?? address,
      at,
      audience: 'public',
    });
    this.#folder.drop(page[1]);
    await this.#folder.put(
      page[1],
      new TextEncoder().encode(await renewArticles(db, new TextDecoder().decode(before), about, changed)),
    );
    return true;
  }

  /**
   * Creates the pages of changed items again. If they have new links to other items, the pages of these items are
   * created again, too, because they may show what links to them.
   */
  async #renew(
    walk: Walk,
    {
      db,
      stale,
      fresh,
      refsBefore,
      report,
    }: {
      db: Reader;
      stale: Set<string>;
      fresh: Set<string>;
      refsBefore: ReadonlyMap<string, ReadonlySet<string>>;
      report(done: number, total: number): void;
    },
  ): Promise<void> {
    let next = [...stale];
    while (next.length) {
      for (const ref of next) fresh.add(ref);
      const found = await findSeeds(db, next);
      this.#seed(walk, found);
      await this.#stubs(walk, found);
      await walk.run(report);
      const now = refsByThing(this.#pages.values());
      const more = new Set<string>();
      for (const ref of next)
        for (const other of now.get(ref) ?? [])
          if (!refsBefore.get(ref)?.has(other) && !fresh.has(other)) more.add(other);
      next = [...more];
      for (const [address, file] of this.#pages.values())
        if (more.has(refOf(address) ?? '')) this.#forget(address, file);
    }
  }

  /** Drops a page whose content may have changed. If this run does not create it again, its file is deleted. */
  #forget(address: string, file: string): void {
    this.#pages.delete(address);
    this.#folder.drop(file);
  }

  #isStale(address: string, record: boolean): boolean {
    // The names of these files depend on their content, so the files never change.
    if (/^\/(?:assets|theme|logo)\//.test(address)) return false;
    return record || !isOfRecord(address);
  }

  #seed(walk: Walk, seeds: readonly Seed[]): void {
    for (const seed of seeds) walk.seed(seed.address);
  }

  /** Writes a redirect at each item's address without the slug, for old and hand-typed links. */
  async #stubs(walk: Walk, seeds: readonly Seed[]): Promise<void> {
    for (const { address, short, title } of seeds) {
      const place = placeOf(short, short);
      if (address !== short && place.is === 'file') await walk.moved(short, place.file, address, title);
    }
  }

  #visited({ address, file, links, tag }: Visited): void {
    if (tag) this.#tags.set(address, tag);
    const own = refOf(address);
    const refs = new Set(links.flatMap((link) => refOf(link) ?? []));
    if (own) refs.delete(own);
    this.#pages.set(address, [address, file, [...refs]]);
  }

  async #putIndex(): Promise<void> {
    for (const path of this.#folder.files.keys()) if (path.startsWith('search/index/')) this.#folder.drop(path);
    const fileOf = (address: string): string => {
      const place = placeOf(address, address);
      return place.is === 'file' ? place.file : '';
    };
    for (const [path, text] of indexFiles(this.#entries, this.#paper, fileOf))
      await this.#folder.put(path, new TextEncoder().encode(text));
  }

  #result(about: Pick<MirrorResult, 'made' | 'whole' | 'publicKey'>): MirrorResult {
    const { name, motto, language, accent } = this.#paper;
    let bytes = 0;
    for (const { size } of this.#folder.files.values()) bytes += size;
    return {
      folder: this.#folder.root,
      files: this.#folder.files.size,
      bytes,
      written: this.#folder.written,
      removed: this.#folder.removed,
      paper: {
        name,
        motto: motto ?? '',
        language,
        address: this.#options.app.config.publicUrl ?? null,
        accent: accent.light,
      },
      ...about,
    };
  }
}

const exportAddresses = Object.keys(exportFiles).map((file) => routes.exportFile({ file }));

/** For each item, the items to which its pages link. */
function refsByThing(pages: Iterable<PageState>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [address, , refs] of pages) {
    const own = refOf(address);
    if (own === null) continue;
    const linked = found.get(own) ?? new Set();
    found.set(own, linked);
    for (const ref of refs) linked.add(ref);
  }
  return found;
}

/**
 * The number of an article if the address is that of its page. Undefined for other pages, even if they are about an
 * article.
 */
const articleAt = (address: string): number | undefined => {
  const found = /^\/articles\/(\d+)\/[^/]+$/.exec(plainPath(address));
  return found ? Number(found[1]) : undefined;
};

const assetMark = (assets: Assets): string =>
  [
    'public.css',
    'records.css',
    'charts.css',
    'places.css',
    'numbers.css',
    'api.css',
    'notes.js',
    'map.js',
    'reader.js',
    'language.js',
    'mirror-search.js',
    'icon.svg',
  ]
    .map((name) => (assets.has(name) ? assets.url(name) : name))
    .join(' ');
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
