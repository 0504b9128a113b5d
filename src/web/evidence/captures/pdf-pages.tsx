import { AppError } from '../../../platform/errors.ts';
import { countPages, loadPdfPage } from '../../../record/sources/pdf-pages.ts';
import { placesOf } from '../../../record/sources/pdf-layout.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import type { Pages } from '../../kit/context.ts';
import { atDesk } from '../../kit/desk/who.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { useView } from '../../kit/view.tsx';
import { ClaimCard, Section } from '../../record/show/parts.tsx';
import { routes } from '../../routes.ts';
import { PdfPage } from '../components/pdf-page.tsx';
import { captureCrumbs, findCapture, findPassages } from './captures.tsx';

type At = { number: number; capture: number; page: number };

/** Links to the pages before and after this one, and a field for the number of another page. */
function PageLinks({ at, count }: { at: At; count: number }) {
  const { t } = useView();
  return (
    <nav class="pdf-nav" aria-label={t('evidence.pdf.nav')}>
      {at.page > 1 ? (
        <a class="button small" rel="prev" href={routes.desk.capturePage({ ...at, page: at.page - 1 })}>
          {t('evidence.pdf.previous')}
        </a>
      ) : null}
      {at.page < count ? (
        <a class="button small" rel="next" href={routes.desk.capturePage({ ...at, page: at.page + 1 })}>
          {t('evidence.pdf.next')}
        </a>
      ) : null}
      {count > 2 ? (
        <form method="get" action={routes.desk.capturePages({ number: at.number, capture: at.capture })}>
          <label for="pdf-number">{t('evidence.pdf.number')}</label>
          <input id="pdf-number" name="page" type="number" min="1" max={count} value={at.page} required />
          <button class="button small" type="submit">
            {t('evidence.pdf.go')}
          </button>
        </form>
      ) : null}
    </nav>
  );
}

/** The part of the text that a link asks to mark. Null if the link names none, or not a valid one. */
function hereOf(url: URL): { start: number; end: number } | null {
  const [start, end] = ['from', 'to'].map((name) => Number(url.searchParams.get(name) ?? NaN));
  return Number.isInteger(start) && Number.isInteger(end) && start! >= 0 && start! < end!
    ? { start: start!, end: end! }
    : null;
}

/** The pages of captures that are PDFs. The site never opens the file; it draws the stored text at its places. */
export const pdfPages: Pages = (web) => {
  web.get(routes.desk.capturePages.pattern, async (c) => {
    const { app } = await atDesk(c);
    const at = routes.desk.capturePages.read(c.req.param());
    const count = await countPages(app.db.read, (await findCapture(app.db.read, at)).id);
    if (count === 0) throw new AppError('not_found');
    const asked = Number(c.req.query('page'));
    // A number outside the document leads to its first or last page.
    const page = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), count) : 1;
    return c.redirect(routes.desk.capturePage({ ...at, page }), 303);
  });
  detailPage(web, routes.desk.capturePage, async ({ c, t, db, params: at }) => {
    const capture = await findCapture(db, at);
    const layout = await loadPdfPage(db, capture.id, at.page);
    if (!layout) throw new AppError('not_found');
    const count = await countPages(db, capture.id);
    const passages = (await findPassages(db, capture.id)).filter(
      ({ start, end }) => placesOf({ pages: [layout] }, start, end).length > 0,
    );
    const claims = await loadClaims(
      db,
      passages.map((passage) => passage.id),
      'desk',
    );
    const title = t('evidence.pdf.title', { page: at.page, count });
    return {
      title,
      crumb: t('evidence.pdf.page', { page: at.page }),
      crumbs: captureCrumbs(t, at),
      lead: t(layout.lines.length ? 'evidence.pdf.lead' : 'evidence.pdf.empty'),
      body: (
        <>
          <PageLinks at={at} count={count} />
          <PdfPage
            text={capture.text}
            page={layout}
            label={title}
            language={capture.language}
            passages={passages}
            here={hereOf(new URL(c.req.url))}
          />
          <Section id="claims" title={t('evidence.pdf.claims', { count: claims.length })} when={claims.length > 0}>
            <div class="cards">
              {claims.map((claim) => (
                <ClaimCard claim={claim} />
              ))}
            </div>
          </Section>
        </>
      ),
    };
  });
};
