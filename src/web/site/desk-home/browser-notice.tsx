import { browserAge, type BrowserAge } from '../../../platform/browser/browser-age.ts';
import type { App } from '../../../platform/operation.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useWords } from '../../kit/view.tsx';

/** The browser that opens the pages of other sites; null if there is none or it does not answer. */
export const browserInUse = ({ config, now }: App): Promise<BrowserAge | null> =>
  browserAge(config.browser, now()).catch(() => null);

/** For administrators: one line with the version and age of the browser, or a warning if it is old or missing. */
export function BrowserNotice({ browser }: { browser: BrowserAge | null }) {
  const t = useWords();
  if (!browser)
    return (
      <Notice kind="warning" title={t('site.browser.missing')}>
        <p>{t('site.browser.what_to_do')}</p>
      </Notice>
    );
  const { version, days, old } = browser;
  const line = days === null ? t('site.browser.unknown', { version }) : t('site.browser.age', { version, days });
  if (!old) return <p class="muted">{line}</p>;
  return (
    <Notice kind="warning" title={t('site.browser.old')}>
      <p>{line}</p>
      <p>{t('site.browser.what_to_do')}</p>
    </Notice>
  );
}
