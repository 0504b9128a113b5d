import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { file } from '../../../record/filing/file.ts';
import { fileAndChange } from '../../../record/filing/file-and-change.ts';
import { findThing, parseRef, refOf } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { publishedDay } from '../../kit/forms/dates.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { Picks, pickText, pickTexts } from '../../kit/forms/pick.ts';
import {
  caseField,
  newSaying,
  passageVisibility,
  readSaying,
  sayingFields,
  sayingOf,
  sayingShape,
} from '../forms/saying.ts';
import {
  findSubjects,
  readStatements,
  refsOfStatements,
  statementRows,
  statementsOf,
  statementsSchema,
} from '../forms/statements.ts';
import { loadSealable, readSealFor, sealForSchema, sealRules, withSeal } from '../forms/seal-field.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { changeThing, loadChanged, newThing } from '../forms/form-page.tsx';
import { needsSecondPerson } from '../../../record/claims/second-person.ts';
import { checkedField } from '../forms/checked-field.ts';

/** @param second whether a second person must check claims; if so, the form has no checkbox “checked” */
const claimForm = (t: Translate, { second, published }: { second: boolean; published?: string }) =>
  defineForm({
    name: 'claim',
    published,
    schema: z.object({
      case: z.string().max(700).optional(),
      ...sayingShape,
      statements: statementsSchema,
      checked: z.boolean().default(false),
      visibility: visibilitySchema,
      sealFor: sealForSchema,
      why: whySchema,
    }),
    fields: {
      case: caseField,
      ...sayingFields(t),
      statements: statementRows(t),
      ...(second ? {} : { checked: checkedField }),
      visibility: visibilityField,
      why: whyField,
    },
    collapsed: { names: ['kind', 'certainty', 'language', 'visibility', 'why'] },
  });
type Input = z.output<ReturnType<typeof claimForm>['schema']>;

/** The day on which a source was published. Undefined if the exact day is not known, or if the source is sealed. */
async function publishedOf(db: Reader, ref: string | null | undefined): Promise<string | undefined> {
  const parsed = ref ? parseRef(ref) : null;
  const source = parsed?.kind === 'source' ? await findThing(db, 'source', parsed.number) : null;
  if (!source || source.visibility === 'sealed') return undefined;
  const row = await db.selectFrom('source').select('published').where('id', '=', source.id).executeTakeFirst();
  return publishedDay(row?.published);
}

/**
 * Rules that convert the paths of an operation's errors to the fields of a claim in a form.
 * @param start a pattern for the start of the paths, which is replaced by `to`
 */
export const sayingRules = (start: string, to: string) =>
  [
    [new RegExp(`^${start}support\\.(?:end|start|capture)$`), `${to}support.words`],
    [new RegExp(`^${start}(.*)\\.title\\.text$`), `${to}$1.title`],
    [new RegExp(`^${start}`), to],
  ] as const;

async function readClaimForm(db: Reader, t: Translate, picks: Picks, input: Input) {
  const inCase = await picks.read('case', input.case, { kinds: ['case'] });
  const saying = await readSaying(db, picks, input);
  const statements = await readStatements(t, picks, input.statements);
  picks.throwIfUnclear();
  return { ...saying, case: inCase, statements, checked: input.checked, visibility: input.visibility };
}

/** The values of an existing claim in the form. @throws AppError `not_found` */
async function storedClaim(t: Translate, db: Reader, thing: Thing): Promise<Tree> {
  const [claim] = await loadClaims(db, [thing.id], 'desk');
  if (!claim) throw new AppError('not_found');
  const texts = await pickTexts(db, refsOfStatements(claim));
  return {
    case: claim.case ? pickText(claim.case) : undefined,
    ...sayingOf(claim, await passageVisibility(db, claim.passage?.id)),
    statements: statementsOf(t, claim, texts),
    visibility: claim.visibility,
  };
}

const listNames = ['case', 'actor', 'source', 'subject', 'event', 'proceeding'] as const;

/** The forms that add and edit claims. */
export const claimForms: Pages = (web) => {
  formPage(web, routes.desk.newClaim, {
    ...newThing('claim'),
    load: async ({ db, asked }) => ({
      second: await needsSecondPerson(db),
      published: await publishedOf(db, asked('source')),
      ...(await loadSealable(db)),
    }),
    operation: file,
    form: (at) => withSeal(at, claimForm(at.t, at.view)),
    options: ({ view }) => ({ sealFor: view.sealable }),
    title: 'record.desk.claim.new',
    lists: listNames,
    values: async ({ db, asked }) => {
      const [inCase, source, actor] = [asked('case'), asked('source'), asked('actor')];
      const texts = await pickTexts(db, [inCase, source, actor]);
      const base = newSaying({
        case: texts.get(inCase ?? ''),
        visibility: 'desk',
        chain: [{ actor: texts.get(actor ?? ''), visibility: 'public' }],
        statements: inCase ? [{ subject: texts.get(inCase) }] : [],
      });
      return { ...base, support: { kind: 'passage', visibility: 'public', source: texts.get(source ?? '') } };
    },
    derive: ({ db, t, state }) => findSubjects(db, t, state),
    paths: [...sealRules, ...sayingRules('claims\\.0\\.', '')],
    submit: async (input, { db, t, run, picks }) => {
      const claim = await readClaimForm(db, t, picks, input);
      const sealFor = readSealFor(input.sealFor);
      const actors = picks.actors().map((actor) => ({ ...actor, sealFor }));
      const filed = await run(file, { actors, claims: [{ ...claim, sealFor }] }, input.why);
      return routes.desk.claim({ number: parseRef(filed.claims[0]!)!.number });
    },
  });

  changePage(web, routes.desk.editClaim, {
    ...changeThing('claim'),
    load: async (at) => {
      const changed = await loadChanged('claim', at);
      if (changed.thing.withdrawn_at) throw new AppError('already_withdrawn');
      const [claim] = await loadClaims(at.db, [changed.thing.id], 'desk');
      const published = await publishedOf(at.db, claim?.source?.ref);
      return { ...changed, second: await needsSecondPerson(at.db), published };
    },
    operation: changeClaim,
    form: ({ t, view }) => claimForm(t, view),
    title: 'record.desk.claim.change',
    lists: listNames,
    values: ({ t, db, view }) => storedClaim(t, db, view.thing),
    derive: ({ db, t, state }) => findSubjects(db, t, state),
    paths: sayingRules('changeClaims\\.0\\.to\\.', ''),
    submit: async (input, { db, t, run, picks, view, version }) => {
      const changeClaims = [{ claim: refOf(view.thing), version, to: await readClaimForm(db, t, picks, input) }];
      return run(fileAndChange, { filing: { actors: picks.actors() }, changeClaims }, input.why);
    },
  });
};
