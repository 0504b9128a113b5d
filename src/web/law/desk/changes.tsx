import type { Child } from 'hono/jsx';
import { amendLaw } from '../../../law/amend-law.ts';
import { changeAmendment, dropAmendment } from '../../../law/change-amendment.ts';
import { setTexts } from '../../../law/set-texts.ts';
import { loadLaw, type LawView } from '../../../law/views/law.ts';
import { AppError } from '../../../platform/errors.ts';
import { z } from 'zod';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { Picks, pickTexts } from '../../kit/forms/pick.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { amendForm, amendmentForm, textsForm, type ChangeFormInput } from './forms.ts';
import { allProvisions } from '../../../law/views/head.ts';
import { loadProvision } from './load-provision.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

const crumbsOf = ({ t, view: { law } }: { t: Translate; view: { law: LawView } }) => [
  { label: t('law.title'), href: routes.desk.laws() },
  { label: law.brief.title, href: routes.desk.law({ number: law.brief.number }) },
];

/**
 * The law in the address, and its amendment (`one`) if the address has one.
 * @throws AppError `not_found`
 */
async function lawAt({ db, params }: DeskRequest<{ number: number; amendment?: string }>) {
  const { thing } = await loadThing(db, 'law', params.number);
  const law = await loadLaw(db, thing, 'desk');
  const one = law.amendments.find(({ id }) => String(id) === params.amendment);
  return { law, one, version: thing.version };
}
/**
 * Like `lawAt`, for addresses that must have an amendment.
 * @throws AppError `not_found`
 */
async function amendmentAt(at: DeskRequest<{ number: number; amendment: string }>) {
  const { one, ...rest } = await lawAt(at);
  if (!one) throw new AppError('not_found');
  return { ...rest, one };
}
const toLaw = ({ params: { number } }: { params: { number: number } }) => routes.desk.law({ number });

/** The ids (`eid`) of a law's provisions, as suggestions for the fields with `list="eids"`. */
const ProvisionIds = ({ law }: { law: LawView }): Child => (
  <datalist id="eids">
    {allProvisions(law.provisions).map((one) => (
      <option value={one.eid}>{one.label}</option>
    ))}
  </datalist>
);

/** Converts the form's values to the data of an amendment. Names become refs. */
async function readChange(
  picks: Picks,
  input: ChangeFormInput,
): Promise<{ title: string; by?: string; uri?: string; made?: string; commences?: string; claim: string }> {
  const { title, uri, made, commences } = input;
  const by = await picks.read('by', input.by, { kinds: ['law'] });
  const claim = await picks.read('claim', input.claim, { kinds: ['claim'] });
  return { title, by, uri, made, commences, claim: claim ?? 'claim/1' };
}

/** Rules that map the paths of an operation's errors to fields of the form. */
const rules = [
  [/^changes\.0\.instructions\.(\d+)\.texts(?:\.\d+)?(?:\.\w+)?$/, 'instructions[$1].body'],
  [/^changes\.0\.instructions\.(\d+)\.summaries.*$/, 'instructions[$1].summary'],
  [/^changes\.0\.instructions\.(\d+)\./, 'instructions[$1].'],
  [/^changes\.0\./, ''],
] as const;

/** The forms that add, edit and delete an amendment, and the form for the text of a version of a provision. */
export const lawChangePages: Pages = (web) => {
  formPage(web, routes.desk.amendLaw, {
    operation: amendLaw,
    load: lawAt,
    form: ({ t }) => amendForm(t),
    title: 'law.desk.amend',
    lead: 'law.desk.amend_lead',
    save: 'law.desk.save',
    lists: ['claim'],
    crumbs: crumbsOf,
    home: toLaw,
    version: ({ view }) => view.version,
    values: ({ query, view: { law } }) => ({
      sort: law.amendments.length ? 'amendment' : 'enactment',
      instructions: [
        {
          act: law.amendments.length ? 'replaces' : 'enacts',
          provision: query('provision')?.slice(0, 200),
          language: law.language === 'und' ? undefined : law.language,
          kind: 'article',
        },
      ],
    }),
    below: ({ view }) => <ProvisionIds law={view.law} />,
    paths: rules,
    submit: async (input, { run, picks, params, view: { law }, version }) => {
      const change = await readChange(picks, input);
      const instructions = [];
      for (const [
        index,
        { language, num, heading, body, tail, summary, kind, label, under, after, commences, act, provision },
      ] of input.instructions.entries()) {
        const claim = await picks.read(`instructions[${index}].summary`, summary, { kinds: ['claim'] });
        const isNew = act === 'enacts' || act === 'inserts';
        const says = num || heading || body || tail;
        instructions.push({
          act,
          provision,
          commences,
          ...(isNew && { kind, label, under, after }),
          texts: says ? [{ language: language || law.language, num, heading, body, tail }] : [],
          summaries: claim ? [claim] : [],
        });
      }
      picks.throwIfUnclear();
      const changes = [{ sort: input.sort, ...change, instructions }];
      return run(amendLaw, { law: `law/${params.number}`, version, changes }, input.why);
    },
  });

  changePage(web, routes.desk.amendment, {
    operation: changeAmendment,
    load: amendmentAt,
    form: amendmentForm,
    title: ({ view }) => view.one.title,
    save: 'law.desk.save',
    lists: ['claim'],
    scripts: [],
    crumbs: crumbsOf,
    home: toLaw,
    values: async ({ db, view: { one } }) => {
      const { title, by, uri, made, commences, claim } = one;
      const texts = await pickTexts(db, [claim.ref, by?.ref]);
      return { title, by: texts.get(by?.ref ?? ''), uri, made, commences, claim: texts.get(claim.ref) };
    },
    submit: async (input, { run, picks, params, view, version }) => {
      const change = await readChange(picks, input);
      picks.throwIfUnclear();
      return run(
        changeAmendment,
        { law: `law/${params.number}`, version, amendment: view.one.id, ...change },
        input.why,
      );
    },
  });

  formPage(web, routes.desk.dropAmendment, {
    operation: dropAmendment,
    load: amendmentAt,
    form: dropForm,
    title: ({ t, view }) => t('law.desk.drop_title', { sort: view.one.sort, title: view.one.title }),
    crumb: ({ view }) => view.one.title,
    lead: 'law.desk.drop_lead',
    save: 'law.desk.drop',
    crumbs: crumbsOf,
    home: toLaw,
    version: ({ view }) => view.version,
    submit: ({ why }, { run, params, view, version }) =>
      run(dropAmendment, { law: `law/${params.number}`, version, amendment: view.one.id }, why),
  });

  changePage(web, routes.desk.provisionText, {
    operation: setTexts,
    load: async ({ db, desk, params }) => {
      const { thing } = await loadThing(db, 'provision', params.number);
      const { law, provision } = await loadProvision(desk, thing);
      const of = provision.versions.find((one) => String(one.id) === params.version);
      if (!of) throw new AppError('not_found');
      return { law, provision, of, version: thing.version };
    },
    form: textsForm,
    title: ({ t, view: { provision, of } }) =>
      t('law.desk.text_of', {
        label: provision.label,
        kind: of.act,
        act: t(`law.act.${of.act}`),
        title: of.amendment.title,
      }),
    crumb: ({ view }) => view.provision.label,
    lead: 'law.desk.texts_lead',
    save: 'law.desk.save',
    lists: ['claim'],
    crumbs: crumbsOf,
    home: ({ params: { number } }) => routes.desk.provision({ number }),
    values: async ({ db, view: { provision, of } }) => {
      const texts = await pickTexts(db, [
        ...of.texts.map((text) => text.claim.ref),
        ...of.summaries.map((claim) => claim.ref),
        of.amendment.claim.ref,
      ]);
      return {
        label: provision.label,
        texts: of.texts.map(({ claim, ...text }) => ({ ...text, claim: texts.get(claim.ref) })),
        summaries: of.summaries.map((claim) => ({ claim: texts.get(claim.ref) })),
      };
    },
    submit: async (input, { run, picks, params: { number }, view, version }) => {
      const texts = [];
      for (const [index, { claim, ...text }] of input.texts.entries())
        texts.push({
          ...text,
          claim: (await picks.read(`texts[${index}].claim`, claim, { kinds: ['claim'] })) ?? 'claim/1',
        });
      const summaries: string[] = [];
      for (const [index, { claim }] of input.summaries.entries()) {
        const ref = await picks.read(`summaries[${index}].claim`, claim, { kinds: ['claim'] });
        if (ref) summaries.push(ref);
      }
      picks.throwIfUnclear();
      const set = { provision: `provision/${number}`, version, of: view.of.id, label: input.label, texts, summaries };
      return run(setTexts, set, input.why);
    },
  });
};

const dropForm = defineForm({ name: 'drop', schema: z.object({ why: whySchema }), fields: { why: whyField } });
