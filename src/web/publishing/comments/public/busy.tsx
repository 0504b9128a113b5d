import { createMiddleware } from 'hono/factory';
import { CommentGate } from '../../../../publishing/comments/gate.ts';
import type { Publication } from '../../../../publishing/publication/publication.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { Notice } from '../../../kit/components/page-parts.tsx';
import type { Ctx, Env } from '../../../kit/context.ts';
import { xml } from '../../../../platform/text/xml.ts';
import { ownAddress } from '../../../kit/client.ts';
import { fresh } from '../../../kit/forms/form.ts';
import { takeUnits, units } from '../../../costs.ts';
import { routes } from '../../../routes.ts';
import { renderDocument, useView, viewOf } from '../../../kit/view.tsx';
import { CommentForm, commentForm } from './parts.tsx';

const placeholders = {
  name: 'KRONIKA-TYPED-NAME',
  text: 'KRONIKA-TYPED-TEXT',
  identity: 'KRONIKA-TYPED-IDENTITY',
} as const;
const seconds = 60;
const most = 100;

/**
 * Refuses comments if too many arrive from one address or in total. This middleware runs before compression and other
 * checks, so that a flood costs little.
 */
export const limitComments = createMiddleware<Env>(async (c, next) => {
  const taken = await takeUnits(c, units.form);
  const gate = new CommentGate(c.get('deps').app.counters);
  if ((taken && !taken.ok) || !(await gate.admits(ownAddress(c)))) return sendBusyPage(c);
  await next();
});

/**
 * The rendered pages by address and language, with placeholders for the input. If the settings change, there is a new
 * `Publication` object, and its pages are rendered again.
 */
const renderedPages = new WeakMap<Publication, Map<string, string>>();

/**
 * The response if too many comments arrive at once. During a flood, almost all comments get it. So the page with the
 * form is rendered once, and then only the input is inserted, without the database and without compression.
 */
async function sendBusyPage(c: Ctx): Promise<Response> {
  const { number } = routes.comments.read(c.req.param());
  const paper = c.get('deps').paper();
  const pages = renderedPages.get(paper) ?? new Map<string, string>();
  renderedPages.set(paper, pages);
  const key = `${c.get('t').locale} ${c.get('prefix')} ${number}`;
  let html = pages.get(key);
  if (!html) {
    html = renderDocument(viewOf(c), <BusyPage number={number} />);
    if (pages.size >= most) pages.clear();
    pages.set(key, html);
  }
  const plain =
    c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') &&
    Number(c.req.header('content-length') ?? Infinity) <= commentForm.limit!;
  const sent = new URLSearchParams(plain ? await c.req.text() : '');
  const body = html.replace(/KRONIKA-TYPED-(NAME|TEXT|IDENTITY)/g, (_, name: string) =>
    xml(sent.get(name.toLowerCase()) ?? ''),
  );
  return c.body(body, 429, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'Retry-After': String(seconds),
  });
}

function BusyPage({ number }: { number: number }) {
  const { t } = useView();
  return (
    <PublicPage title={t('publishing.comments.write')} noindex styles={['comments.css']} alternates={[]}>
      <div class="text comments flow">
        <h1>{t('publishing.comments.title')}</h1>
        <Notice kind="warning" title={t('publishing.comments.busy')}>
          <p>{t('errors.comments_busy', { seconds })}</p>
        </Notice>
        <CommentForm article={{ number }} state={fresh({ ...placeholders })} />
      </div>
    </PublicPage>
  );
}
