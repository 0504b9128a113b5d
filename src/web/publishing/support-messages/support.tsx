import { AppError } from '../../../platform/errors.ts';
import type { SupportMessage } from '../../../publishing/support-messages/message.ts';
import { isRead, dismissAll } from './message-forms.ts';
import { SupportMessageBox } from './message.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { readBody } from '../../kit/forms/body.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';

/** The page that asks readers for donations, and the routes that count a click on a message or dismiss it. */
export function supportPages(web: Router): void {
  web.get(routes.support.pattern, (c) =>
    page(c, <SupportPage messages={c.get('deps').supportMessages?.running ?? []} />),
  );

  // The link in a message leads here, so that clicks are counted without a script. It redirects to the target. Who
  // clicked is not stored.
  web.get(routes.followSupportMessage.pattern, (c) => {
    const message = running(c, routes.followSupportMessage.read(c.req.param()).number);
    if (!message) return c.redirect(routes.support(), 303);
    if (isRead(c)) c.get('deps').supportMessages?.count(message.number, 'followed');
    c.header('Cache-Control', 'no-store');
    c.header('Referrer-Policy', 'no-referrer');
    return c.redirect(message.donateUrl, 303);
  });

  web.post(routes.dismissSupportMessage.pattern, async (c) => {
    const { number } = routes.dismissSupportMessage.read(c.req.param());
    const { to } = await readBody(c, { limit: 4096 });
    if (running(c, number)) c.get('deps').supportMessages?.count(number, 'away');
    dismissAll(c);
    return c.redirect(pathToReturnTo(to), 303);
  });
}

const running = (c: Ctx, number: number): SupportMessage | undefined => {
  if (!c.get('deps').supportMessages) throw new AppError('not_found');
  return c.get('deps').supportMessages!.running.find((one) => one.number === number);
};

/** The page to return to. Only paths of this site are accepted; otherwise, it is the front page. */
function pathToReturnTo(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(to) ? to : routes.home();
}

function SupportPage({ messages }: { messages: readonly SupportMessage[] }) {
  const { t, paper } = useView();
  return (
    <PublicPage
      title={t('publishing.support_messages.page.title', { paper: paper.name })}
      canonical={routes.support()}
      noindex={messages.length === 0}
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{t('publishing.support_messages.page.title', { paper: paper.name })}</h1>
          <p class="standfirst">{t('publishing.support_messages.page.intro')}</p>
        </header>
        {messages.length ? (
          messages.map((message) => <SupportMessageBox message={message} whole />)
        ) : (
          <Empty
            title={t('publishing.support_messages.page.none')}
            action={{ href: routes.home(), label: t('kit.error.home') }}
          />
        )}
      </div>
    </PublicPage>
  );
}
