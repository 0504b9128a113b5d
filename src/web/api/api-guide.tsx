import { scopes } from '../../accounts/tokens/tables.ts';
import { latestCases } from '../../record/views/lists.ts';
import { acts } from './acts.ts';
import { policies } from '../kit/api/limits.ts';
import { maxPerPage } from '../kit/api/parameters.ts';
import { readings } from './readings.ts';
import { Table } from '../kit/components/page-parts.tsx';
import { PublicPage } from '../kit/components/layout.tsx';
import type { Router } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';
import { apiExamples } from './api-examples.ts';

/** The page that explains how programs read and write. Its commands can be pasted into a shell. */
export function apiGuide(web: Router): void {
  web.get(routes.apiGuide.pattern, async (c) => {
    const { app } = c.get('deps');
    const [line] = await latestCases(app.db.read, 1);
    return page(
      c,
      <ApiGuide origin={app.config.publicUrl ?? new URL(c.req.url).origin} number={line?.case.number ?? 1} />,
    );
  });
}

/** The sections in order, each with its examples. */
const parts = [
  ['read', ['one', 'list', 'search']],
  ['all', ['all']],
  ['copy', ['since', 'etag']],
  ['token', ['desk', 'desk_list']],
  ['write', ['properties', 'file']],
  ['change', ['change']],
  ['errors', ['wrong']],
  ['limits', []],
  ['not', []],
] as const;

function ApiGuide({ origin, number }: { origin: string; number: number }) {
  const { t, paper } = useView();
  const examples = new Map(apiExamples(origin, number).map((one) => [one.key, one.command]));
  const title = t('api.guide.title');
  const params = { paper: paper.name, most: maxPerPage, public: policies.public.quota, token: policies.token.quota };
  return (
    <PublicPage
      title={title}
      description={t('api.guide.intro', params)}
      canonical={routes.apiGuide()}
      styles={['api.css']}
      crumbs={[{ label: t('site.about.title', { paper: paper.name }), href: routes.about() }, { label: title }]}
    >
      <article class="text flow api">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{t('api.guide.intro', params)}</p>
          <p>
            <a href={routes.apiDescription()}>{t('api.guide.description')}</a>
          </p>
        </header>
        {parts.map(([part, keys]) => (
          <section id={part} aria-labelledby={`${part}-title`}>
            <h2 id={`${part}-title`}>{t(`api.guide.${part}.title`)}</h2>
            <p>{t(`api.guide.${part}.text`, params)}</p>
            {keys.map((key) => (
              <figure class="command">
                <figcaption>{t(`api.guide.example.${key}`)}</figcaption>
                <pre tabindex={0} aria-label={t(`api.guide.example.${key}`)}>
                  <code>{examples.get(key)}</code>
                </pre>
              </figure>
            ))}
            {part === 'read' ? (
              <Table
                caption={t('api.guide.readings')}
                head={[t('api.guide.address'), t('api.guide.what')]}
                rows={readings
                  .filter((one) => !one.scope)
                  .map((one) => [<code>{one.path}</code>, t(`api.op.${one.id}`)])}
              />
            ) : null}
            {part === 'token' ? (
              <Table
                caption={t('api.guide.scopes')}
                head={[t('api.guide.scope'), t('api.guide.what')]}
                rows={scopes.map((one) => [<code>{one}</code>, t(`api.scope.${one}`)])}
              />
            ) : null}
            {part === 'write' ? (
              <Table
                caption={t('api.guide.acts')}
                head={[t('api.guide.address'), t('api.guide.what')]}
                rows={acts.map((one) => [<code>/acts/{one.name}</code>, t(`api.act.${one.name}`)])}
              />
            ) : null}
          </section>
        ))}
      </article>
    </PublicPage>
  );
}
