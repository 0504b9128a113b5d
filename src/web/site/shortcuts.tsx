import type { Pages } from '../kit/context.ts';
import { detailPage } from '../kit/pages/detail-page.tsx';
import { useWords } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { reviewKeys } from '../drafting/keys.ts';

function Keys({ title, keys }: { title: string; keys: readonly (readonly [key: string, words: string])[] }) {
  const t = useWords();
  return (
    <section class="panel">
      <h2>{t(title)}</h2>
      <dl class="keys">
        {keys.map(([key, words]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(words)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export const shortcutPages: Pages = (web) =>
  detailPage(web, routes.desk.shortcuts, async ({ t }) => ({
    title: t('kit.shortcuts.title'),
    crumbs: [],
    lead: t('kit.shortcuts.lead'),
    body: (
      <>
        <p hidden>
          <label class="choice">
            <input type="checkbox" id="shortcuts-on" /> <span>{t('kit.shortcuts.on')}</span>
          </label>
        </p>
        <Keys
          title="kit.shortcuts.everywhere"
          keys={[
            ['Ctrl + K, ⌘ K', 'kit.shortcuts.palette'],
            ['/', 'kit.shortcuts.slash'],
          ]}
        />
        <Keys title="kit.shortcuts.review" keys={reviewKeys.map(({ key, step }) => [key, `drafting.keys.${step}`])} />
      </>
    ),
  }));
