import type { Child } from 'hono/jsx';
import { AppError } from '../../../platform/errors.ts';
import { lookUpAddress, whileShown } from '../../../record/views/address.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { findThing } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { interfaceLanguage, messages } from '../../../platform/messages/messages.ts';
import { withReading } from '../../../record/translations/reading.ts';
import { addressOf } from '../components/of-record.ts';
import { noteSlugs } from '../components/slugs.ts';
import { exampleDate } from '../components/example.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { inLanguage, prefixOf } from '../../kit/locale.ts';
import { answerOn } from '../../kit/pages/form-page.tsx';
import { publicRequest, type PageRequest, type Route } from '../../kit/pages/page-request.ts';
import { wantsJson } from '../../kit/problem.tsx';
import { routes } from '../../routes.ts';
import { recordPdf, recordPrintStyle } from '../../site/print/record-print.ts';
import { page, useWords } from '../../kit/view.tsx';

/** A request for the public page of an item. `json`: whether the request is for the JSON. */
type At<P> = PageRequest<P> & { json: boolean };
type Loaded<P, View> = At<P> & { view: View };

/** How the public page of one kind of item is loaded and rendered. */
type RecordPage<P, View> = {
  kind: ThingKind;
  /** Loads what the page shows. If it returns null, the response is 404. */
  load(thing: Thing, at: At<P>): Promise<View | null>;
  /** The canonical path of the page, with the slug. */
  address(at: Loaded<P, NoInfer<View>>): string;
  /** The public JSON. The functions in `api/` folders list its fields one by one. */
  json?(at: Loaded<P, NoInfer<View>>): object | Promise<object>;
  /** Whether the page is also available as a PDF, and has a style sheet for printing. */
  print?: boolean;
  /** Renders the page. `asOf` is the date of the sample data, if the item belongs to it. */
  show(view: NoInfer<View> & { asOf: string | null }, at: At<P>): Child | Promise<Child>;
};

/**
 * Registers the public page of a kind of item, and its JSON. An address with a wrong slug redirects (301), and so does
 * the address of a merged item. The response is 410 for a public item that was withdrawn, redacted or sealed, and 404
 * for a hidden item, exactly as if it did not exist.
 */
export function recordPage<P extends { number: number }, View extends object>(
  web: Router,
  route: Route<P> & {
    shortPattern: string;
    jsonPatterns: readonly string[];
    patternsAs(ending: string): readonly string[];
  },
  record: RecordPage<P, View>,
): void {
  const patterns = [
    route.shortPattern,
    route.pattern,
    ...(record.json ? route.jsonPatterns : []),
    ...(record.print ? printEndings.flatMap((ending) => route.patternsAs(ending)) : []),
  ];
  for (const pattern of new Set(patterns))
    answerOn(web, ['GET'], { pattern, read: route.read }, (c) => answer(web, publicRequest(c, route), record));
}

const printEndings = ['pdf', 'css'] as const;

async function answer<P extends { number: number }, View extends object>(
  web: Router,
  request: PageRequest<P>,
  { kind, ...of }: RecordPage<P, View>,
): Promise<Response> {
  const { c, db } = request;
  const { number } = request.params;
  const found = await lookUpAddress(db, kind, number, 'public');
  const json = c.req.path.endsWith('.json');
  const print = of.print ? printEndings.find((ending) => c.req.path.endsWith(`.${ending}`)) : undefined;
  switch (found.is) {
    case 'nothing':
      throw new AppError('not_found');
    case 'erased':
      return goneResponse(c, { kind, number });
    case 'withdrawn':
      return goneResponse(c, { kind, number, at: found.at, reason: found.reason });
    case 'closed':
      return goneResponse(c, { kind, number, at: found.at });
    case 'moved': {
      const target = await findThing(db, kind, found.number);
      const brief = target && (await loadBriefs(db, [target.id], 'public')).get(target.id);
      if (!brief) throw new AppError('not_found');
      // If the target was withdrawn, readers may not know its title. So the redirect has no slug.
      const to = addressOf(brief) ?? `${c.req.path.slice(0, c.req.path.lastIndexOf(String(number)))}${found.number}`;
      // A merge can be undone, so browsers must not cache the redirect permanently.
      c.header('Cache-Control', 'no-cache');
      return c.redirect((json ? `${to}.json` : print ? `${to}.${print}` : to) + new URL(c.req.url).search, 301);
    }
    case 'here': {
      const { thing } = found;
      if (print) return printed(c, web, thing, print);
      const at = { ...request, json };
      return whileShown(db, thing, 'public', async () => {
        const [view] = await Promise.all([of.load(thing, at), noteSlugs(c, db, thing.id)]);
        if (view === null) return null;
        if (json && of.json) return c.json(await of.json({ ...at, view }));
        const canonical = of.address({ ...at, view });
        if (c.req.path !== canonical) return c.redirect(canonical + new URL(c.req.url).search, 301);
        return page(c, await of.show({ ...view, asOf: thing.example ? await exampleDate() : null }, at));
      });
    }
  }
}

/** Sends the PDF of the page of an item, or the style sheet for printing the page. */
async function printed(c: Ctx, web: Router, thing: Thing, ending: (typeof printEndings)[number]): Promise<Response> {
  const paper = c.get('deps').paper();
  const language = paper.interfaceLanguages.find((one) => one === c.req.query('language')) ?? interfaceLanguage(paper);
  const brief = await withReading({ language, own: paper.language }, async () =>
    (await loadBriefs(c.get('deps').app.db.read, [thing.id], 'public')).get(thing.id),
  );
  const path = brief && addressOf(brief);
  if (!path) throw new AppError('not_found');
  // The printed address has no slug, because the title may change. It redirects to the address with the current slug.
  const lasting = inLanguage(prefixOf(paper, language), path.slice(0, path.lastIndexOf('/')));
  return ending === 'css'
    ? recordPrintStyle(c, messages(language), brief.title, lasting)
    : recordPdf(c, web, brief, path);
}

/** An item that is no longer public: withdrawn (with `at` and `reason`), sealed (only `at`) or redacted (neither). */
type GoneItem = { kind: ThingKind; number: number; at?: Date; reason?: string };

/**
 * The response with the status 410. It says when and why the item was withdrawn, or when it was sealed, but not what it
 * was about.
 */
export function goneResponse(c: Ctx, what: GoneItem): Response {
  const t = c.get('t');
  const title = t('publishing.public.gone.title', { kind: what.kind, number: what.number });
  if (wantsJson(c)) {
    const body = {
      type: `urn:kronika:error:${what.at ? 'gone' : 'redacted'}`,
      title,
      status: 410,
      detail: what.at
        ? t(what.reason === undefined ? 'publishing.public.gone.sealed_detail' : 'errors.gone')
        : t('errors.redacted'),
      code: what.at ? 'gone' : 'redacted',
      ...(what.at && what.reason !== undefined ? { withdrawnAt: what.at.toISOString(), reason: what.reason } : {}),
      ...(what.at && what.reason === undefined ? { sealedAt: what.at.toISOString() } : {}),
    };
    return c.body(JSON.stringify(body), 410, { 'Content-Type': 'application/problem+json' });
  }
  return page(c, <GonePage title={title} what={what} />, 410);
}

function GonePage({ title, what }: { title: string; what: GoneItem }) {
  return (
    <PublicPage title={title} noindex>
      <div class="problem">
        <GoneBody title={title} what={what} />
      </div>
    </PublicPage>
  );
}

function GoneBody({ title, what }: { title: string; what: GoneItem }) {
  const t = useWords();
  return (
    <>
      <p class="problem-status" aria-hidden="true">
        410
      </p>
      <h1>{title}</h1>
      {what.at && what.reason === undefined && (
        <p class="lead">
          {t('publishing.public.gone.sealed')} <EdtfDate edtf={what.at.toISOString().slice(0, 10)} stop />
        </p>
      )}
      {what.at && what.reason !== undefined && (
        <>
          <p class="lead">
            {t('publishing.public.gone.withdrawn')} <EdtfDate edtf={what.at.toISOString().slice(0, 10)} stop />
          </p>
          <p>
            {t('publishing.public.gone.reason')} {what.reason}
          </p>
        </>
      )}
      {!what.at && <p class="lead">{t('publishing.public.gone.erased')}</p>}
      <p class="muted">{t('publishing.public.gone.method')}</p>
      <p>
        <a href={routes.home()}>{t('kit.error.home')}</a> · <a href={routes.search()}>{t('kit.error.search')}</a>
      </p>
    </>
  );
}
