import { figureKey } from '../../../documents/computed/figures.ts';
import type { DeskArticle } from '../../../publishing/articles/desk-article.ts';
import type { SentenceForm } from '../../../documents/model/form.ts';
import { addressOf } from '../../search/statistics/chart-address.ts';
import { numbersSaid } from '../../search/statistics/chart-figure-note.tsx';
import { wholeTitle } from '../../search/charts/words.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Section } from '../../record/show/parts.tsx';

/**
 * The calculated sentences, each with its statistic as it is now. For each number in a sentence, a line says what it
 * probably counts. Only an editor can judge whether the sentence means this.
 */
export function FiguresSaid({ article }: { article: DeskArticle }) {
  const t = useWords();
  const { form, figures } = article;
  const sentences: SentenceForm[] = [
    form.headline,
    ...form.standfirst.sentences,
    ...form.blocks.flatMap((block) => block.sentences),
  ];
  const calculated = sentences.flatMap((one) => {
    const key = one.kind === 'computed' ? figureKey(one.basis ?? null) : null;
    const statistic = key === null ? undefined : figures.get(key);
    return statistic ? [{ text: one.text, statistic }] : [];
  });
  if (!calculated.length) return null;
  return (
    <Section id="figures" title={t('search.statistics.desk.title')}>
      <ol class="list checks">
        {calculated.map(({ text, statistic }) => (
          <li>
            <p class="said">{text}</p>
            <p class="hint">
              <a href={routes.statistics(addressOf(statistic.query))}>{wholeTitle(t, statistic)}</a>
            </p>
            <ul>
              {numbersSaid(t, statistic, [text]).map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Section>
  );
}
