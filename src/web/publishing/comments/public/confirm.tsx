import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { confirmComment, findUnconfirmed } from '../../../../publishing/comments/identity/confirm-comment.ts';
import { CommentGate } from '../../../../publishing/comments/gate.ts';
import { methods } from '../../../../publishing/comments/identity/methods.ts';
import { confirmHours } from '../../../../publishing/comments/tables.ts';
import { withdrawComment } from '../../../../publishing/comments/withdraw-comment.ts';
import { namedIn } from '../../../kit/publication.ts';
import { AppError } from '../../../../platform/errors.ts';
import { run } from '../../../../platform/operation.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { fullAddress } from '../../../kit/feeds/feed.ts';
import { defineForm } from '../../../kit/forms/form.ts';
import { routes } from '../../../routes.ts';
import { page, useView } from '../../../kit/view.tsx';
import { publicForm } from '../../../kit/pages/form-page.tsx';

type Sending = {
  article: { number: number; headline: string };
  token: string;
  secret: string;
  identity: string | undefined;
};

/**
 * Emails the link that confirms a comment to the address that the writer gave (`identity`). If sending fails, the
 * comment is deleted, and the form shows the error at the field. The error leaves out the response of the mail server,
 * which may contain the address, because errors may be logged.
 */
export async function sendChallenge(c: Ctx, { article, token, secret, identity = '' }: Sending): Promise<void> {
  const { app, paper } = c.get('deps');
  const t = c.get('t');
  const method = methods[paper().commenting.identity?.method ?? 'email'];
  const paperName = namedIn(paper(), t.locale).name;
  const refuse = async (message: string): Promise<never> => {
    await run(app, withdrawComment, null, { token });
    throw new AppError('invalid_input', { fields: [{ path: 'identity', message }] });
  };
  if (!(await new CommentGate(app.counters).maySend(identity))) return refuse('publishing.comments.identify.often');
  const words = { paper: paperName, title: article.headline, hours: confirmHours };
  try {
    await method.send(app.config, z.parse(method.schema, identity), {
      link: fullAddress(c, routes.confirmComment({ secret })),
      subject: t('publishing.comments.mail.subject', words),
      text: t('publishing.comments.mail.text', words),
    });
  } catch {
    return refuse('publishing.comments.identify.unsent');
  }
}

const form = defineForm({ name: 'confirm', schema: z.object({}), fields: {} });

/** The page of the link. It has a button, because programs that scan emails also open links. */
export function confirmPages(web: Router): void {
  publicForm(web, routes.confirmComment, {
    load: async ({ db, app, params }) => {
      const found = await findUnconfirmed(db, params.secret, app.now());
      if (!found) throw new AppError('link_spent');
      return found;
    },
    form,
    save: 'publishing.comments.confirm.send',
    page: (drawn, { view }) => <ConfirmPage article={view} form={drawn} />,
    submit: async (_typed, { c, run, params, view }) => {
      const { keptUntil } = await run(confirmComment, { secret: params.secret });
      return page(c, <Confirmed article={view} keptUntil={keptUntil} />);
    },
  });
}

type On = { article: number; headline: string; slug: string };

function ConfirmPage({ article, form: drawn }: { article: On; form: Child }) {
  const { t } = useView();
  return (
    <PublicPage title={t('publishing.comments.confirm.title')} noindex styles={['comments.css']}>
      <div class="text comments flow">
        <h1>{t('publishing.comments.confirm.title')}</h1>
        <p>{t('publishing.comments.confirm.lead', { title: article.headline })}</p>
        {drawn}
      </div>
    </PublicPage>
  );
}

function Confirmed({ article: { article, headline, slug }, keptUntil }: { article: On; keptUntil: string | null }) {
  const { t } = useView();
  return (
    <PublicPage title={t('publishing.comments.thanks')} noindex styles={['comments.css']}>
      <div class="text comments flow">
        <h1>{t('publishing.comments.thanks')}</h1>
        <p>{t('publishing.comments.thanks_lead')}</p>
        {keptUntil ? (
          <p>
            {t('publishing.comments.confirm.kept')} <EdtfDate edtf={keptUntil} />
          </p>
        ) : (
          <p>{t('publishing.comments.confirm.not_kept')}</p>
        )}
        <p>
          <a href={routes.article({ number: article, slug })}>
            {t('publishing.comments.back_to', { title: headline })}
          </a>
        </p>
      </div>
    </PublicPage>
  );
}
