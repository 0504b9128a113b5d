import { addDuties } from '../../../law/duties/add-duties.ts';
import { changeDuty } from '../../../law/duties/change-duty.ts';
import { dropDuty } from '../../../law/duties/drop-duty.ts';
import { endDuty } from '../../../law/duties/end-duty.ts';
import { dutiesOn, type DutyOnDay } from '../../../law/duties/load-duties.ts';
import { AppError } from '../../../platform/errors.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { DutyBasis, DutyStatus, dutyWords } from '../public/duty.tsx';
import { readDutyQuery, DutyFilters, findDuties } from '../public/duties.tsx';
import { todayOf } from '../public/law.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { Picks, pickTexts } from '../../kit/forms/pick.ts';
import { durationInput } from '../../record/forms/values.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { dropDutyForm, dutyForm, endDutyForm, type DutyFormInput } from './duty-forms.ts';
import { loadProvision } from './load-provision.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

const size = 20;

/** Rules that map the paths of an operation's errors to fields of the form. The form has a row for each claim. */
const rules = [
  [/^(?:duties\.0|to)\.(says|criticism)\.(\d+)$/, '$1[$2].claim'],
  [/^(?:duties\.0|to)\./, ''],
] as const;

/** Converts the form's values to a duty. Names of claims become refs. */
async function readDuty(picks: Picks, { why: _, says, criticism, ...input }: DutyFormInput) {
  const refs = async (rows: DutyFormInput['says'], name: string): Promise<string[]> => {
    const read: string[] = [];
    for (const [index, { claim }] of rows.entries()) {
      const ref = await picks.read(`${name}[${index}].claim`, claim, { kinds: ['claim'] });
      if (ref) read.push(ref);
    }
    return read;
  };
  return { ...input, says: await refs(says, 'says'), criticism: await refs(criticism, 'criticism') };
}

/** The form rows of existing claims. */
async function rowsOf(db: Reader, claims: readonly { ref: string }[]): Promise<{ claim: string | undefined }[]> {
  const texts = await pickTexts(
    db,
    claims.map((claim) => claim.ref),
  );
  return claims.map((claim) => ({ claim: texts.get(claim.ref) }));
}

/** The duties of all laws, and the forms of a duty. */
export const dutyDeskPages: Pages = (web) => {
  listPage(web, routes.desk.duties, {
    title: 'law.duty.title',
    size,
    load: async ({ c }) => {
      const { laws, total, countries } = await findDuties(c, 'desk', size);
      return { rows: laws, total, view: { countries, query: readDutyQuery(c) } };
    },
    styles: ['law.css'],
    crumbs: ({ t }) => [{ label: t('law.title'), href: routes.desk.laws() }],
    links: ({ t }) => [{ href: routes.desk.secretWords(), label: t('law.advice.words_title') }],
    lead: ({ t, view: { countries, query } }) => (
      <>
        <p class="lead">{t('law.duty.lead')}</p>
        <DutyFilters countries={countries} query={query} href={(link) => routes.desk.duties(link)} />
      </>
    ),
    body: ({ t, rows }) =>
      rows.map(({ law, countries, duties }) => (
        <section class="panel" aria-labelledby={`law-${law.brief.number}`}>
          <h2 id={`law-${law.brief.number}`}>
            <BriefLine brief={law.brief} />
          </h2>
          <p class="muted">{countries.map((code) => countryName(code, t.locale)).join(', ')}</p>
          <ul class="list">
            {duties.map((one) => (
              <li>
                <p>
                  <a href={routes.desk.provision({ number: one.provision.brief.number })}>{dutyWords(t, one.duty)}</a>
                </p>
                <DutyStatus one={one} />
              </li>
            ))}
          </ul>
        </section>
      )),
    empty: () => ({ title: 'law.duty.none' }),
    part: (page, { view: { query } }) => routes.desk.duties({ country: query.country, bearer: query.bearer, page }),
  });

  formPage(web, routes.desk.newDuty, {
    operation: addDuties,
    load: async ({ db, desk, params }) => {
      const { thing } = await loadThing(db, 'provision', params.number);
      return {
        number: thing.number,
        known: (await loadProvision(desk, thing)).provision.versions.at(-1)?.summaries ?? [],
      };
    },
    form: dutyForm,
    title: 'law.duty.desk.add',
    lead: 'law.duty.desk.add_lead',
    save: 'law.desk.save',
    lists: ['claim'],
    crumbs: crumbsOf,
    home: ofDuty.home,
    values: async ({ db, view: { known } }) => ({ bearer: 'journalist', says: await rowsOf(db, known) }),
    paths: rules,
    submit: async (input, { run, picks, view: { number } }) => {
      const duty = await readDuty(picks, input);
      picks.throwIfUnclear();
      await run(addDuties, { duties: [{ provision: `provision/${number}`, ...duty }] }, input.why);
      return atDuties(number);
    },
  });

  changePage(web, routes.desk.editDuty, {
    ...ofDuty,
    operation: changeDuty,
    form: dutyForm,
    title: ({ t, view }) => dutyWords(t, view.duty),
    crumb: 'law.duty.desk.edit',
    save: 'law.desk.save',
    lists: ['claim'],
    values: async ({ t, db, view: { duty } }) => ({
      ...duty,
      period: duty.period === null ? undefined : durationInput(t, duty.period),
      quote: duty.quote?.words,
      says: await rowsOf(db, duty.says),
      criticism: await rowsOf(db, duty.criticism),
    }),
    paths: rules,
    submit: async (input, { run, picks, params: { number }, view, version }) => {
      const to = await readDuty(picks, input);
      picks.throwIfUnclear();
      await run(changeDuty, { provision: `provision/${number}`, version, duty: view.duty.id, to }, input.why);
      return atDuties(number);
    },
  });

  formPage(web, routes.desk.endDuty, {
    ...ofDuty,
    operation: endDuty,
    form: endDutyForm,
    title: 'law.duty.desk.end_title',
    crumb: 'law.duty.desk.end',
    save: 'law.duty.desk.end',
    version: ({ view }) => view.version,
    lead: ({ t, view }) => (
      <>
        <p>{dutyWords(t, view.duty)}</p>
        <p class="lead">{t('law.duty.desk.end_lead')}</p>
      </>
    ),
    values: ({ c, view }) => ({ ended: view.duty.ended ?? todayOf(c) }),
    submit: async ({ ended, why }, { run, params: { number }, view, version }) => {
      await run(endDuty, { provision: `provision/${number}`, version, duty: view.duty.id, ended }, why);
      return atDuties(number);
    },
  });

  formPage(web, routes.desk.dropDuty, {
    ...ofDuty,
    operation: dropDuty,
    form: dropDutyForm,
    title: 'law.duty.desk.drop_title',
    crumb: 'law.duty.desk.drop',
    save: 'law.duty.desk.drop',
    version: ({ view }) => view.version,
    lead: ({ t, view }) => (
      <>
        <p>{dutyWords(t, view.duty)}</p>
        <p class="lead">{t('law.duty.desk.drop_lead')}</p>
      </>
    ),
    submit: async ({ why }, { run, params: { number }, view, version }) => {
      await run(dropDuty, { provision: `provision/${number}`, version, duty: view.duty.id }, why);
      return atDuties(number);
    },
  });
};

const crumbsOf = ({ t, params: { number } }: { t: Translate; params: { number: number } }) => [
  { label: t('law.title'), href: routes.desk.laws() },
  { label: t('law.provision_kicker', { number }), href: routes.desk.provision({ number }) },
];

/** The duty that the address names. @throws AppError `not_found` */
async function dutyAt({ c, db, desk, params }: DeskRequest<{ number: number; duty: string }>) {
  const { thing } = await loadThing(db, 'provision', params.number);
  const { law } = await loadProvision(desk, thing);
  const one = dutiesOn(law, todayOf(c)).find(
    ({ duty, provision }) => String(duty.id) === params.duty && provision.brief.id === thing.id,
  );
  if (!one) throw new AppError('not_found');
  return { duty: one.duty, version: thing.version };
}
const atDuties = (number: number) => `${routes.desk.provision({ number })}#duties`;
const ofDuty = {
  load: dutyAt,
  crumbs: crumbsOf,
  home: ({ params: { number } }: { params: { number: number } }) => routes.desk.provision({ number }),
};

export function DutiesAtDesk({ duties, number, desk }: { duties: readonly DutyOnDay[]; number: number; desk: Desk }) {
  const { t } = useView();
  return (
    <Section
      id="duties"
      title={t('law.duty.title')}
      action={
        desk.may(addDuties) ? (
          <a class="button small" href={routes.desk.newDuty({ number })}>
            {t('law.duty.desk.add')}
          </a>
        ) : undefined
      }
    >
      {duties.length ? (
        <ul class="bare duties">
          {duties.map((one) => {
            const at = { number, duty: String(one.duty.id) };
            return (
              <li>
                <p class="duty">{dutyWords(t, one.duty)}</p>
                <DutyStatus one={one} />
                <DutyBasis one={one} desk />
                <p class="actions">
                  {desk.may(changeDuty) ? <a href={routes.desk.editDuty(at)}>{t('law.duty.desk.edit')}</a> : null}{' '}
                  {desk.may(endDuty) ? <a href={routes.desk.endDuty(at)}>{t('law.duty.desk.end')}</a> : null}{' '}
                  {desk.may(dropDuty) ? <a href={routes.desk.dropDuty(at)}>{t('law.duty.desk.drop')}</a> : null}
                </p>
              </li>
            );
          })}
        </ul>
      ) : (
        <p class="muted">{t('law.duty.desk.none')}</p>
      )}
    </Section>
  );
}
