import { langOf } from '../../kit/components/own-words.tsx';
import type { ProvisionOn } from '../../../law/views/provision-on.ts';
import { SaidBy } from '../../record/components/said.tsx';
import { routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { dayWords, mainClaim, Provisions, TextLanguage } from './parts.tsx';

/** A provision in an article: its text on a certain day, with the source of the text. */
export function ProvisionFigure({ shown: { law, one, day }, language }: { shown: ProvisionOn; language: string }) {
  const t = useWords();
  const main = one.version ? mainClaim([one.version]) : null;
  const shownIn = law.languages.includes(language) ? language : law.language;
  const address = `${routes.law({ number: law.brief.number, slug: slugify(law.brief.title) }, { on: day })}#${one.provision.eid}`;
  return (
    <figure class="embed law">
      <Provisions tree={[one]} choice={{ law, language: shownIn, main: main?.id ?? null }} level={2} anchors={false} />
      <figcaption class="muted">
        <TextLanguage law={law} language={shownIn} />
        <p>
          <a href={address} {...langOf(law.brief)}>
            {law.brief.title}
          </a>{' '}
          · {t('law.in_article_day', { date: dayWords(t, day) })}
        </p>
        {main ? (
          <>
            <p>{t('law.text_from')}</p>
            <SaidBy claims={[main]} />
          </>
        ) : null}
      </figcaption>
    </figure>
  );
}
