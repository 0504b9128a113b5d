import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { file } from '../../../record/filing/file.ts';
import { fileAndChange } from '../../../record/filing/file-and-change.ts';
import { parseRef } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { loadLists, relocated, visibilityField, visibilitySchema, whyField, whySchema } from '../forms/common.tsx';
import { FormPage, lastEditor } from '../forms/form-page.tsx';
import { Picks, pickText, pickTexts } from '../forms/pick.ts';
import { newSaying, passageVisibility, readSaying, sayingFields, sayingOf, sayingShape } from '../forms/saying.ts';
import {
  readStatements,
  refsOfStatements,
  statementRows,
  statementsOf,
  statementsSchema,
} from '../forms/statements.ts';
import { loadThing } from '../show/load-thing.ts';

const claimForm = (t: Translate) =>
  defineForm({
    name: 'claim',
    schema: z.object({
      case: z.string().max(700).optional(),
      ...sayingShape,
      statements: statementsSchema,
      checked: z.boolean().default(false),
      visibility: visibilitySchema,
      why: whySchema,
    }),
    fields: {
      case: {
        kind: 'pick',
        label: 'record.desk.kind.case',
        hint: 'record.desk.pick.hint',
        optional: true,
        list: 'list-case',
      },
      ...sayingFields(t),
      statements: statementRows(t),
      checked: { kind: 'checkbox', label: 'record.desk.claim.checked', hint: 'record.desk.claim.checked_hint' },
      visibility: visibilityField,
      why: whyField,
    },
  });
type Typed = z.output<ReturnType<typeof claimForm>['schema']>;

/** Where an operation's complaints belong on a form that has a saying under `$1`'s place. */
export const sayingRules = (start: string, to: string) =>
  [
    [new RegExp(`^${start}support\\.(?:end|start|capture)$`), `${to}support.words`],
    [new RegExp(`^${start}(.*)\\.title\\.text$`), `${to}$1.title`],
    [new RegExp(`^${start}`), to],
  ] as const;

async function readClaimForm(db: Reader, t: Translate, picks: Picks, typed: Typed) {
  const inCase = await picks.read('case', typed.case, { kinds: ['case'] });
  const saying = await readSaying(db, picks, typed);
  const statements = await readStatements(t, picks, typed.statements);
  picks.throwIfUnclear();
  return { ...saying, case: inCase, statements, checked: typed.checked, visibility: typed.visibility };
}

/** What the form holds for a claim on record. @throws AppError `not_found` */
async function storedClaim(db: Reader, thing: Thing): Promise<{ values: Tree; version: string }> {
  const [claim] = await loadClaims(db, [thing.id], 'desk');
  if (!claim) throw new AppError('not_found');
  const texts = await pickTexts(db, refsOfStatements(claim));
  return {
    values: {
      case: claim.case ? pickText(claim.case) : undefined,
      ...sayingOf(claim, await passageVisibility(db, claim.passage?.id)),
      statements: statementsOf(claim, texts),
      checked: claim.state === 'checked' ? '1' : undefined,
      visibility: claim.visibility,
    },
    version: String(claim.version),
  };
}

const listNames = ['case', 'actor', 'source', 'subject', 'event', 'proceeding'] as const;

/** Forms of claims. */
export const claimForms: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newClaim.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, file);
    const { db } = desk.app;
    const form = claimForm(t);
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, listNames);
    return handleForm(c, form, {
      initial: async () => {
        const [inCase, source, actor] = (['case', 'source', 'actor'] as const).map((kind) =>
          /^\d{1,15}$/.test(c.req.query(kind) ?? '') ? `${kind}/${c.req.query(kind)}` : '',
        );
        const texts = await pickTexts(db.read, [inCase!, source!, actor!].filter(Boolean));
        const base = newSaying({
          case: texts.get(inCase!),
          visibility: 'desk',
          chain: [{ actor: texts.get(actor!), visibility: 'public' }],
          statements: inCase ? [{ subject: texts.get(inCase) }] : [],
        });
        return fresh({ ...base, support: { kind: 'passage', visibility: 'public', source: texts.get(source!) } });
      },
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <FormPage title={t('record.desk.claim.new')} kind="claim" form={form} state={state} lists={lists} />
      ),
      submit: async (typed) => {
        const claim = await readClaimForm(db.read, t, picks, typed);
        const filed = await relocated(
          run(desk.app, file, desk.principal, { actors: picks.actors(), claims: [claim] }, typed.why),
          sayingRules('claims\\.0\\.', ''),
        );
        return routes.desk.claim({ number: parseRef(filed.claims[0]!)!.number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editClaim.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeClaim);
    const { db } = desk.app;
    const { thing } = await loadThing(db.read, 'claim', routes.desk.editClaim.read(c.req.param()).number);
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    if (thing.withdrawn_at) throw new AppError('already_withdrawn');
    const form = claimForm(t);
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, listNames);
    let by: string | undefined;
    return handleForm(c, form, {
      initial: async () => {
        const { values, version } = await storedClaim(db.read, thing);
        return fresh(values, { version });
      },
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <FormPage
          title={t('record.desk.claim.change')}
          kind="claim"
          thing={thing}
          form={form}
          state={state}
          by={by}
          lists={lists}
        />
      ),
      submit: async (typed, { version }) => {
        const to = await readClaimForm(db.read, t, picks, typed);
        const changeClaims = [{ claim: `claim/${thing.number}`, version: version ?? '', to }];
        await relocated(
          run(desk.app, fileAndChange, desk.principal, { filing: { actors: picks.actors() }, changeClaims }, typed.why),
          sayingRules('changeClaims\\.0\\.to\\.', ''),
        );
        return routes.desk.claim({ number: thing.number });
      },
      current: async () => {
        by = await lastEditor(db.read, thing);
        return storedClaim(db.read, thing);
      },
    });
  });
};
