import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { interfaceLocales, type Translate } from '../../../platform/messages/messages.ts';
import { loadPublication, type Publication } from '../../../publishing/publication/publication.ts';
import { listTowns, type TownOfRecord } from '../../../record/places/list-towns.ts';
import { nameTowns, stampOf } from '../../../record/places/name-towns.ts';
import { keyOf } from '../../../record/places/tables.ts';
import { knownNames } from '../../../record/places/town-names.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { baseOf, languageName } from '../../../record/vocabulary/languages.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Form } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import { routes } from '../../routes.ts';

/** The languages in which readers see names of towns: of the articles, and of the public pages. */
const languagesOf = ({ language, interfaceLanguages }: Publication): string[] => [
  ...new Set<string>([baseOf(language), ...interfaceLanguages]),
];

const schema = z.partialRecord(z.string(), z.string().default(''));

const townForm = (t: Translate, publication: Publication): Form<typeof schema> =>
  defineForm({
    name: 'town-names',
    schema,
    fields: Object.fromEntries(
      languagesOf(publication).map((language) => [
        language,
        {
          kind: 'text' as const,
          label: 'record.places.name_in',
          labelParams: { language: languageName(language, t.locale) },
          optional: true,
          maxLength: 200,
          width: 'half' as const,
        },
      ]),
    ),
  });

/** The name of a town in a language. A dash if there is none: readers then see the name that the source has. */
const nameIn = (language: string, { country, locality, names }: TownOfRecord): string =>
  names[language] ?? knownNames(country, locality)[language] ?? '–';

/** The pages that show and edit the names of towns in the languages of readers. */
export const placePages: Pages = (web) => {
  listPage(web, routes.desk.places, {
    load: async ({ db }) => ({ rows: await listTowns(db) }),
    title: 'record.places.title',
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    lead: 'record.places.lead',
    caption: ({ t, total }) => t('record.places.caption', { count: total }),
    columns: [
      {
        head: 'record.places.town',
        cell: ({ country, locality }, { may }) =>
          may(nameTowns) ? (
            <a href={routes.desk.place({ country, town: locality })}>
              <bdi>{locality}</bdi>
            </a>
          ) : (
            <bdi>{locality}</bdi>
          ),
      },
      { head: 'record.places.country', cell: ({ country }, { t }) => countryName(country, t.locale) },
      ...interfaceLocales.map((language) => ({
        head: `record.places.in.${language}`,
        cell: (town: TownOfRecord) => <span lang={language}>{nameIn(language, town)}</span>,
      })),
      { head: 'record.places.facts', numeric: true, cell: ({ facts }) => facts },
    ],
    empty: () => ({ title: 'record.places.none', text: 'record.places.none_lead' }),
  });

  formPage(web, routes.desk.place, {
    operation: nameTowns,
    load: async ({ db, query }) => {
      const requested = { country: query('country') ?? '', locality: query('town') ?? '' };
      const town = (await listTowns(db)).find((one) => keyOf(one) === keyOf(requested));
      if (!town) throw new AppError('not_found');
      return { town, publication: (await loadPublication(db)).publication };
    },
    version: ({ view: { town } }) => stampOf(town.names),
    form: ({ t, view: { publication } }) => townForm(t, publication),
    title: ({ t, view: { town } }) => `${town.locality}, ${countryName(town.country, t.locale)}`,
    crumbs: ({ t }) => [
      { label: t('site.desk.home.title'), href: routes.desk.home() },
      { label: t('record.places.title'), href: routes.desk.places() },
    ],
    lead: ({ t, view: { town } }) => {
      const known = Object.entries(knownNames(town.country, town.locality));
      return (
        <>
          <p class="lead">{t('record.places.form_lead')}</p>
          {known.length ? (
            <p>
              {t('record.places.known')}{' '}
              {known.map(([language, name], index) => (
                <>
                  {index ? ', ' : ''}
                  <span lang={language}>{name}</span> ({languageName(language, t.locale)})
                </>
              ))}
            </p>
          ) : null}
        </>
      );
    },
    save: 'record.desk.save',
    home: () => routes.desk.places(),
    values: ({ view: { town } }) => town.names,
    paths: [[/^towns\.0\.names\./, '']],
    submit: (input, { run, version, view: { town, publication } }) => {
      const shown = new Set(languagesOf(publication));
      const others = Object.entries(town.names).filter(([language]) => !shown.has(language));
      const names = { ...Object.fromEntries(others), ...input } as Record<string, string>;
      return run(nameTowns, { towns: [{ country: town.country, locality: town.locality, names, seen: version }] });
    },
  });
};
