import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Translate } from '../../../platform/messages/messages.ts';
import { run as runOperation } from '../../../platform/operation.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import type { ListKind } from '../../../work/lists/declare.ts';
import { addFactSelected, wordingFor } from '../../../work/lists/selection/add-fact-selected.ts';
import { planAct } from '../../../work/lists/selection/plan-act.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { defineForm, type Field, type FormState } from '../../kit/forms/form.ts';
import { relocated } from '../../kit/forms/issues.ts';
import { getAt } from '../../kit/forms/tree.ts';
import type { Pages } from '../../kit/context.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { useView } from '../../kit/view.tsx';
import { newSaying, readSaying, sayingFields, sayingShape } from '../../record/forms/saying.ts';
import { factFields, isBlankValue, readValueInput } from '../../record/forms/values.ts';
import { Section } from '../../record/show/parts.tsx';
import { routes } from '../../routes.ts';
import { backTo, briefsOf, crumbsTo, findChosen, Plan, type Chosen } from './selection-pages.tsx';

const formOf = (t: Translate, kind: ListKind) => {
  const { wording, ...saying } = sayingFields(t);
  return defineForm({
    name: 'fact',
    schema: z.object({
      facts: z
        .array(z.object({ property: z.string('errors.field.property.missing').max(60), value: z.unknown().optional() }))
        .length(1, 'record.desk.facts.nothing'),
      others: z.boolean().default(false),
      ...sayingShape,
      why: whySchema,
      seen: z.string().max(64).optional(),
    }),
    fields: {
      facts: {
        kind: 'rows',
        label: 'work.lists.fact.fact',
        addLabel: 'record.desk.facts.add_value',
        eachLabel: 'record.desk.claim.value_fields',
        max: 1,
        fields: {},
        each: (row) => factFields(t, kind as Exclude<ListKind, 'article'>, row.property),
      },
      others: { kind: 'checkbox', label: 'work.lists.fact.others', hint: 'work.lists.fact.others_hint' },
      wording: { ...wording, hint: 'work.lists.fact.wording_hint' } as Field,
      ...saying,
      why: whyField,
      seen: { kind: 'hidden' },
    },
    collapsed: { names: ['kind', 'certainty', 'language'] },
  });
};
type Typed = z.output<ReturnType<typeof formOf>['schema']>;

/** What someone typed, in short. The button adds the fact only after the page has shown what exactly this would do. */
const digestOf = ({ seen: _seen, ...typed }: Typed): string =>
  createHash('sha256').update(JSON.stringify(typed)).digest('hex');

/** What the act does with what is typed so far. */
async function planOf(
  db: Parameters<typeof planAct>[0],
  { selection }: Pick<Chosen, 'selection'>,
  { values }: FormState,
) {
  const property = getAt(values, 'facts[0].property');
  return planAct(db, selection, {
    act: 'fact',
    property: typeof property === 'string' ? property : '',
    others: Boolean(getAt(values, 'others')),
  });
}

/** The words of the first claim as it will be filed. */
function Sample({ wording, title }: { wording: string; title: string }) {
  const { t } = useView();
  return (
    <Section id="sample" title={t('work.lists.fact.sample')}>
      <blockquote>
        <p>{wordingFor(wording, title)}</p>
      </blockquote>
    </Section>
  );
}

/** Adding the same fact to selected items: a form, then what it would do, then the act. */
export const factPage: Pages = (web) => {
  formPage(web, routes.desk.addFactToSelection, {
    load: (at) => findChosen({ ...at, params: { ...at.params, act: 'fact' } }),
    operation: addFactSelected,
    form: ({ t, view }) => formOf(t, view.selection.list),
    title: ({ t }) => t('work.lists.act.fact'),
    crumbs: ({ t, view }) => crumbsTo(t, view.selection),
    home: ({ view }) => backTo(view.selection),
    lead: 'work.lists.fact.lead',
    lists: ['actor', 'source', 'case', 'event', 'proceeding'],
    values: () => ({ facts: [{}], ...newSaying({ support: { kind: 'reference', visibility: 'public' } }) }),
    save: ({ state }) => (state.values.seen ? 'work.lists.act_on.fact' : 'work.lists.fact.preview'),
    body: async (form, { t, db, view, state }) => {
      const plan = await planOf(db, view, state);
      const briefs = await briefsOf(db, plan);
      const first = plan.does[0];
      const wording = getAt(state.values, 'wording');
      return (
        <>
          <p class="lead" role="status">
            {t('work.lists.plan', {
              act: 'fact',
              does: plan.does.length,
              stays: plan.items.length - plan.does.length,
            })}
          </p>
          {first && state.values.seen && typeof wording === 'string' ? (
            <Sample wording={wording} title={briefs.get(first.id)?.title ?? ''} />
          ) : null}
          {form}
          <Plan plan={plan} briefs={briefs} act="fact" />
        </>
      );
    },
    submit: async (typed, { app, t, db, principal, picks, values, view, again }) => {
      const [fact] = typed.facts;
      const property = findProperty(fact!.property);
      if (!property || isBlankValue(property, getAt(values, 'facts[0].value')))
        picks.complain('facts', 'record.desk.facts.nothing');
      const value = property && (await readValueInput(t, picks, property, fact!.value, 'facts[0].value'));
      const saying = await readSaying(db, picks, typed);
      picks.throwIfUnclear();
      const seen = digestOf(typed);
      if (typed.seen !== seen) return again({ values: { ...values, seen }, focus: undefined });
      const { key } = view.selection;
      await relocated(
        runOperation(
          app,
          addFactSelected,
          principal,
          {
            selection: key,
            actors: picks.actors(),
            claim: saying,
            fact: { property: property!.key, value },
            others: typed.others,
          },
          typed.why,
          { batch: key },
        ),
        [
          [/^fact\.(.*?)(?:\.title\.text)?$/, 'facts[0].$1'],
          [/^claim\.support\.(?:end|start|capture)$/, 'support.words'],
          [/^claim\./, ''],
        ],
      );
      return routes.desk.selection({ key });
    },
  });
};
