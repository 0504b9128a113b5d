import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';

/** The lead of the front page while nothing is published. */
export function NothingYet() {
  const t = useWords();
  return (
    <article class="lead-story">
      <h2 class="display">{t('site.home.nothing')}</h2>
      <p class="standfirst">{t('site.home.nothing_hint')}</p>
    </article>
  );
}

/** What readers will find here. It fills the front page of a publication that has at most one article. */
export function AboutThisSite() {
  const t = useWords();
  const parts = [
    ['articles', routes.articles()],
    ['cases', routes.cases()],
    ['laws', routes.laws()],
    ['letters', routes.letters()],
  ] as const;
  return (
    <section class="front-stories" aria-labelledby="here">
      <h2 id="here" class="part-label">
        {t('site.home.here')}
      </h2>
      <ul>
        {parts.map(([name, href]) => (
          <li>
            <h3>
              <a href={href}>{t(`kit.nav.${name}`)}</a>
            </h3>
            <p class="summary">{t(`site.home.here.${name}`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
