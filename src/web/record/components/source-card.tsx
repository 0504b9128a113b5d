import type { PublicSource } from '../../../publishing/public/public-source.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The host name of a web address, without "www.". */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^www\./, '');

/**
 * Describes a post, video or page on another site, with data from the record. Nothing is loaded from that site, so it
 * learns nothing about readers unless they follow the link.
 */
export function SourceCard({ source }: { source: PublicSource }) {
  const t = useWords();
  const { number, kind, title, language, publisher, published, url } = source;
  const parts = [
    kind ? t(termLabel('source-kind', kind)) : null,
    publisher ? (
      <a href={routes.actor({ number: publisher.number, slug: slugify(publisher.name) })}>{publisher.name}</a>
    ) : null,
    published ? <EdtfDate edtf={published} /> : null,
  ].filter((part) => part !== null);
  return (
    <figure class="embed source-card">
      <p class="kicker">
        <Dotted parts={parts} />
      </p>
      <p class="source-title" lang={foreignTo(t, language)}>
        {url ? (
          <a href={url} rel="noopener nofollow">
            {title}
          </a>
        ) : (
          title
        )}
      </p>
      <figcaption>
        {url ? `${t('documents.embed.leads_to', { host: hostOf(url) })} ` : ''}
        <a href={routes.source({ number })}>{t('documents.embed.source')}</a>
      </figcaption>
    </figure>
  );
}
