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
import { backTo, briefsOf, crumbsTo, findSelectionAct, Plan, type SelectionAct } from './selection-pages.tsx';

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
type Input = z.output<ReturnType<typeof formOf>['schema']>;

/** A hash of the input. The fact is added only if the page has already shown what this exact input would change. */
const digestOf = ({ seen: _seen, ...input }: Input): string =>
  createHash('sha256').update(JSON.stringify(input)).digest('hex');

/** Which of the selected items would get the fact that the form contains now, and which would be skipped. */
async function planOf(
  db: Parameters<typeof planAct>[0],
  { selection }: Pick<SelectionAct, 'selection'>,
  { values }: FormState,
) {
  const property = getAt(values, 'facts[0].property');
  return planAct(db, selection, {
    act: 'fact',
    property: typeof property === 'string' ? property : '',
    others: Boolean(getAt(values, 'others')),
  });
}

/** The wording that the claim about the first item would have, as an example. */
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

/** The page that adds the same fact to selected items. It first shows what this would change. */
export const factPage: Pages = (web) => {
  formPage(web, routes.desk.addFactToSelection, {
    load: (at) => findSelectionAct({ ...at, params: { ...at.params, act: 'fact' } }),
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
    submit: async (input, { app, t, db, principal, picks, values, view, again }) => {
      const [fact] = input.facts;
      const property = findProperty(fact!.property);
      if (!property || isBlankValue(property, getAt(values, 'facts[0].value')))
        picks.complain('facts', 'record.desk.facts.nothing');
      const value = property && (await readValueInput(t, picks, property, fact!.value, 'facts[0].value'));
      const saying = await readSaying(db, picks, input);
      picks.throwIfUnclear();
      const seen = digestOf(input);
      if (input.seen !== seen) return again({ values: { ...values, seen }, focus: undefined });
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
            others: input.others,
          },
          input.why,
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
