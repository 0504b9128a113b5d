import type { Statistic } from '../../../search/statistics/count.ts';
import { useWords } from '../../kit/view.tsx';
import type { ChartPaths } from './chart-to-share.ts';
import { frameCode, heightOf } from './oembed.ts';

/**
 * How a chart can be used elsewhere: as a picture, or in a frame. `embed`: the full address of the page in the frame.
 */
export function ShareBox({
  statistic,
  title,
  paths,
  embed,
}: {
  statistic: Statistic;
  title: string;
  paths: ChartPaths;
  embed: string;
}) {
  const t = useWords();
  return (
    <details class="share-chart no-print">
      <summary>{t('search.share.title')}</summary>
      <ul class="bare">
        <li>
          <a href={paths.png}>{t('search.share.png')}</a>
        </li>
        <li>
          <a href={paths.svg}>{t('search.share.svg')}</a>
        </li>
        <li>
          <a href={paths.embed}>{t('search.share.page')}</a>
        </li>
      </ul>
      {paths.query === null ? null : (
        <p>
          {t('search.share.query')} <code>{paths.query}</code>
        </p>
      )}
      <p>
        <label for="embed-chart">{t('search.share.frame')}</label>
      </p>
      <p class="hint" id="embed-chart-hint">
        {t('search.share.frame_hint')}
      </p>
      <textarea id="embed-chart" aria-describedby="embed-chart-hint" readonly rows={4} spellcheck={false}>
        {frameCode({ src: embed, title, width: '100%', height: heightOf(statistic, 640) })}
      </textarea>
    </details>
  );
}
