import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { fileAndChange } from '../../../record/filing/file-and-change.ts';
import { rankStatements } from '../../../record/claims/rank-statements.ts';
import { findThing, parseRef, refOf } from '../../../record/refs.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { loadCasesOf } from '../../../record/views/parts.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { Field } from '../../kit/forms/fields.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Fields, type FormState, type Option } from '../../kit/forms/form.ts';
import { getAt, isTree } from '../../kit/forms/tree.ts';
import { filterValues, routes } from '../../routes.ts';
import { claimInputOf } from '../forms/claim-input.ts';
import { visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { Picks, subjectKinds } from '../../kit/forms/pick.ts';
import { newSaying, readSaying, sayingFields, sayingShape } from '../forms/saying.ts';
import { isBlankValue, propertyField, readValueInput, valueField } from '../forms/values.ts';
import { usualProperties } from '../forms/usual-properties.ts';
import { briefTitle, deskList, deskPage } from './links.ts';
import { DeskFacts, loadDeskFacts } from '../show/facts.tsx';
import { Section } from '../show/parts.tsx';
import { loadThing } from '../show/load-thing.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { relocated } from '../../kit/forms/issues.ts';
import { needsSecondPerson } from '../../../record/claims/second-person.ts';
import { checkedField } from '../forms/checked-field.ts';

const factsForm = (t: Translate, kind: ThingKind, second: boolean) =>
  defineForm({
    name: 'facts',
    schema: z.object({
      supports: z
        .array(
          z.object({
            existing: z.string().max(700).optional(),
            ...sayingShape,
            wording: z.string().max(20_000, 'errors.field.text.long').optional(),
            chain: z.array(sayingShape.chain.element).default([]),
          }),
        )
        .min(1, 'record.desk.facts.support_missing'),
      facts: z
        .array(
          z.object({
            property: z.string('errors.field.property.missing').max(60),
            rests: z.coerce.number().int().min(1).default(1),
            value: z.unknown().optional(),
          }),
        )
        .min(1, 'record.desk.facts.nothing'),
      checked: z.boolean().default(false),
      visibility: visibilitySchema,
      why: whySchema,
    }),
    fields: {
      supports: {
        kind: 'rows',
        label: 'record.desk.facts.supports',
        hint: 'record.desk.facts.supports_hint',
        addLabel: 'record.desk.facts.add_support',
        max: 20,
        fields: {
          existing: {
            kind: 'pick',
            label: 'record.desk.facts.existing',
            hint: 'record.desk.facts.existing_hint',
            optional: true,
            list: 'list-claim',
          },
          ...sayingFields(t),
        },
        collapsed: { names: ['kind', 'certainty', 'language'] },
      },
      facts: {
        kind: 'rows',
        label: 'record.desk.facts.values',
        hint: 'record.desk.facts.values_hint',
        addLabel: 'record.desk.facts.add_value',
        eachLabel: 'record.desk.claim.value_fields',
        max: 60,
        fields: {
          property: propertyField(t, kind),
          rests: { kind: 'select', label: 'record.desk.facts.rests', width: 'half' },
        },
        each: (row): Fields => {
          const property = typeof row.property === 'string' ? findProperty(row.property) : undefined;
          return property?.on.includes(kind) ? { value: valueField(t, property) } : {};
        },
      },
      ...(second ? {} : { checked: checkedField }),
      visibility: visibilityField,
      why: whyField,
    },
  });
type Input = z.output<ReturnType<typeof factsForm>['schema']>;

/**
 * The options of the field that selects the claim for a value. There is one for each row of `supports`, which is a
 * new or an existing claim. Its text is the number of the row and the first words of the claim.
 */
function supportOptions(t: Translate, state: FormState): Option[] {
  const supports = getAt(state.values, 'supports');
  const rows = Array.isArray(supports) ? supports.filter(isTree) : [];
  return Array.from({ length: Math.max(rows.length, 1) }, (_, index) => {
    const text = [rows[index]?.wording, rows[index]?.existing]
      .flat()
      .find((one) => typeof one === 'string' && one.trim());
    return {
      value: String(index + 1),
      text: t(text ? 'record.desk.facts.support_words' : 'record.desk.facts.support_number', {
        number: index + 1,
        words: typeof text === 'string' ? text.slice(0, 60) : '',
      }),
    };
  });
}

/** Converts the input of the form to new claims, and to changes of existing claims that get more statements. */
async function readFacts(
  db: Reader,
  t: Translate,
  picks: Picks,
  input: Input,
  values: FormState['values'],
  subject: { ref: string; case?: string },
) {
  const rows = input.facts.flatMap((fact, index) => {
    const property = findProperty(fact.property);
    if (!property) return [];
    return isBlankValue(property, getAt(values, `facts[${index}].value`)) ? [] : [{ ...fact, property, index }];
  });
  if (!rows.length) picks.complain('facts', 'record.desk.facts.nothing');
  const statements = new Map<
    number,
    { index: number; statement: { subject: string; property: string; value: unknown } }[]
  >();
  for (const { index, property, rests, value } of rows) {
    const read = {
      subject: subject.ref,
      property: property.key,
      value: await readValueInput(t, picks, property, value, `facts[${index}].value`),
    };
    if (rests > input.supports.length) picks.complain(`facts[${index}].rests`, 'record.desk.facts.no_such_support');
    else statements.set(rests, [...(statements.get(rests) ?? []), { index, statement: read }]);
  }
  const claims: { support: number; rows: number[]; input: Awaited<ReturnType<typeof claimInputOf>> }[] = [];
  const changes: {
    support: number;
    rows: number[];
    claim: string;
    version: number;
    to: Awaited<ReturnType<typeof claimInputOf>>;
  }[] = [];
  for (const [index, support] of input.supports.entries()) {
    const at = `supports[${index}]`;
    const carried = statements.get(index + 1) ?? [];
    if (!carried.length && rows.length)
      picks.complain(`${at}.${support.existing ? 'existing' : 'wording'}`, 'record.desk.facts.unused');
    const own = carried.map((one) => one.statement);
    const from = carried.map((one) => one.index);
    if (support.existing) {
      const ref = await picks.read(`${at}.existing`, support.existing, { kinds: ['claim'] });
      const parsed = ref && parseRef(ref);
      const thing = parsed && (await findThing(db, 'claim', parsed.number));
      const [claim] = thing ? await loadClaims(db, [thing.id], 'desk') : [];
      if (!claim) continue;
      if (claim.visibility === 'sealed' || claim.withdrawn) {
        picks.complain(`${at}.existing`, 'record.desk.facts.existing_closed');
        continue;
      }
      const to = await claimInputOf(db, claim);
      changes.push({
        support: index,
        rows: [...to.statements.map(() => -1), ...from],
        claim: claim.ref,
        version: claim.version,
        to: { ...to, statements: [...to.statements, ...own], checked: input.checked },
      });
      continue;
    }
    if (!support.wording) picks.complain(`${at}.wording`, 'errors.field.wording.missing');
    if (!support.chain.length) picks.complain(`${at}.chain`, 'errors.field.chain.missing');
    const saying = await readSaying(db, picks, { ...support, wording: support.wording ?? '' }, at);
    claims.push({
      support: index,
      rows: from,
      input: { ...saying, case: subject.case, statements: own, checked: input.checked, visibility: input.visibility },
    });
  }
  picks.throwIfUnclear();
  return { claims, changes };
}

/**
 * Converts the path of an operation's error to a field. An error in a statement is shown in the row of its value
 * (`facts`), and any other error in the row of the claim (`supports`).
 */
const placeOf =
  ({ claims, changes }: Awaited<ReturnType<typeof readFacts>>) =>
  (path: string): string => {
    const match = /^(?:filing\.)?(claims|changeClaims)\.(\d+)\.(?:to\.)?(.*)$/.exec(path);
    const from = match && (match[1] === 'claims' ? claims : changes)[Number(match[2])];
    if (!match || !from) return path;
    const statement = /^statements\.(\d+)\.(.*)$/.exec(match[3]!);
    if (statement)
      return `facts[${from.rows[Number(statement[1])] ?? 0}].${statement[2]!.replace(/\.title\.text$/, '.title')}`;
    return `supports[${from.support}].${match[3]!.replace(/^support\.(?:end|start|capture)$/, 'support.words')}`;
  };

/** The form that adds facts about an item. For each value, it selects the claim that states the value. */
export const factsForms: Pages = (web) => {
  formPage(web, routes.desk.facts, {
    operation: fileAndChange,
    load: async ({ db, params }) => {
      if (!(subjectKinds() as readonly string[]).includes(params.kind)) throw new AppError('not_found');
      const { thing } = await loadThing(db, params.kind, params.number);
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
      const inCase = thing.kind === 'case' ? brief : (await loadCasesOf(db, [thing.id], 'desk')).get(thing.id);
      const second = await needsSecondPerson(db);
      return { thing, brief, inCase, second, known: await loadDeskFacts(db, thing.id) };
    },
    form: ({ t, view }) => factsForm(t, view.thing.kind, view.second),
    title: ({ t, view }) => t('record.desk.facts.title', { title: briefTitle(t, view.brief) }),
    crumb: 'record.desk.facts.add',
    crumbs: ({ t, view: { thing, brief } }) => [
      { label: t(`record.desk.kinds.${thing.kind}`), href: deskList(thing.kind) },
      { label: briefTitle(t, brief), href: deskPage(brief) },
    ],
    actions: ({ view }) => <VisibilityBadge visibility={view.thing.visibility} />,
    save: 'record.desk.facts.submit',
    home: ({ view }) => deskPage(view.brief)!,
    lists: ['actor', 'source', 'claim', 'case', 'event', 'proceeding'],
    values: ({ c, view: { thing, known } }) => {
      const requested = filterValues(new URL(c.req.url), 'property');
      const present = new Set<string>(known.facts.map((fact) => fact.property));
      const first = requested.length
        ? requested
        : (usualProperties[thing.kind] ?? []).filter((property) => !present.has(property));
      return {
        supports: [newSaying()],
        facts: first.map((property) => ({ property, rests: '1' })),
        visibility: thing.visibility,
      };
    },
    derive: ({ t, state }) => ({ options: { 'facts.rests': supportOptions(t, state) } }),
    fields: () => (
      <>
        <div class="two">
          <div>
            <Field at="supports" />
          </div>
          <div>
            <Field at="facts" />
          </div>
        </div>
        {['checked', 'visibility', 'why'].map((name) => (
          <Field at={name} />
        ))}
      </>
    ),
    below: ({ t, may, view: { known, brief } }) =>
      known.facts.length ? (
        <Section id="known" title={t('record.desk.facts.known')}>
          <DeskFacts of={brief} {...known} mayRank={may(rankStatements)} />
        </Section>
      ) : null,
    submit: async (input, { t, db, run, picks, view: { thing, inCase }, values }) => {
      const read = await readFacts(db, t, picks, input, values, { ref: refOf(thing), case: inCase?.ref ?? undefined });
      const filing = { actors: picks.actors(), claims: read.claims.map((one) => one.input) };
      const changeClaims = read.changes.map(({ claim, version, to }) => ({ claim, version, to }));
      return relocated(run(fileAndChange, { filing, changeClaims }, input.why), placeOf(read));
    },
  });
};
