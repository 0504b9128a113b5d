import { AppError } from '../../../../platform/errors.ts';
import { systemPrincipal, run } from '../../../../platform/operation.ts';
import { findDraftPhotoFile } from '../../../../publishing/shared-drafts/draft-photo.ts';
import { previewArticle } from '../../../../publishing/shared-drafts/load-shared-draft.ts';
import { findDraftLink } from '../../../../publishing/shared-drafts/share-draft.ts';
import { Notice } from '../../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { routes } from '../../../routes.ts';
import { sendPhoto } from '../../../record/photos/send-photo.ts';
import { useView } from '../../../kit/view.tsx';
import { namedIn } from '../../../kit/publication.ts';
import { showPreview } from './article.tsx';

/** A shared draft, as readers would see it. No cache stores the page. */
export function draftPage(web: Router): void {
  web.get(routes.draft.pattern, async (c) => {
    const { token } = routes.draft.read(c.req.param());
    const { article: ref } = await linked(c, token);
    const { article, same } = await run(c.get('deps').app, previewArticle, systemPrincipal, { article: ref }).catch(
      (error: unknown) => {
        // The article was removed or unpublished after the draft was shared. People outside the desk learn only that
        // the link no longer works.
        throw error instanceof AppError && ['act_impossible', 'gone', 'redacted'].includes(error.code)
          ? new AppError('link_spent')
          : error;
      },
    );
    if (same) return c.redirect(routes.article({ number: article.number, slug: article.slug }), 302);
    return showPreview(c, article, {
      title: c.get('t')('publishing.previews.title'),
      notice: <DraftNotice />,
      photo: (at) => routes.draftPhoto({ token, ...at }),
    });
  });
  web.get(routes.draftPhoto.pattern, async (c) => {
    const { token, number, file } = routes.draftPhoto.read(c.req.param());
    return sendPhoto(
      c,
      await findDraftPhotoFile(c.get('deps').app.db.read, (await linked(c, token)).number, number, file),
      'no-store',
    );
  });
}

/** @throws AppError `link_spent` */
async function linked(c: Ctx, token: string): Promise<{ article: string; number: number }> {
  const { app } = c.get('deps');
  const found = await findDraftLink(app.db.read, token, app.now());
  if (!found) throw new AppError('link_spent');
  return found;
}

function DraftNotice() {
  const { t, paper } = useView();
  return (
    <Notice kind="warning" title={t('publishing.previews.title')}>
      <p>{t('publishing.previews.outside', { paper: namedIn(paper, t.locale).name })}</p>
    </Notice>
  );
}
