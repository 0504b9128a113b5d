import type { Child } from 'hono/jsx';
import { useView, useWords } from '../../../kit/view.tsx';
import { routes } from '../../../routes.ts';

/**
 * Websites on which readers can share a page. They are plain links, so nothing is loaded from these websites. The
 * placeholders are `{url}` and `{text}`.
 */
const places = [
  ['Telegram', 'https://t.me/share/url?url={url}&text={text}'],
  ['WhatsApp', 'https://wa.me/?text={text}%20{url}'],
  ['Facebook', 'https://www.facebook.com/sharer/sharer.php?u={url}'],
  ['X', 'https://x.com/intent/post?text={text}&url={url}'],
  ['Bluesky', 'https://bsky.app/intent/compose?text={text}%20{url}'],
  ['VK', 'https://vk.com/share.php?url={url}&title={text}'],
] as const;

type Tools = {
  title: string;
  path: string;
  /** The page's complete address. */
  address: string;
  pdf: string;
};

/**
 * Buttons for going back, printing, saving and sharing. Without scripts, they lead to a list, to the PDF, to the saved
 * articles and to websites for sharing. The script `reader` makes them work on the page, and opens the system's share
 * dialog.
 */
export function PageTools({ title, path, address, pdf }: Tools) {
  const t = useWords();
  const { mirror, absolute } = useView();
  return (
    <nav
      class="tools no-print"
      aria-label={t('publishing.public.tools.label')}
      data-title={title}
      data-path={path}
      data-url={address}
    >
      <a class="tool" href={routes.articles()} data-back={t('publishing.public.tools.previous')}>
        {t('publishing.public.tools.back')}
      </a>
      {mirror ? (
        <button class="tool" type="button" hidden data-tool="print">
          {t('publishing.public.tools.print')}
        </button>
      ) : (
        <Plain action={pdf} name="print">
          {t('publishing.public.tools.print')}
        </Plain>
      )}
      {mirror ? null : (
        <a class="tool" href={pdf} type="application/pdf">
          {t('publishing.public.tools.pdf')}
        </a>
      )}
      {mirror ? null : (
        <Plain action={routes.readingList()} name="keep" kept={t('publishing.public.tools.kept')}>
          {t('publishing.public.tools.keep')}
        </Plain>
      )}
      {mirror && !absolute('/') ? null : <Share title={title} address={address} />}
    </nav>
  );
}

function Share({ title, address }: { title: string; address: string }) {
  const t = useWords();
  const { paper } = useView();
  const fill = (pattern: string): string =>
    pattern.replace('{url}', encodeURIComponent(address)).replace('{text}', encodeURIComponent(title));
  return (
    <details class="share">
      <summary class="tool">{t('publishing.public.tools.share')}</summary>
      <div>
        <p>
          <label for="share-address">{t('publishing.public.tools.address')}</label>
          <input id="share-address" readonly value={address} />
          <button class="button small" type="button" hidden data-copy data-done={t('publishing.public.tools.copied')}>
            {t('publishing.public.tools.copy')}
          </button>
        </p>
        <ul>
          <li>
            <a
              href={`mailto:?subject=${encodeURIComponent(`${title} · ${paper.name}`)}&body=${encodeURIComponent(`${title}\n${address}`)}`}
            >
              {t('publishing.public.tools.mail')}
            </a>
          </li>
          {places.map(([name, pattern]) => (
            <li>
              <a href={fill(pattern)} rel="noopener noreferrer nofollow">
                {name}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

/** A button that opens another page until the script `reader` handles it. */
function Plain({
  action,
  name,
  kept,
  children,
}: {
  action: string;
  name: 'print' | 'keep';
  kept?: string;
  children?: Child;
}) {
  return (
    <form action={action}>
      <button class="tool" type="submit" data-tool={name} data-kept={kept}>
        {children}
      </button>
    </form>
  );
}
