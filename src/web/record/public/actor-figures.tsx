import type { Child } from 'hono/jsx';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import type { ActorCount, ActorFigures } from '../../../search/actor-figures.ts';
import { PageSection } from '../../kit/components/page-parts.tsx';
import { useWords } from '../../kit/view.tsx';
import { Bars, Columns, Hatch } from '../../search/charts/bars.tsx';
import { periodTicks } from '../../search/charts/ticks.ts';
import { countWords } from '../../search/charts/words.ts';
import { roleWords } from '../components/record-value.tsx';

/** The maximum number of bars in one chart. */
const maxBars = 8;

/**
 * Charts about the public cases in which an outlet, organisation or authority has a role. Charts with fewer than two
 * values are left out. The label of each chart has its numbers, for screen readers.
 */
export function FiguresOfActor({ figures }: { figures: ActorFigures }) {
  const t = useWords();
  const { total, roles, kinds, countries, outcomes, years } = figures;
  const charts = [
    years && years.counts.length > 1 ? <Years years={years} /> : null,
    <Values name="roles" values={roles} words={(value) => roleWords(t, value)} />,
    <Values name="kinds" values={kinds} words={(value) => t(termLabel('incident-type', value))} />,
    <Values name="outcomes" values={outcomes} words={(value) => t(termLabel('proceeding-outcome', value))} />,
    <Values name="countries" values={countries} words={(value) => countryName(value, t.locale)} />,
  ];
  if (!years && [roles, kinds, countries, outcomes].every((values) => values.length < 2)) return null;
  return (
    <PageSection id="figures" title={t('record.public.actor.figures')}>
      <Hatch />
      <div class="figures">
        {charts}
        <p class="muted">{t('record.public.actor.figures_of', { count: total })}</p>
      </div>
    </PageSection>
  );
}

function Years({ years: { first, counts } }: { years: NonNullable<ActorFigures['years']> }) {
  const t = useWords();
  const periods = counts.map((_, index) => first + index);
  return (
    <Chart
      title={t('search.public.country.years')}
      said={counts.flatMap((count, index) =>
        count.sure + count.perhaps ? [`${periods[index]}: ${countWords(count, t)}`] : [],
      )}
      wide
    >
      <Columns counts={counts} ticks={periodTicks(t, 'year', periods)} height={140} />
    </Chart>
  );
}

function Values({
  name,
  values,
  words,
}: {
  name: 'roles' | 'kinds' | 'outcomes' | 'countries';
  values: readonly ActorCount[];
  words: (value: string) => string;
}) {
  const t = useWords();
  if (values.length < 2) return null;
  const rows = values
    .slice(0, maxBars)
    .map(({ value, cases }) => ({ label: words(value), count: { sure: cases, perhaps: 0 } }));
  return (
    <Chart
      title={t(`record.public.actor.by.${name}`)}
      said={rows.map(({ label, count }) => `${label}: ${countWords(count, t)}`)}
    >
      <Bars rows={rows} />
    </Chart>
  );
}

function Chart({
  title,
  said,
  wide,
  children,
}: {
  title: string;
  said: readonly string[];
  wide?: boolean;
  children?: Child;
}) {
  return (
    <figure class={wide ? 'figure wide' : 'figure'}>
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <div class="chart" role="img" aria-label={`${title}. ${said.join('; ')}`}>
        {children}
      </div>
    </figure>
  );
}
