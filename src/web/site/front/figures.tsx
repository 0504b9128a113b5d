import type { Finding } from '../../../publishing/front-page/figure.ts';
import type { Tally } from '../../../search/statistics/tally.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { Bars, Hatch } from '../../search/charts/bars.tsx';
import { dimensionWords, narrowedTo, titleOf, valueWords, wholeTitle } from '../../search/charts/words.ts';
import { addressOf } from '../../search/statistics/chart-address.ts';
import { world } from '../../search/charts/world.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { Part } from './part.tsx';

/** The most values that the small chart shows. */
const mostBars = 5;
/** The most countries that are named beside the map. */
const mostCountries = 6;

/** A statistic with one sentence that says what it shows. The sentence leads to the statistic. */
export function FrontFigure({ finding: { statistic, top } }: { finding: Finding }) {
  const t = useWords();
  const { query } = statistic;
  const rows = statistic.rows.filter((row) => row.value !== null).slice(0, mostBars);
  const where = narrowedTo(t, statistic).join('; ');
  const href = routes.statistics(addressOf(query));
  const values = top.map((row) => valueWords(t, query.by!, row));
  const said = { count: top[0]!.count, total: statistic.total };
  const finding =
    values.length > 1
      ? t('site.home.finding_tied', { ...said, values: new Intl.ListFormat(t.tag).format(values) })
      : t('site.home.finding', { ...said, value: values[0]!, by: dimensionWords(t, 'by', query.by!) });
  return (
    <Part id="figure" kind="front-figure" title={t('site.home.figure')} all={{ href, label: t('site.home.statistic') }}>
      <p class="finding">
        <a href={href}>
          {where
            ? t('site.home.finding_in', { where: where.charAt(0).toLocaleUpperCase(t.tag) + where.slice(1), finding })
            : finding}
        </a>
      </p>
      <div
        class="chart"
        role="img"
        aria-label={t('search.statistics.chart_label', { title: wholeTitle(t, statistic) })}
      >
        <Hatch />
        <Bars
          rows={rows.map((row) => ({ label: valueWords(t, query.by!, row), count: { sure: row.count, perhaps: 0 } }))}
        />
      </div>
      <p class="meta">{titleOf(t, query)}</p>
    </Part>
  );
}

/** The map as a picture that is loaded apart, because its outlines are larger than the rest of the page. */
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
        {countries.slice(0, mostCountries).map(({ code, count }) => (
          <li>
            <a href={routes.country({ code })}>{countryName(code, t.locale)}</a> <b>{count.toLocaleString(t.tag)}</b>
          </li>
        ))}
      </ol>
    </Part>
  );
}
