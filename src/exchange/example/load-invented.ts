import { sampling } from '../../accounts/tables.ts';
import { Comparisons } from '../../documents/agreement/comparisons.ts';
import { createExampleArticles } from '../../documents/create-articles.ts';
import { articleForm } from '../../documents/model/form.ts';
import { linkTranslation } from '../../documents/translations/link-translation.ts';
import { makeCapturePublic } from '../../evidence/public-captures/make-capture-public.ts';
import { createExampleLaws } from '../../law/create-laws.ts';
import { beginLetter } from '../../letters/hosted/begin-letter.ts';
import { changeSignOn } from '../../letters/hosted/change-sign-on.ts';
import { openVersion } from '../../letters/hosted/open-version.ts';
import { publishLetter } from '../../letters/hosted/publish-letter.ts';
import { signSample } from '../../letters/signing/sign-sample.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, run, systemPrincipal, type App, type Writing } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { placeArticles } from '../../publishing/publication/place-articles.ts';
import { fileExample } from '../../record/filing/file.ts';
import { filingInput } from '../../record/filing/schema.ts';
import { showThings } from '../../record/lifecycle/withdraw.ts';
import { addPhoto, storePicture, type StoredPicture } from '../../record/photos/add-photo.ts';
import { readPicture } from '../../record/photos/read-picture.ts';
import { setPictures } from '../../record/photos/set-pictures.ts';
import { findThing, parseRef, type Known } from '../../record/refs.ts';
import { putBytes, settleBytes } from '../../record/sources/held-bytes.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { fileArticles } from './articles.ts';
import { withRefs } from './data.ts';
import { inventedSchema, readIllustration, readInvented, type Invented } from './invented-data.ts';
import { preserve, type PreservedPage } from './invented-pages.ts';
import { addToPublication } from './publication.ts';
import { refsByKey, type ExampleRefs } from './refs.ts';
import { exampleState, inventedState, lockExample, setInventedState } from './setting.ts';
import { fileTranslations, newestThing, readTranslations } from './translations.ts';

type Prepared = {
  pages: (PreservedPage & { stored: { bytes: string; package: string } })[];
  photos: StoredPicture[];
};
type Filing = Writing<Invented, Prepared>;

/**
 * Adds the invented part of the sample data to the record, with its preserved pages, pictures, articles and letter, and
 * its settings to the publication (`addToPublication`), all in one transaction. If it is already loaded, or if the
 * sample data was removed, does nothing and returns null.
 */
export const fileInventedOnce = defineOperation({
  name: 'exchange.loadInvented',
  permission: sampling,
  input: inventedSchema,
  async prepare({ input, app, at }): Promise<Prepared> {
    const prepared: Prepared = { pages: [], photos: [] };
    try {
      // These pictures come with Kronika, so they are not read in a separate process, as pictures from outside are.
      for (const { file } of input.photos)
        prepared.photos.push(await storePicture(app, await readPicture(await readIllustration(file))));
      for (const page of input.pages) {
        const kept = await preserve(page, { dataDir: app.config.dataDir, now: () => at });
        const stored = { bytes: await putBytes(app, kept.bytes), package: await putBytes(app, kept.package) };
        prepared.pages.push({ ...kept, stored });
      }
      return prepared;
    } catch (error) {
      await settle(prepared, app);
      throw error;
    }
  },
  async write(writing): Promise<ExampleRefs | null> {
    const { tx, change, at } = writing;
    await lockExample(tx);
    if ((await inventedState(tx)) !== null || (await exampleState(tx)) === 'removed') return null;
    const newest = await newestThing(tx);
    const refs = await fileRecord(writing);
    await fileLetter(writing, refs);
    await fileTranslations(writing, writing.input.translations, refs, newest);
    const articles = await fileArticles(writing, writing.input.articles, refs);
    await tx
      .updateTable('thing')
      .set({ example: true, invented: true })
      .where('id', '>', newest)
      .where('created_at', 'in', [at, ...writing.input.pages.map((page) => new Date(page.at))])
      .execute();
    const added = await addToPublication(writing, writing.input.publication);
    if (added.sections.length)
      await placeArticles.write({
        ...writing,
        prepared: undefined,
        input: {
          articles: articles.map((article, index) => ({ article, section: writing.input.articles[index]!.section })),
        },
      });
    await setInventedState(tx, added);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { invented: null },
      after: { invented: 'loaded' },
    });
    return refs;
  },
  cleanUp: ({ prepared, app }) => settle(prepared, app),
});

/** Loads the invented part of the sample data, unless the installation has or had it. Called at every start. */
export async function loadInvented(app: App): Promise<ExampleRefs | null> {
  if ((await inventedState(app.db.read)) !== null || (await exampleState(app.db.read)) === 'removed') return null;
  return run(app, fileInventedOnce, systemPrincipal, {
    ...(await readInvented()),
    translations: await readTranslations('invented'),
  });
}

/**
 * Deletes blobs to which nothing refers, because the write failed, or because another process has loaded the sample.
 */
async function settle(prepared: Prepared, app: App): Promise<void> {
  const photos = prepared.photos.flatMap(({ files }) => files.map((file) => file.sha256));
  for (const sha256 of [...prepared.pages.flatMap(({ stored }) => Object.values(stored)), ...photos])
    await settleBytes(app, sha256, true);
}

/** Adds actors, sources, preserved pages, cases, claims, laws and pictures to the record. Returns their refs by key. */
async function fileRecord(writing: Filing): Promise<Record<string, string>> {
  const { input, prepared } = writing;
  const first = filingInput.parse({ actors: input.actors, sources: input.sources });
  const refs: Record<string, string> = {
    ...refsByKey(first, await fileExample.write({ ...writing, input: first, prepared: undefined })),
  };
  for (const page of prepared.pages) refs[page.page.key] = await filePage(writing, page, refs);
  const laws = await createExampleLaws.write({
    ...writing,
    prepared: undefined,
    input: createExampleLaws.input.parse({
      laws: withRefs(input.laws, refs),
      duties: withRefs(input.duties, refs),
      filing: withRefs(withPassages(input.filing, prepared.pages), refs),
    }),
  });
  for (const [index, law] of input.laws.entries()) if (law.key) refs[law.key] = laws.laws[index]!;
  Object.assign(refs, refsByKey(filingInput.parse(withPassages(input.filing, prepared.pages)), laws.filed));

  for (const [index, { key, file: _, ...said }] of input.photos.entries()) {
    const photo = addPhoto.input.parse({ ...said, bytes: new Uint8Array() });
    const { photo: ref } = await addPhoto.write({ ...writing, input: photo, prepared: prepared.photos[index]! });
    refs[key] = ref;
    await showThings(writing.tx, [await found(writing.tx, ref)], 'public', writing.change);
  }
  const items = withRefs(input.pictures, refs) as Invented['pictures'];
  await setPictures.write({ ...writing, prepared: undefined, input: { items } });
  return refs;
}

/** Adds one preserved page to the record, which readers can open. */
async function filePage(writing: Filing, kept: PreservedPage & Prepared['pages'][number], refs: ExampleRefs) {
  const { page, bytes, text, stored } = kept;
  const { capture } = await storeCapture.write({
    ...writing,
    at: new Date(page.at),
    prepared: stored,
    input: storeCapture.input.parse({
      source: withRefs(page.source, refs),
      title: page.title,
      method: 'fetch',
      requestedUrl: page.url,
      finalUrl: page.url,
      status: page.status,
      headers: [['content-type', 'text/html; charset=utf-8']],
      mediaType: 'text/html; charset=utf-8',
      bytes,
      text,
      language: page.language,
      package: kept.package,
    }),
  });
  await makeCapturePublic.write({ ...writing, prepared: undefined, input: { capture, released: true } });
  return capture;
}

/** Adds to the support of each claim the position of its quotation in the text of the preserved page. */
function withPassages(filing: Invented['filing'], pages: readonly PreservedPage[]): unknown {
  return {
    ...filing,
    claims: filing.claims.map(({ support: { capture, quote }, ...claim }) => {
      const start = pages.find(({ page }) => `#${page.key}` === capture)?.text.indexOf(quote) ?? -1;
      if (start < 0) throw new Error(`The preserved page ${capture} lacks the words “${quote}”.`);
      return { ...claim, support: { kind: 'passage', capture, start, end: start + quote.length } };
    }),
  };
}

/**
 * Adds a letter with its first signatures, and publishes it, so that readers can sign it. Publishing adds an event and
 * a claim to the case; this function adds their refs to `refs`.
 */
async function fileLetter(writing: Filing, refs: Record<string, string>): Promise<void> {
  const { tx, at, input } = writing;
  const { key, title, language, text, translations, letter, signed } = input.letter;
  const begun = await beginLetter.write({
    ...writing,
    prepared: undefined,
    input: beginLetter.input.parse(withRefs({ title, language, text, letter }, refs)),
  });
  refs[key] = begun.letter;
  const version = async () => ({ letter: begun.letter, version: (await found(tx, begun.letter)).version });
  const common = { ...writing, prepared: undefined };
  const texts = translations.map((one) => articleForm.parse(withRefs(one, refs)));
  for (const { article } of await createExampleArticles.write({ ...common, input: { articles: texts } }))
    await linkTranslation.write({ ...common, input: { article, original: begun.text } });
  await changeSignOn.write({
    ...common,
    input: { ...(await version()), to: { openTo: 'anyone', moderation: 'before', hourly: 1000 } },
  });
  await openVersion.write({ ...writing, prepared: Comparisons.none, input: { ...(await version()), why: '' } });
  const { id } = await found(tx, begun.letter);
  const row = await tx.selectFrom('letter').select('version_id').where('id', '=', id).executeTakeFirstOrThrow();
  await signSample(
    tx,
    { id, language, versionId: row.version_id! },
    withRefs(signed, refs) as Invented['letter']['signed'],
    at,
  );
  await publishLetter.write({
    ...writing,
    prepared: null,
    input: publishLetter.input.parse({ ...(await version()), send: false }),
  });
  const step = await tx
    .selectFrom('letter_event')
    .innerJoin('thing as event', 'event.id', 'letter_event.event_id')
    .innerJoin('statement', 'statement.subject_id', 'letter_event.event_id')
    .innerJoin('thing as claim', 'claim.id', 'statement.claim_id')
    .select(['event.number as event', 'claim.number as claim'])
    .where('letter_event.letter_id', '=', id)
    .limit(1)
    .executeTakeFirstOrThrow();
  refs['ev-open-letter'] = `event/${step.event}`;
  refs['c-open-letter'] = `claim/${step.claim}`;
}

async function found(
  tx: Tx,
  ref: string,
): Promise<Known & { version: number; visibility: 'public' | 'desk' | 'sealed' }> {
  const { kind, number } = parseRef(ref)!;
  const known = await findThing(tx, kind, number);
  if (!known) throw new AppError('not_found');
  const row = await tx
    .selectFrom('thing')
    .select(['version', 'visibility'])
    .where('id', '=', known.id)
    .executeTakeFirstOrThrow();
  return { ...known, ...row };
}
