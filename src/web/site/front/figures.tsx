import type { FrontFigure as Figure } from '../../../publishing/front-page/figure.ts';
import type { Tally } from '../../../search/statistics/tally.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { findingWords } from '../../search/charts/finding-words.ts';
import { narrowedTo, titleOf, wholeTitle } from '../../search/charts/words.ts';
import { addressOf } from '../../search/statistics/chart-address.ts';
import { rowsInChart, StatisticChart } from '../../search/statistics/chart-figure.tsx';
import { CountingRules } from '../../search/statistics/counting-rules.tsx';
import { world } from '../../search/charts/world.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { Part } from './part.tsx';

/** The maximum number of values that the small chart shows. */
const maxBars = 5;
/** The most countries that are named beside the map. */
const maxCountries = 6;

/** A statistic below a sentence that says what it shows and that links to the statistic. */
export function FrontFigure({ figure: { statistic, at, edited } }: { figure: Figure }) {
  const t = useWords();
  const { query } = statistic;
  const href = routes.statistics(addressOf(query));
  const where = narrowedTo(t, statistic).join('; ');
  // A headline that an editor wrote is in one language. Readers of other languages get the calculated headline.
  const own = edited?.language === t.locale ? edited.text : null;
  const finding = own ?? findingWords(t, statistic, at) ?? wholeTitle(t, statistic);
  return (
    <Part id="figure" kind="front-figure" title={t('site.home.figure')} all={{ href, label: t('site.home.statistic') }}>
      <p class="finding">
        <a href={href}>
          {where && !own
            ? t('site.home.finding_in', { where: where.charAt(0).toLocaleUpperCase(t.tag) + where.slice(1), finding })
            : finding}
        </a>
      </p>
      <StatisticChart statistic={statistic} at={at} titled few={maxBars} />
      <p class="meta">{titleOf(t, query)}</p>
      <CountingRules statistic={statistic} rows={rowsInChart(statistic, maxBars)} />
    </Part>
  );
}

/** The map as a separate picture, because its outlines are larger than the rest of the page. */
export function FrontMap({ countries }: { countries: Tally['countries'] }) {
  const t = useWords();
  return (
    <Part
      id="map"
      kind="front-map"
      title={t('site.home.map')}
      all={{ href: routes.map(), label: t('site.home.open_map') }}
    >
      <a href={routes.map()}>
        <img
          src={routes.map.as('svg')}
          width={world.width}
          height={world.height}
          alt={t('search.statistics.map.title')}
          loading="lazy"
          decoding="async"
        />
      </a>
      <ol class="front-countries">
        {countries.slice(0, maxCountries).map(({ code, count }) => (
          <li>
            <a href={routes.country({ code })}>{countryName(code, t.locale)}</a> <b>{count.toLocaleString(t.tag)}</b>
          </li>
        ))}
      </ol>
    </Part>
  );
}
