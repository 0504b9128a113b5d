import type { App, Principal } from '../../platform/operation.ts';
import { run } from '../../platform/operation.ts';
import { messages } from '../../platform/messages/messages.ts';
import { plainText, type ToExtract } from '../../evidence/extract/extract.ts';
import { obtainPage, type ObtainPhase, type ObtainedPage, type PageInput } from '../../evidence/capture-page.ts';
import { sealArchived } from '../../evidence/archives/seal-archived.ts';
import { lastAnswer } from '../../evidence/package/warc/exchange.ts';
import { sealExchanges, type Sealing } from '../../evidence/package/warc/seal-exchanges.ts';
import { storeCapture, type StoredCapture } from '../../record/sources/store-capture.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { readDraft, readFields, type DraftedPage, type PageWithFields } from '../page/draft-reader.ts';
import type { Draft } from '../schema.ts';
import { settleParts } from './cases.ts';
import { beginContent, namesIn, type Known } from './begin.ts';
import { createDraft } from './create-draft.ts';
import { matchParts } from './match-parts.ts';
import { draftOfCapture } from './load-draft.ts';
import { nearActorsOf } from './near.ts';

type AddPageOptions = {
  signal?: AbortSignal;
  progress?: (phase: ObtainPhase | 'packing' | 'stamping' | 'keeping', requests?: number) => void;
  why?: string;
};
export type NewPage = PageInput & {
  /** The source that the page is a capture of, if given. */
  source?: string;
  /** A title to use instead of the page's own. */
  title?: string;
  /** The only team that sees the page. */
  team?: number;
};
export type AddedPage = StoredCapture & {
  title: string;
  /** The draft to continue with. */
  draft: number;
  /** A draft already existed; no new one was created. */
  draftKnown: boolean;
};

const titleOf = (
  page: ObtainedPage<PageWithFields>,
  own: string | null | undefined,
  given: string | undefined,
): string => (given?.trim() || own || page.read.title?.trim() || page.fallbackTitle || '–').slice(0, 500);

type PreservedCapture<Read extends PageWithFields> = StoredCapture & { title: string; page: ObtainedPage<Read> };

/** Fetches or receives a page and preserves it permanently: bytes, headers, hash and text. */
export const addCapture = (
  app: App,
  principal: Principal | null,
  input: NewPage,
  around: AddPageOptions = {},
): Promise<PreservedCapture<PageWithFields>> => addWith(readFields, app, principal, input, around);

async function addWith<Read extends PageWithFields>(
  read: (page: ToExtract, signal?: AbortSignal) => Promise<Read>,
  app: App,
  principal: Principal | null,
  input: NewPage,
  around: AddPageOptions,
): Promise<PreservedCapture<Read>> {
  const page = await obtainPage(input, read, { ...app.config, signal: around.signal, progress: around.progress });
  const { fields } = page.read;
  const title = titleOf(page, fields.title, input.title);
  const sealed = await packageOf(page, title, { ...app.config, now: app.now, ...around });
  around.progress?.('keeping');
  const kept = await run(
    app,
    storeCapture,
    principal,
    {
      source: input.source,
      team: input.team,
      title,
      published: fields.published ?? undefined,
      method: page.method,
      requestedUrl: page.requestedUrl,
      finalUrl: page.finalUrl,
      hops: page.hops,
      status: page.status,
      headers: page.headers,
      mediaType: page.mediaType,
      charset: page.read.charset,
      bytes: page.bytes,
      text: page.read.text,
      language: fields.language ?? page.read.language,
      layout: page.read.layout,
      package: sealed?.bytes as Uint8Array<ArrayBuffer> | undefined,
      archive: page.archived?.origin,
    },
    around.why,
  );
  return { ...kept, title, page };
}

/** The signed package of a page. Undefined for a file and for text, because no server sent them. */
async function packageOf(
  { exchanges, resources, archived, finalUrl, fragment, read: { text } }: ObtainedPage<PageWithFields>,
  title: string,
  sealing: Sealing,
): Promise<{ bytes: Uint8Array } | undefined> {
  if (archived) return sealArchived(archived.page, { title, text }, sealing);
  const answer = lastAnswer(exchanges, finalUrl);
  if (!answer) return undefined;
  const page = { url: `${answer.url}${fragment ?? ''}`, at: answer.at, title, text };
  return sealExchanges({ exchanges, resources, page }, sealing);
}

/**
 * Adds a page: preserves it, reads it, and stores a draft. If the same bytes already have a draft, that draft is
 * returned, unless `again` is set.
 * @throws AppError `fetch_*`, `page_*`, `not_permitted`, `cancelled`
 */
export async function addPage(
  app: App,
  principal: Principal | null,
  input: NewPage,
  around: AddPageOptions & { case?: string; again?: boolean } = {},
): Promise<AddedPage> {
  const read = readDraft('archived' in input ? new Date(input.archived.contentAt) : app.now());
  const { page, ...kept } = await addWith(read, app, principal, input, around);
  const there = kept.known && !around.again ? await draftOfCapture(app.db.read, kept.capture) : null;
  if (there !== null) return { ...kept, draft: there, draftKnown: true };
  const drafted = kept.known ? await readAsStored(app, kept.capture, page.read, read, around.signal) : page.read;
  const content = beginContent(drafted, await knownOf(app, drafted.draft, kept.source));
  if (input.title?.trim()) content.source.title = kept.title;
  if (around.case) {
    content.cases[0]!.use = around.case;
    settleParts(content);
    await matchParts(app.db.read, content);
  }
  const made = await run(app, createDraft, principal, {
    capture: kept.capture,
    title: content.source.title || kept.title,
    content,
    again: around.again,
  });
  return { ...kept, draft: made.draft, draftKnown: made.known };
}

/**
 * The page with positions in the text that its capture stores. That text may differ from what is read now: a later release
 * can read other words in the same bytes.
 */
async function readAsStored(
  app: App,
  ref: string,
  page: DraftedPage,
  read: ReturnType<typeof readDraft>,
  signal?: AbortSignal,
): Promise<DraftedPage> {
  const { text, final_url: url } = await app.db.read
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select(['capture.text', 'capture.final_url'])
    .where('thing.number', '=', parseRef(ref)!.number)
    .executeTakeFirstOrThrow();
  if (text === page.text) return page;
  return read(plainText(text, url), signal);
}

async function knownOf(app: App, draft: Draft, source: string): Promise<Known> {
  const t = messages();
  const db = app.db.read;
  const parsed = parseRef(source)!;
  const thing = await findThing(db, parsed.kind, parsed.number);
  const row =
    thing &&
    (await db
      .selectFrom('source')
      .leftJoin('thing', 'thing.id', 'source.publisher_id')
      .selectAll('source')
      .select('thing.number as publisher')
      .where('source.id', '=', thing.merged_into ?? thing.id)
      .executeTakeFirst());
  return {
    near: (await nearActorsOf(db, namesIn(draft))).of,
    source: row && {
      title: row.title,
      kind: row.kind,
      publisher: row.publisher === null ? null : `actor/${row.publisher}`,
      published: row.published,
      language: row.language,
      note: row.note ?? '',
      visibility: thing!.visibility === 'public' ? 'public' : 'desk',
    },
    words: (key, params) => t(key, params),
  };
}
