import type { App } from '../../../platform/operation.ts';
import { asAppError } from '../../../platform/errors.ts';
import { PublicPage } from '../components/layout.tsx';
import type { Router } from '../context.ts';
import { page, useView } from '../view.tsx';
import type { Route } from './page-request.ts';

type State = 'ask' | 'done' | 'again';
type Part = 'title' | 'hint' | 'act' | 'done' | 'done_hint' | 'again' | 'again_hint';

/**
 * Registers the unsubscribe pages of a kind of email. Mail programs send a POST to the address in the email (RFC 8058).
 * A person who opens the address gets a page that asks for confirmation. If the link was used before, the page says so.
 * @throws AppError `not_found` if the link is truncated
 */
export function stopPages(
  web: Router,
  route: Route<{ key: string }>,
  { words, stop }: { words(part: Part): string; stop(app: App, stopKey: string): Promise<unknown> },
): void {
  web.get(route.pattern, (c) => page(c, <StopPage words={words} state="ask" />));
  web.post(route.pattern, async (c) => {
    const { key } = route.read(c.req.param());
    const state = await stop(c.get('deps').app, key).then(
      (): State => 'done',
      (thrown: unknown): State => {
        if (asAppError(thrown).code !== 'not_found' || !/^[\w-]{24}$/.test(key)) throw thrown;
        return 'again';
      },
    );
    return page(c, <StopPage words={words} state={state} />);
  });
}

function StopPage({ words, state }: { words(part: Part): string; state: State }) {
  const { t } = useView();
  const [title, hint] = (
    { ask: ['title', 'hint'], done: ['done', 'done_hint'], again: ['again', 'again_hint'] } as const
  )[state];
  return (
    <PublicPage title={t(words('title'))} noindex>
      <div class="text flow">
        <h1>{t(words(title))}</h1>
        <p>{t(words(hint))}</p>
        {state === 'ask' ? (
          <form method="post">
            <button class="button main" type="submit">
              {t(words('act'))}
            </button>
          </form>
        ) : null}
      </div>
    </PublicPage>
  );
}
