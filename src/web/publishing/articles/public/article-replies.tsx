import type { PublicArticle } from '../../../../publishing/public/public-article.ts';
import { useWords } from '../../../kit/view.tsx';
import { Day } from './article-history.tsx';

/** The replies of people named in the article. Their text is unchanged, and marked as their own. */
export function Replies({ article }: { article: PublicArticle }) {
  const t = useWords();
  return (
    <>
      {article.replies.map((reply) => (
        <section class="reply flow" id={`reply-${reply.number}`} aria-labelledby={`reply-title-${reply.number}`}>
          <h2 id={`reply-title-${reply.number}`}>{t(`requests.public.${reply.kind}`, { by: reply.by })}</h2>
          <p class="muted">
            {t('requests.public.as_it_came')} <Day at={reply.at} />
          </p>
          <blockquote lang={reply.language === article.language ? undefined : reply.language}>
            {reply.paragraphs.map((one) => (
              <p>{one}</p>
            ))}
          </blockquote>
        </section>
      ))}
    </>
  );
}
