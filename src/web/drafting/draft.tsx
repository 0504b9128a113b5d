import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { AppError, asAppError, type FieldError } from '../../platform/errors.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { run } from '../../platform/operation.ts';
import type { Edit } from '../../drafting/store/edits.ts';
import { draftOfStored } from '../../drafting/store/draft-of-stored.ts';
import { dropDraft } from '../../drafting/store/create-draft.ts';
import { fileDraft } from '../../drafting/store/file-draft.ts';
import { loadDraft, type StoredDraft } from '../../drafting/store/load-draft.ts';
import { saveDraft, type Saved } from '../../drafting/store/save-draft.ts';
import { listed, type Listing } from '../../drafting/sure/sureness.ts';
import { assignmentsOf } from '../../work/load-work.ts';
import { decisions, inProceeding, partKinds, type StoredClaim } from '../../drafting/store/schema.ts';
import { parseRef } from '../../record/refs.ts';
import type { Ctx, Pages } from '../kit/context.ts';
import { fresh, type FormState, type Option } from '../kit/forms/form.ts';
import { handleAction, handleForm, type Sent } from '../kit/forms/handle.ts';
import { textIn } from '../kit/forms/tree.ts';
import { routes } from '../routes.ts';
import { wantsJson } from '../kit/problem.tsx';
import { page } from '../kit/view.tsx';
import { atDesk, type Desk } from '../kit/desk/who.ts';
import { unlessChanged } from '../record/actions/as-shown.tsx';
import { draftAddress } from './steps.tsx';
import { claimForm, claimValues, readClaimForm } from './claim-form.ts';
import { DraftPage, type DraftPageProps } from './page.tsx';
import { incidentSection, problemWords } from './incident-form.ts';
import { allSections, caseSection, isSection, type Section, type SectionName } from './sections.ts';
import { loadReading, type DraftView } from './view.ts';
import { loadLists } from '../kit/forms/pick-lists.tsx';
import { readInTurn } from '../kit/reading-turns.ts';

/** Loads the draft that the address names. @throws AppError `not_found`; `redacted` or `sealed` if its capture is */
export async function draftAt(c: Ctx): Promise<Desk & { draft: StoredDraft; id: number }> {
  const desk = await atDesk(c);
  const { id } = routes.desk.draft.read(c.req.param());
  const number = /^[1-9]\d{0,15}$/.test(id) ? Number(id) : 0;
  const draft = number ? await loadDraft(desk.app.db.read, number) : null;
  if (!draft) throw new AppError('not_found');
  if (draft.capture.erased) throw new AppError('redacted');
  if (draft.capture.sealed) throw new AppError('sealed');
  return { ...desk, draft, id: number };
}

type More = Pick<DraftPageProps, 'claim' | 'section' | 'furtherCase' | 'incident' | 'refused' | 'file' | 'arrived'> & {
  marking?: boolean;
};

async function show(c: Ctx, draft: StoredDraft, more: More | ((reading: DraftView) => More)): Promise<Child> {
  const t = c.get('t');
  const db = c.get('deps').app.db.read;
  const reading = await loadReading(db, t, draft, listingOf(c));
  const assigned = await assignmentsOf(db, 'draft_id', [draft.id]);
  const extra = typeof more === 'function' ? more(reading) : more;
  return (
    <DraftPage
      reading={reading}
      sections={allSections(t, reading)}
      assigned={assigned.get(draft.id)?.name ?? null}
      lists={await loadLists(db, ['actor', 'source', 'case'])}
      marking={extra.marking ?? false}
      {...extra}
    />
  );
}

const isDoubtful = (value?: string): 'doubtful' | undefined => (value === 'doubtful' ? value : undefined);
/** The order and the filter of the list of claims, from the address. */
const listingOf = (c: Ctx): Listing => ({
  order: isDoubtful(c.req.query('order')),
  only: isDoubtful(c.req.query('only')),
});

/** The address of the draft, with the order and the filter of the request. */
const backTo = (c: Ctx, draft: Pick<StoredDraft, 'id'>, query?: { claim?: string }, anchor?: string): string =>
  draftAddress({ draft, listing: listingOf(c) }, query, anchor);

const buttonFields = z.object({ intent: z.string() });

export const draftPages: Pages = (web) => {
  web.get(routes.desk.draft.pattern, async (c) => {
    const { draft } = await draftAt(c);
    const shown = c.req.query('show');
    const arrived = shown === 'known' ? shown : undefined;
    const openedClaim = draft.content.claims.find(
      (one) => one.key === c.req.query('claim') && one.decision !== 'filed',
    );
    const t = c.get('t');
    return page(
      c,
      await show(c, draft, (reading) => ({
        marking: shown === 'mark',
        arrived,
        claim:
          openedClaim &&
          openClaim(
            c,
            reading,
            openedClaim,
            fresh(claimValues(t, reading, openedClaim), { version: String(openedClaim.rev) }),
          ),
      })),
    );
  });

  web.get(routes.desk.draftJson.pattern, async (c) => {
    const { draft, app, principal } = await draftAt(c);
    const { signal } = c.req.raw;
    const read = await readInTurn(principal, () => draftOfStored(app, draft.capture.id, signal), signal);
    return c.json(read, 200, { 'Content-Disposition': `attachment; filename="draft-${draft.id}.json"` });
  });

  web.post(routes.desk.draft.pattern, async (c) => {
    const shown = c.req.query('show');
    const key = c.req.query('claim');
    if (key) return changeClaim(c, key);
    if (isSection(shown)) return changeSection(c, shown);
    const incident = /^incident-(i\d{1,4})$/.exec(shown ?? '')?.[1];
    if (incident) return changeIncident(c, incident);
    const further = /^case-(k\d{1,4})$/.exec(shown ?? '')?.[1];
    if (further) return changeFurtherCase(c, further);
    if (shown === 'question') return changeQuestion(c);
    if (shown === 'act') return handleButton(c);
    throw new AppError('not_found');
  });

  web.post(routes.desk.draftMark.pattern, async (c) => {
    const { draft } = await draftAt(c);
    return handleAction(c, async ({ values }) => {
      const place = /^(\d{1,9})-(\d{1,9})$/.exec(textIn(values, 'place'));
      if (!place)
        throw new AppError('invalid_input', { fields: [{ path: 'place', message: 'drafting.mark.nothing' }] });
      const { key } = await step(c, draft.id, { do: 'mark', start: Number(place[1]), end: Number(place[2]) });
      return backTo(c, draft, { claim: key! }, `claim-${key}`);
    });
  });

  web.post(routes.desk.draftFile.pattern, async (c) => {
    const { draft, app, principal } = await draftAt(c);
    return handleAction(c, async ({ values, version }) => {
      const checked = values.checked !== undefined;
      try {
        await run(app, fileDraft, principal, { draft: draft.id, version: version ?? '0', checked });
        return routes.desk.draftFile({ id: String(draft.id) });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code === 'internal' || error.code === 'not_signed_in') throw thrown;
        return page(c, await refused(c, draft, error, checked), error.status);
      }
    });
  });
};

const step = async (c: Ctx, draft: number, edit: Edit): Promise<Saved> => {
  const { app, principal } = await atDesk(c);
  return run(app, saveDraft, principal, { draft, edit });
};

function openClaim(
  c: Ctx,
  reading: DraftView,
  claim: StoredClaim,
  state: FormState,
): NonNullable<DraftPageProps['claim']> {
  return { key: claim.key, form: claimForm(c.get('t'), reading), state };
}

async function changeClaim(c: Ctx, key: string): Promise<Response> {
  const { draft, app } = await draftAt(c);
  const t = c.get('t');
  const db = app.db.read;
  const reading = await loadReading(db, t, draft);
  const claim = draft.content.claims.find((one) => one.key === key);
  if (!claim || claim.decision === 'filed') throw new AppError('not_found');
  let offered: Record<string, readonly Option[]> = {};
  return handleForm(c, claimForm(t, reading), {
    again: () => ({ options: offered }),
    render: async (state) => show(c, draft, (now) => ({ claim: openClaim(c, now, claim, state) })),
    submit: async (input, { version, intent }) => {
      const read = await readClaimForm(
        db,
        t,
        draft.content,
        claim,
        input,
        draft.capture.text,
        (options) => (offered = options),
      );
      const { content } = await step(c, draft.id, {
        do: 'claim',
        key,
        rev: Number(version ?? 0),
        decision: intent === 'save' ? undefined : 'accepted',
        ...read,
      });
      const next = intent === 'save' ? key : nextOpen(c, content.claims, claim);
      return backTo(c, draft, {}, `claim-${next}`);
    },
    current: async () => {
      const now = (await loadDraft(db, draft.id)) ?? draft;
      const theirs = now.content.claims.find((one) => one.key === key) ?? claim;
      return { values: claimValues(t, await loadReading(db, t, now), theirs), version: String(theirs.rev) };
    },
  });
}

/**
 * The key of the next claim without a decision, in the order of the list. If none follows, the first such claim in the
 * list. If there is none, the same claim.
 */
function nextOpen(c: Ctx, claims: readonly StoredClaim[], from: StoredClaim): string {
  const all = listed(claims, listingOf(c));
  const index = all.findIndex((one) => one.key === from.key);
  const isOpen = (one: StoredClaim): boolean => one.decision === 'open' && one.key !== from.key;
  return (all.slice(index + 1).find(isOpen) ?? all.find(isOpen) ?? from).key;
}

const changeSection = (c: Ctx, name: SectionName): Promise<Response> =>
  changePart(c, `section-${name}`, {
    of: (t, reading) => allSections(t, reading)[name],
    more: (state) => ({ section: { name, state } }),
  });

/**
 * Handles the form that selects the case of an incident: a new case, or an existing one that the page did not suggest.
 */
const changeIncident = (c: Ctx, key: string): Promise<Response> =>
  changePart(c, `incident-${key}`, {
    of(t, reading) {
      const incident = reading.content.incidents.find((one) => one.key === key);
      if (!incident) throw new AppError('not_found');
      return incidentSection(t, reading, incident);
    },
    more: (state) => ({ incident: { key, state } }),
  });

/** Handles the form of a case other than the draft's first case. */
const changeFurtherCase = (c: Ctx, key: string): Promise<Response> =>
  changePart(c, `section-case-${key}`, {
    of(t, reading) {
      if (!reading.content.cases.some((one) => one.key === key)) throw new AppError('not_found');
      return caseSection(t, reading, key);
    },
    more: (state) => ({ furtherCase: { key, state } }),
  });

/** Handles the form of a section of the draft. The browser returns to the element with the id `place`. */
async function changePart(
  c: Ctx,
  place: string,
  part: { of(t: Translate, reading: DraftView): Section; more(state: FormState): More },
): Promise<Response> {
  const { draft, app } = await draftAt(c);
  const t = c.get('t');
  const db = app.db.read;
  const sectionOf = async (from: StoredDraft): Promise<Section> => part.of(t, await loadReading(db, t, from));
  const section = await sectionOf(draft);
  let offered: Record<string, readonly Option[]> = {};
  return handleForm(c, section.form, {
    again: () => ({ options: offered }),
    render: async (state) => show(c, draft, part.more(state)),
    submit: async (input, { version }) => {
      const { edit } = await section.read(input, {
        rev: Number(version ?? 0),
        offer: (options) => (offered = options),
        db,
      });
      await step(c, draft.id, edit);
      return backTo(c, draft, {}, place);
    },
    current: async () => {
      const now = await sectionOf((await loadDraft(db, draft.id)) ?? draft);
      return { values: now.values, version: String(now.rev) };
    },
  });
}

/** Handles the buttons of an incident's card, such as `incident-add:i1.2.case/3` and `incident-join:i1.2.k1`. */
async function incidentStep(c: Ctx, draft: StoredDraft, what: string, about: string): Promise<string> {
  const [key = '', rev = '', where] = about.split('.');
  const decision = what === 'incident-skip' ? 'skipped' : what === 'incident-undo' ? 'open' : 'accepted';
  const edit = { do: 'incident', key, rev: Number(rev), decision } as const;
  if (what === 'incident-join') await step(c, draft.id, { ...edit, into: where });
  else if (what === 'incident-add') {
    if (!where || parseRef(where)?.kind !== 'case') throw new AppError('not_found');
    await step(c, draft.id, { ...edit, to: { use: where, title: '', summary: '' } });
  } else await step(c, draft.id, edit);
  return backTo(c, draft, {}, `incident-${key}`);
}

async function changeQuestion(c: Ctx): Promise<Response> {
  const { draft } = await draftAt(c);
  return handleAction(c, async ({ values, intent }) => {
    const key = textIn(values, 'key');
    const decision = intent === 'accepted' || intent === 'skipped' || intent === 'open' ? intent : undefined;
    await step(c, draft.id, { do: 'question', key, wording: textIn(values, 'wording'), decision });
    return backTo(c, draft, {}, `question-${key}`);
  });
}

const manyAtOnce: Record<string, Edit> = {
  'undo-above': { do: 'undo-above' },
  'skip-own': { do: 'skip-own' },
  'visibility:public': { do: 'visibility', visibility: 'public' },
  'visibility:desk': { do: 'visibility', visibility: 'desk' },
};

const decisionOf: Record<string, 'accepted' | 'skipped' | 'open'> = {
  accept: 'accepted',
  skip: 'skipped',
  undo: 'open',
};

/** Handles the buttons without their own route. `intent` says what to do: `accept:c1` accepts the claim `c1`. */
async function handleButton(c: Ctx): Promise<Response> {
  const { draft, app, principal } = await draftAt(c);
  const t = c.get('t');
  return handleAction(c, async (sent: Sent) => {
    const { intent } = buttonFields.parse({ intent: sent.intent ?? '' });
    if (intent === 'drop') {
      await run(app, dropDraft, principal, { drafts: [draft.id] });
      return routes.desk.drafts();
    }
    const many = manyAtOnce[intent];
    if (many) {
      await step(c, draft.id, many);
      return backTo(c, draft, {}, intent.startsWith('visibility') ? 'file' : 'claims');
    }
    const [what, key = ''] = intent.split(':');
    if (what === 'accept-above') {
      const here = backTo(c, draft, {}, 'claims');
      await unlessChanged(here, () => step(c, draft.id, { do: 'accept-above', line: Number(key) }));
      return here;
    }
    if (what?.startsWith('incident-')) return incidentStep(c, draft, what, key);
    if (what === 'incidents') {
      await step(c, draft.id, { do: 'incidents', into: key });
      return backTo(c, draft, {}, 'incidents');
    }
    if (what === 'claim-case') {
      const chosen = textIn(sent.values, 'case');
      await step(c, draft.id, { do: 'claim-case', claims: [key], case: chosen || null });
      return backTo(c, draft, {}, `claim-${key}`);
    }
    const added = what === 'part' && partKinds.find((kind) => kind === key);
    if (added) {
      const proceeding = draft.content.parts.findLast((one) => one.kind === 'proceeding');
      await step(c, draft.id, {
        do: 'add-part',
        kind: added,
        title: t(`drafting.new.${key}`),
        parent: proceeding && inProceeding(added) ? `#${proceeding.key}` : null,
      });
      return backTo(c, draft, {}, 'section-parts');
    }
    if (what === 'reset') {
      const { key: left } = await step(c, draft.id, { do: 'reset', key });
      return backTo(c, draft, {}, left ? `claim-${left}` : 'claims');
    }
    const decision = decisionOf[what ?? ''];
    if (!decision) throw new AppError('not_found');
    return decide(c, draft, key, decision, sent.values);
  });
}

const seenFields = z.object({ rev: z.coerce.number().int(), seen: z.enum(decisions) });

/**
 * Saves the decision on a claim, if the claim is still as the page showed it. The script of the page gets the result as
 * JSON. Without the script, the browser loads the page again.
 */
async function decide(
  c: Ctx,
  draft: StoredDraft,
  key: string,
  decision: 'accepted' | 'skipped' | 'open',
  values: Sent['values'],
): Promise<string | Response> {
  const saw = seenFields.safeParse({ rev: textIn(values, 'rev'), seen: textIn(values, 'seen') });
  if (!saw.success) throw new AppError('invalid_input');
  const seen = { [key]: { rev: saw.data.rev, decision: saw.data.seen } };
  try {
    const saved = await step(c, draft.id, { do: 'decide', claims: [key], questions: [], decision, seen });
    const claim = saved.content.claims.find((one) => one.key === key)!;
    if (wantsJson(c)) return c.json({ version: saved.version });
    return backTo(c, draft, {}, `claim-${decision === 'open' ? key : nextOpen(c, saved.content.claims, claim)}`);
  } catch (thrown) {
    const { code, status } = asAppError(thrown);
    if (code !== 'conflict' || wantsJson(c)) throw thrown;
    return page(
      c,
      await show(c, (await loadDraft(c.get('deps').app.db.read, draft.id)) ?? draft, { refused: key }),
      status,
    );
  }
}

/**
 * Shows the draft again after filing has failed. If claims have errors, the form of the first of them shows its errors.
 */
async function refused(c: Ctx, draft: StoredDraft, error: AppError, checked: boolean): Promise<Child> {
  const t = c.get('t');
  const db = c.get('deps').app.db.read;
  const now = (await loadDraft(db, draft.id)) ?? draft;
  const problem = error.fields.length
    ? error.fields.map((field) => problemWords(t, now.content, field)).join(' ')
    : t(`errors.${error.code}`, { ...error.details, id: c.get('requestId') });
  const first = error.fields.map((field) => /^claim:(c\d+)\.(.*)$/.exec(field.path)).find(Boolean);
  const claim = now.content.claims.find((one) => one.key === first?.[1]);
  const errors: FieldError[] = claim
    ? error.fields.flatMap((field) =>
        field.path.startsWith(`claim:${claim.key}.`)
          ? [{ ...field, path: field.path.slice(claim.key.length + 7) }]
          : [],
      )
    : [];
  return show(c, now, (reading) => ({
    // If the page already lists what is missing, the errors are not repeated.
    file: {
      problem:
        error.code === 'conflict'
          ? t('drafting.file.conflict')
          : error.fields.length && reading.problems.length
            ? ''
            : problem,
      checked,
    },
    claim:
      claim &&
      openClaim(c, reading, claim, fresh(claimValues(t, reading, claim), { version: String(claim.rev), errors })),
  }));
}
