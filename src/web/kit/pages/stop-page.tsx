import type { App } from '../../../platform/operation.ts';
import { PublicPage } from '../components/layout.tsx';
import type { Router } from '../context.ts';
import { page, useView } from '../view.tsx';
import type { Route } from './page-request.ts';

type Part = 'title' | 'hint' | 'act' | 'done' | 'done_hint';

/**
 * Stops emails at the address that each of them contains. Mail programs unsubscribe with a POST to this address (RFC
 * 8058). A person who follows the link gets a page that asks first.
 */
export function stopPages(
  web: Router,
  route: Route<{ key: string }>,
  { words, stop }: { words(part: Part): string; stop(app: App, stopKey: string): Promise<unknown> },
): void {
  web.get(route.pattern, (c) => page(c, <StopPage words={words} stopped={false} />));
  web.post(route.pattern, async (c) => {
    await stop(c.get('deps').app, route.read(c.req.param()).key);
    return page(c, <StopPage words={words} stopped />);
  });
}

function StopPage({ words, stopped }: { words(part: Part): string; stopped: boolean }) {
  const { t } = useView();
  return (
    <PublicPage title={t(words('title'))} noindex>
      <div class="text flow">
        <h1>{t(words(stopped ? 'done' : 'title'))}</h1>
        <p>{t(words(stopped ? 'done_hint' : 'hint'))}</p>
        {stopped ? null : (
          <form method="post">
            <button class="button main" type="submit">
              {t(words('act'))}
            </button>
          </form>
        )}
      </div>
    </PublicPage>
  );
}
