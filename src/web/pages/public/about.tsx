import type { Hono } from 'hono';
import { PublicPage } from '../../components/layout.tsx';
import { ImprintList } from '../../components/masthead.tsx';
import { namedIn } from '../../../publishing/publication/publication.ts';
import type { Env } from '../../context.ts';
import { routes } from '../../routes.ts';
import { Demanded } from './comments/parts.tsx';
import { page, useView } from '../../view.tsx';

/** Pages whose words stand in the messages alone: what the paper is, how it works, what it keeps of its readers. */
const pages = {
  about: ['what', 'sentence', 'claims', 'disagree', 'origins', 'words', 'hidden', 'wrong', 'data'],
  privacy: ['none', 'kept', 'comments', 'log', 'elsewhere', 'named', 'erase'],
} as const;

export function aboutPages(app: Hono<Env>): void {
  app.get(routes.about.pattern, (c) => page(c, <WordsPage name="about" />));
  app.get(routes.privacy.pattern, (c) => page(c, <WordsPage name="privacy" />));
}

function WordsPage({ name }: { name: keyof typeof pages }) {
  const { t, paper: publication } = useView();
  const paper = namedIn(publication, t.locale);
  const title = t(`public.${name}.title`, { paper: paper.name });
  return (
    <PublicPage title={title} canonical={routes[name]()}>
      <article class="text flow">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{t(`public.${name}.intro`, { paper: paper.name })}</p>
        </header>
        {pages[name].filter((part) => part !== 'comments' || publication.commenting.mode !== 'off').map((part) => (
          <section id={part} aria-labelledby={`${part}-title`}>
            <h2 id={`${part}-title`}>{t(`public.${name}.${part}.title`)}</h2>
            {part === 'comments' && publication.commenting.identity ? <Demanded demand={publication.commenting.identity} /> : <p>{t(`public.${name}.${part}.text`, { paper: paper.name })}</p>}
            {part === 'data' ? (
              <p>
                <a href={routes.apiGuide()}>{t('api.guide.title')}</a> · <a href={routes.keys()}>{t('keys.title')}</a> · <a href={routes.transparency()}>{t('rights.report.title')}</a>
              </p>
            ) : null}
          </section>
        ))}
        {name === 'about' ? <ImprintList /> : null}
      </article>
    </PublicPage>
  );
}
