import type { Child } from 'hono/jsx';
import { amendLaw } from '../../../law/amend-law.ts';
import { changeAmendment, dropAmendment } from '../../../law/change-amendment.ts';
import { setTexts } from '../../../law/set-texts.ts';
import { loadLaw, type AmendmentView, type LawView } from '../../../law/views/law.ts';
import { allProvisions } from '../../../law/views/head.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { Thing } from '../../../record/things.ts';
import { z } from 'zod';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { loadLists, relocated, whyField, whySchema } from '../../record/forms/common.tsx';
import { Picks, pickTexts } from '../../record/forms/pick.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { amendForm, amendmentForm, textsForm, type TypedChange } from './forms.ts';
import { loadProvision } from './load-provision.ts';

type Crumbs = { label: string; href?: string }[];
const crumbsOf = (c: Ctx, law: LawView, last: string): Crumbs => [
  { label: c.get('t')('law.title'), href: routes.desk.laws() },
  { label: law.brief.title, href: routes.desk.law({ number: law.brief.number }) },
  { label: last },
];

async function lawAt(desk: Desk, number: number): Promise<{ thing: Thing; law: LawView }> {
  const { thing } = await loadThing(desk.app.db.read, 'law', number);
  return { thing, law: await loadLaw(desk.app.db.read, thing, 'desk') };
}

/** The short names of a law's provisions, for fields to offer. */
const Eids = ({ law }: { law: LawView }): Child => (
  <datalist id="eids">
    {allProvisions(law.provisions).map((one) => (
      <option value={one.eid}>{one.label}</option>
    ))}
  </datalist>
);

/** What was typed of a change, its names turned into refs. */
async function readChange(
  picks: Picks,
  typed: TypedChange,
): Promise<{ title: string; by?: string; uri?: string; made?: string; commences?: string; claim: string }> {
  const { title, uri, made, commences } = typed;
  const by = await picks.read('by', typed.by, { kinds: ['law'] });
  const claim = await picks.read('claim', typed.claim, { kinds: ['claim'] });
  return { title, by, uri, made, commences, claim: claim ?? 'claim/1' };
}

/** Fields of a change's complaint as the form names them. */
const rules = [
  [/^changes\.0\.instructions\.(\d+)\.texts(?:\.\d+)?(?:\.\w+)?$/, 'instructions[$1].body'],
  [/^changes\.0\.instructions\.(\d+)\.summaries.*$/, 'instructions[$1].summary'],
  [/^changes\.0\.instructions\.(\d+)\./, 'instructions[$1].'],
  [/^changes\.0\./, ''],
] as const;

/** What changed a law: a new change, one that stands, taking one out; and what a version says. */
export const lawChangePages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.amendLaw.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, amendLaw);
    const { thing, law } = await lawAt(desk, routes.desk.amendLaw.read(c.req.param()).number);
    const db = desk.app.db.read;
    const [picks, lists, form] = [new Picks(db, t), await loadLists(db, ['claim']), amendForm(t)];
    const first = c.req.query('provision')?.slice(0, 200);
    return handleForm(c, form, {
      initial: () =>
        fresh(
          {
            sort: law.amendments.length ? 'amendment' : 'enactment',
            instructions: [
              {
                act: law.amendments.length ? 'replaces' : 'enacts',
                provision: first,
                language: law.language === 'und' ? undefined : law.language,
                kind: 'article',
              },
            ],
          },
          { version: String(thing.version) },
        ),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage
          title={t('law.desk.amend')}
          noindex
          scripts={['rows.js']}
          crumbs={crumbsOf(c, law, t('law.desk.amend'))}
        >
          <p class="lead">{t('law.desk.amend_lead')}</p>
          <Form form={form} state={state} submit="law.desk.save" cancel={routes.desk.law({ number: thing.number })} />
          <Eids law={law} />
          {lists}
        </DeskPage>
      ),
      submit: async (typed, { version }) => {
        const change = await readChange(picks, typed);
        const instructions = [];
        for (const [
          index,
          { language, num, heading, body, tail, summary, kind, label, under, after, commences, act, provision },
        ] of typed.instructions.entries()) {
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
        await relocated(
          run(
            desk.app,
            amendLaw,
            desk.principal,
            {
              law: `law/${thing.number}`,
              version: version ?? '',
              changes: [{ sort: typed.sort, ...change, instructions }],
            },
            typed.why,
          ),
          rules,
        );
        return routes.desk.law({ number: thing.number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.amendment.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeAmendment);
    const { number, amendment } = routes.desk.amendment.read(c.req.param());
    const { thing, law } = await lawAt(desk, number);
    const one = amendmentIn(law, amendment);
    const db = desk.app.db.read;
    const [picks, lists] = [new Picks(db, t), await loadLists(db, ['claim'])];
    const valuesOf = async ({ title, by, uri, made, commences, claim }: AmendmentView) => {
      const texts = await pickTexts(db, [claim.ref, ...(by?.ref ? [by.ref] : [])]);
      return {
        title,
        by: by?.ref ? texts.get(by.ref) : undefined,
        uri: uri ?? undefined,
        made: made ?? undefined,
        commences: commences ?? undefined,
        claim: texts.get(claim.ref),
      };
    };
    return handleForm(c, amendmentForm, {
      initial: async () => fresh(await valuesOf(one), { version: String(thing.version) }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage title={one.title} noindex crumbs={crumbsOf(c, law, one.title)}>
          <Form form={amendmentForm} state={state} submit="law.desk.save" cancel={routes.desk.law({ number })} />
          {lists}
        </DeskPage>
      ),
      submit: async (typed, { version }) => {
        const change = await readChange(picks, typed);
        picks.throwIfUnclear();
        await run(
          desk.app,
          changeAmendment,
          desk.principal,
          { law: `law/${number}`, version: version ?? '', amendment: one.id, ...change },
          typed.why,
        );
        return routes.desk.law({ number });
      },
      current: async () => {
        const now = await lawAt(desk, number);
        return { values: await valuesOf(amendmentIn(now.law, amendment)), version: String(now.thing.version) };
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.dropAmendment.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, dropAmendment);
    const { number, amendment } = routes.desk.dropAmendment.read(c.req.param());
    const { thing, law } = await lawAt(desk, number);
    const one = amendmentIn(law, amendment);
    return handleForm(c, dropForm, {
      initial: () => fresh({}, { version: String(thing.version) }),
      render: (state) => (
        <DeskPage title={t('law.desk.drop_title', { title: one.title })} noindex crumbs={crumbsOf(c, law, one.title)}>
          <p class="lead">{t('law.desk.drop_lead')}</p>
          <Form form={dropForm} state={state} submit="law.desk.drop" cancel={routes.desk.law({ number })} />
        </DeskPage>
      ),
      submit: async ({ why }, { version }) => {
        await run(
          desk.app,
          dropAmendment,
          desk.principal,
          { law: `law/${number}`, version: version ?? '', amendment: one.id },
          why,
        );
        return routes.desk.law({ number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.provisionText.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, setTexts);
    const { number, version: id } = routes.desk.provisionText.read(c.req.param());
    const db = desk.app.db.read;
    const at = async () => {
      const { thing } = await loadThing(db, 'provision', number);
      const { law, provision } = await loadProvision(desk, thing);
      const version = provision.versions.find((one) => String(one.id) === id);
      if (!version) throw new AppError('not_found');
      const texts = await pickTexts(db, [
        ...version.texts.map((text) => text.claim.ref),
        ...version.summaries.map((claim) => claim.ref),
        version.amendment.claim.ref,
      ]);
      const values = {
        label: provision.label,
        texts: version.texts.map(({ claim, ...text }) => ({ ...text, claim: texts.get(claim.ref) })),
        summaries: version.summaries.map((claim) => ({ claim: texts.get(claim.ref) })),
      };
      return { thing, law, provision, version, values };
    };
    const { thing, law, provision, version, values } = await at();
    const [picks, lists] = [new Picks(db, t), await loadLists(db, ['claim'])];
    const title = t('law.desk.text_of', {
      label: provision.label,
      act: t(`law.act.${version.act}`),
      title: version.amendment.title,
    });
    return handleForm(c, textsForm, {
      initial: () => fresh(values, { version: String(thing.version) }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage title={title} noindex scripts={['rows.js']} crumbs={crumbsOf(c, law, provision.label)}>
          <p class="lead">{t('law.desk.texts_lead')}</p>
          <Form form={textsForm} state={state} submit="law.desk.save" cancel={routes.desk.provision({ number })} />
          {lists}
        </DeskPage>
      ),
      submit: async (typed, sent) => {
        const texts = [];
        for (const [index, { claim, ...text }] of typed.texts.entries())
          texts.push({
            ...text,
            claim: (await picks.read(`texts[${index}].claim`, claim, { kinds: ['claim'] })) ?? 'claim/1',
          });
        const summaries: string[] = [];
        for (const [index, { claim }] of typed.summaries.entries()) {
          const ref = await picks.read(`summaries[${index}].claim`, claim, { kinds: ['claim'] });
          if (ref) summaries.push(ref);
        }
        picks.throwIfUnclear();
        await run(
          desk.app,
          setTexts,
          desk.principal,
          {
            provision: `provision/${number}`,
            version: sent.version ?? '',
            of: version.id,
            label: typed.label,
            texts,
            summaries,
          },
          typed.why,
        );
        return routes.desk.provision({ number });
      },
      current: async () => {
        const now = await at();
        return { values: now.values, version: String(now.thing.version) };
      },
    });
  });
};

const dropForm = defineForm({ name: 'drop', schema: z.object({ why: whySchema }), fields: { why: whyField } });

function amendmentIn(law: LawView, id: string): AmendmentView {
  const found = law.amendments.find((one) => String(one.id) === id);
  if (!found) throw new AppError('not_found');
  return found;
}
