import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { countryName, isCountry } from '../../record/vocabulary/countries.ts';
import { addRegions, readRegionsInChild } from '../../search/places/add-regions.ts';
import { loadRegionChanges, type RegionChange } from '../../search/places/region-changes.ts';
import { regionLimits } from '../../search/places/region-limits.ts';
import type { Region } from '../../search/places/regions.ts';
import { removeRegions } from '../../search/places/remove-regions.ts';
import { listRegions, loadRegions, type CountryWithRegions } from '../../search/places/stored-regions.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { Table } from '../kit/components/page-parts.tsx';
import type { Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { whyField, whySchema } from '../kit/forms/common-fields.ts';
import { buttonRoute, formPage } from '../kit/pages/form-page.tsx';
import { useWords } from '../kit/view.tsx';
import { countryOptions } from '../record/forms/values.ts';
import { When } from '../record/history/when.tsx';
import { Section } from '../record/show/parts.tsx';
import { routes } from '../routes.ts';
import { countryMap } from './charts/map-country.ts';
import { Outlines } from './charts/map-points.tsx';

const regionsForm = defineForm({
  name: 'regions',
  limit: regionLimits.bytes + 4 * 2 ** 20,
  schema: z.object({
    country: z.string().default(''),
    file: z.instanceof(File).optional(),
    name: z.string().default('name'),
    credit: z.string().default(''),
    kept: z.string().optional(),
    why: whySchema,
  }),
  fields: {
    country: { kind: 'select', label: 'search.regions.country', empty: 'record.desk.choose', width: 'half' },
    file: {
      kind: 'file',
      label: 'search.regions.file',
      hint: 'search.regions.file_hint',
      accept: '.geojson,.json,application/geo+json,application/json',
    },
    name: { kind: 'text', label: 'search.regions.name', hint: 'search.regions.name_hint', width: 'half' },
    credit: { kind: 'text', label: 'search.regions.credit', hint: 'search.regions.credit_hint' },
    kept: { kind: 'hidden' },
    why: whyField,
  },
});

type Preview = { country: string; regions: readonly Region[]; isStored: boolean };
type View = {
  country: string | null;
  added: CountryWithRegions[];
  changes: RegionChange[];
  preview: Preview | null;
  /** The outlines of a preview, so that the file need not be selected again. */ kept: string | null;
};

/** The simplified outlines of an uploaded file, as GeoJSON. */
const asGeojson = (regions: readonly Region[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: regions.map(({ name, polygons }) => ({
      type: 'Feature',
      properties: { name },
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    })),
  });

/** The page on which administrators view, add, replace and remove the regions of countries. */
export const regionPages: Pages = (web) => {
  formPage(web, routes.desk.regions, {
    operation: addRegions,
    load: ({ c, db }) => load(db, new URL(c.req.url).searchParams.get('country')?.toUpperCase() ?? ''),
    form: regionsForm,
    options: ({ t }) => ({ country: countryOptions(t) }),
    values: ({ view: { country, added } }) => ({
      country: country ?? '',
      name: 'name',
      credit: added.find((one) => one.country === country)?.credit ?? '',
    }),
    derive: ({ view }) => (view.kept === null ? {} : { values: { kept: view.kept } }),
    title: 'search.regions.title',
    crumbs: () => [],
    save: 'search.regions.save',
    more: [{ intent: 'preview', label: 'search.regions.preview' }],
    paths: [[/^geojson$/, 'file']],
    styles: () => ['places.css'],
    body: (form, { t, view }) => (
      <>
        <p class="lead">{t('search.regions.lead')}</p>
        <Added added={view.added} />
        {view.preview ? <Map preview={view.preview} /> : null}
        <Section id="add" title={t('search.regions.add')}>
          {form}
        </Section>
        <Changed changes={view.changes} />
      </>
    ),
    submit: async ({ country, file, name, credit, kept, why }, { run, view, intent, again }) => {
      const uploaded = file?.size ? new Uint8Array(await file.arrayBuffer()) : null;
      // After a preview, the form contains the outlines (`kept`) instead of the file, with the names in `name`.
      const geojson = uploaded ?? (kept ? new TextEncoder().encode(kept) : null);
      if (!geojson)
        throw new AppError('invalid_input', { fields: [{ path: 'file', message: 'search.regions.error.file' }] });
      const property = uploaded ? name : 'name';
      if (intent !== 'preview') {
        const { country: code } = await run(addRegions, { country, credit, geojson, name: property }, why);
        return routes.desk.regions({ country: code });
      }
      if (!isCountry(country))
        throw new AppError('invalid_input', { fields: [{ path: 'country', message: 'search.regions.error.country' }] });
      const regions = await readRegionsInChild(geojson, property);
      view.preview = { country, regions, isStored: false };
      view.kept = asGeojson(regions);
      return again();
    },
  });

  buttonRoute(web, routes.desk.removeRegions, {
    operation: removeRegions,
    act: ({ run, text }) => run(removeRegions, { country: text('country') }),
    home: () => routes.desk.regions(),
  });
};

async function load(db: Reader, asked: string): Promise<View> {
  const added = await listRegions(db);
  const country = isCountry(asked) ? asked : null;
  const own = country !== null && added.some((one) => one.country === country && one.regions !== null);
  const stored = own ? await loadRegions(db, country) : null;
  return {
    country,
    added,
    changes: await loadRegionChanges(db),
    preview: stored && { country: country!, regions: stored.regions, isStored: true },
    kept: null,
  };
}

function Added({ added }: { added: readonly CountryWithRegions[] }) {
  const t = useWords();
  if (added.length === 0) return <p>{t('search.regions.none')}</p>;
  return (
    <Table
      caption={t('search.regions.added', { count: added.length })}
      head={['country', 'count', 'credit', 'remove'].map((one) => t(`search.regions.head.${one}`))}
      numeric={[1]}
      rows={added.map(({ country, regions, credit }) => [
        <a href={routes.desk.regions({ country })}>{countryName(country, t.locale)}</a>,
        regions === null ? t('search.regions.damaged') : regions.toLocaleString(t.tag),
        credit,
        <ActButton
          action={routes.desk.removeRegions()}
          label={t('search.regions.remove', { country: countryName(country, t.locale) })}
          values={{ country }}
        />,
      ])}
    />
  );
}

function Map({ preview: { country, regions, isStored } }: { preview: Preview }) {
  const t = useWords();
  const map = countryMap(country, { regions });
  const title = t(isStored ? 'search.regions.shown' : 'search.regions.previewed', {
    country: countryName(country, t.locale),
    count: regions.length,
  });
  return (
    <Section id="map" title={title}>
      {isStored ? (
        <p>
          <a href={routes.country({ code: country })}>{t('search.regions.public')}</a>
        </p>
      ) : (
        <p>{t('search.regions.previewed_hint')}</p>
      )}
      {map ? (
        <div class="points-map">
          <Outlines
            map={map}
            titles={regions.map(({ name }) => name)}
            label={t('search.regions.drawn', { country: countryName(country, t.locale) })}
          />
        </div>
      ) : null}
      <p class="hint">{regions.map(({ name }) => name).join(' · ')}</p>
    </Section>
  );
}

/** A list of who added, replaced and removed regions, and when. */
function Changed({ changes }: { changes: readonly RegionChange[] }) {
  const t = useWords();
  if (changes.length === 0) return null;
  return (
    <Section id="changes" title={t('search.regions.changes')}>
      <ul class="plain-list">
        {changes.map(({ at, by, is, country, regions, why }) => (
          <li>
            <When at={at} />{' '}
            {t(`search.regions.change.${is}`, {
              country: countryName(country, t.locale),
              count: regions ?? 0,
              by: by ?? t('search.regions.command'),
            })}
            {why ? ` ${why}` : ''}
          </li>
        ))}
      </ul>
    </Section>
  );
}
