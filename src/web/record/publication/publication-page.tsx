import { z } from 'zod';
import { isEditor, legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { acceptPublication } from '../../../record/proposals/accept-publication.ts';
import { isOpen } from '../../../record/publication/plan.ts';
import { publish, publishInput } from '../../../record/publication/publish.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Router } from '../../kit/context.ts';
import { noteControl } from '../../kit/desk/take-proposal.ts';
import { requirePermission } from '../../kit/desk/who.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { declareForm } from '../../kit/forms/declared.ts';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { control, handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { answerOn, type Crumb } from '../../kit/pages/form-page.tsx';
import { deskRequest, type DeskRequest, type Route } from '../../kit/pages/page-request.ts';
import { page, useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import {
  lastPublication,
  loadChanged,
  loadProposal,
  loadPublication,
  loadWhole,
  readPageVersions,
  writeVersions,
  type PublicationView,
  type WholePlan,
} from './load.ts';
import { Changed, Missing, Offered, reasonField, StayingItems, Summary, type PublicationChoice } from './parts.tsx';

/** The checkboxes are not declared as fields, because their number depends on the case. `choiceIn` reads them. */
const form = defineForm({ name: 'publish', schema: z.object({}), fields: {}, most: 45_000, limit: 4 * 1_048_576 });

/** What is to be published, and the texts and links of the page. */
export type Subject = {
  /** Refs of the case, or of the claims of an article. */
  of: readonly string[];
  /** Message keys. */
  words: { title: string; lead: string; propose: string };
  name: string;
  crumbs: readonly Crumb[];
  /** The desk page of the case or article. */
  home: string;
  /** The link in the notice after the publication, for example to the public page. */
  next: { href: string; label: string };
  /** The address to redirect to after the publication. `set`: the number of its change set. */
  done(set: number | undefined): string;
  /** Renders the public page as readers would see it. Left out if the publication affects several pages. */
  preview?(chosen: { of: string[]; keep: string[]; withheld: Publishing['withheld'] }): Promise<Response>;
};
type Publishing = z.output<typeof publishInput>;

/** Reads what the editor has selected from the values of the form. */
function choiceIn(values: Tree): PublicationChoice {
  const keep = [values.keep].flat().filter((one) => typeof one === 'string');
  const withheld = Object.entries(values).flatMap(([name, value]) => {
    const number = /^reason-([1-9]\d{0,14})$/.exec(name)?.[1];
    return number && typeof value === 'string' && value ? [[`source/${number}`, value]] : [];
  });
  return { keep, withheld: Object.fromEntries(withheld) as Record<string, string> };
}

/** Validates the reasons. @throws AppError `bad_form` if one is not among the options */
function reasonsIn(withheld: PublicationChoice['withheld']): Publishing['withheld'] {
  const read = publishInput.shape.withheld.safeParse(withheld);
  if (!read.success) throw new AppError('bad_form');
  return read.data;
}

/** The values of the form for a proposal. */
const proposedValues = ({ keep, withheld }: Pick<Publishing, 'keep' | 'withheld'>): Tree => ({
  keep,
  ...Object.fromEntries(Object.entries(withheld).map(([ref, reason]) => [reasonField(ref), reason])),
});

/**
 * Registers a page that makes several items public in one change set. It shows what becomes public, and what stays at
 * the desk and why. Someone who is not an editor proposes the publication, and an editor decides on it on the same
 * page.
 */
export function publicationPage<P>(
  web: Router,
  route: Route<P>,
  load: (at: DeskRequest<P>) => Promise<Subject | Response>,
): void {
  declareForm(web, route, form);
  answerOn(web, ['GET', 'POST'], route, async (c) => {
    const at = await deskRequest(c, route);
    const { db, desk, principal, run } = at;
    requirePermission(desk, { permission: legal });
    const subject = await load(at);
    if (subject instanceof Response) return subject;
    const of = [...subject.of];
    const proposalId = /^[1-9]\d{0,8}$/.exec(at.query('proposal') ?? '')?.[0];
    const proposal = proposalId ? await loadProposal(db, Number(proposalId), of) : undefined;

    let whole: WholePlan | undefined;
    const render = async (state: FormState) => {
      const chosen = choiceIn(state.values);
      const view = await loadPublication(db, whole ?? (await loadWhole(db, of)), chosen.keep);
      const sent = state.values[control.version];
      const paths = state.errors.map(({ path }) => /^withheld\W+(source\/\d+)/.exec(path)?.[1]);
      return (
        <PublicationPage
          subject={subject}
          decides={isEditor(principal)}
          view={view}
          state={{
            ...state,
            version: writeVersions(view.versions),
            errors: state.errors.filter((_, index) => paths[index] === undefined),
          }}
          missing={new Set(paths.filter((ref) => ref !== undefined))}
          chosen={chosen}
          changed={typeof sent === 'string' ? await loadChanged(db, readPageVersions(sent), view.versions) : []}
          proposal={proposal}
          done={Number(at.query('done') ?? 0)}
        />
      );
    };

    return handleForm(c, form, {
      initial: async () => {
        if (proposal) return fresh(proposedValues(publishInput.parse(proposal.input)));
        // Sources that an editor has already kept at the desk are selected again.
        whole = await loadWhole(db, of);
        return fresh({
          keep: whole.items.flatMap((one) => (one.outcome === 'publish' && one.reason ? [one.ref] : [])),
        });
      },
      render,
      submit: async (_typed, { version, intent, values }) => {
        const chosen = choiceIn(values);
        const input = { of, keep: [...chosen.keep], withheld: reasonsIn(chosen.withheld) };
        if (intent === 'update') return page(c, await render(fresh(values)));
        if (intent === 'preview' && subject.preview) return subject.preview(input);
        const versions = readPageVersions(version);
        if (proposal && isEditor(principal))
          await run(acceptPublication, { ...input, versions, proposal: proposal.id });
        else await run(publish, { ...input, versions });
        return subject.done(await lastPublication(db, principal.accountId));
      },
    });
  });
}

/** The notice above a preview. `here`: the address of the page with the button that publishes. */
export function PreviewNotice({ here, label }: { here: string; label: string }) {
  const { t } = useView();
  return (
    <Notice kind="warning" title={t('record.publication.preview_title')}>
      <p>{t('record.publication.preview_lead')}</p>
      <p class="no-print">
        <a href={here}>{t(label)}</a>
      </p>
    </Notice>
  );
}

function PublicationPage({
  subject: { words, name, crumbs, home, next, preview },
  decides,
  view,
  state,
  missing,
  chosen,
  changed,
  proposal,
  done,
}: {
  subject: Subject;
  decides: boolean;
  view: PublicationView;
  state: FormState;
  missing: ReadonlySet<string>;
  chosen: PublicationChoice;
  changed: Awaited<ReturnType<typeof loadChanged>>;
  proposal: Awaited<ReturnType<typeof loadProposal>> | undefined;
  done: number;
}) {
  const { t } = useView();
  const title = t(words.title);
  const { roots } = view.plan;
  // A case that is sealed, withdrawn or limited to a team cannot become public.
  const stuck = roots.find((root) => root.kind === 'case' && !isOpen(root.outcome));
  const nothing = view.offered.length === 0 && view.plan.withheld.length === 0;
  const works = !stuck && !nothing && view.plan.claims > 0;
  return (
    <DeskPage title={title} crumbs={[...crumbs, { label: title }]}>
      <h2>
        <a href={home}>{name}</a>
      </h2>
      {done ? (
        <Notice title={t('record.publication.done')}>
          <p role="status">
            <a href={next.href}>{next.label}</a> ·{' '}
            <a href={routes.desk.changeSet({ number: done })}>{t('record.publication.change')}</a> ·{' '}
            <a href={routes.desk.undoChangeSet({ number: done })}>{t('record.publication.undo')}</a>
          </p>
        </Notice>
      ) : null}
      {proposal ? (
        <Notice title={t('record.publication.proposed_by', { name: proposal.by })}>
          {proposal.note ? <p class="typed">{proposal.note}</p> : null}
        </Notice>
      ) : null}
      <Changed changed={changed} />
      <Missing missing={missing} view={view} />
      {stuck ? (
        <Notice kind="warning" title={t(`record.publication.why.${stuck.outcome}`)}>
          <p>{t('record.publication.stuck')}</p>
        </Notice>
      ) : view.plan.claims === 0 ? (
        <Notice kind="warning" title={t('record.publication.no_claims')}>
          <p>{t('record.publication.no_claims_lead')}</p>
        </Notice>
      ) : (
        <p class="lead">{t(nothing ? 'record.publication.nothing' : decides ? words.lead : words.propose)}</p>
      )}
      {works || (!stuck && chosen.keep.length) ? (
        <Form
          form={form}
          state={state}
          submit={decides ? 'record.publication.submit' : 'record.publication.propose'}
          cancel={home}
        >
          <Summary view={view} />
          <Offered
            view={view}
            chosen={chosen}
            fixed={roots.flatMap((root) => (root.kind === 'case' ? [root.ref] : []))}
            missing={missing}
          />
          {decides ? null : (
            <div class="field">
              <label for="note">{t('record.proposals.note')}</label>
              <textarea id="note" name={noteControl} rows={3} maxlength={2000}></textarea>
            </div>
          )}
          <div class="buttons">
            {preview ? (
              <button class="button" type="submit" name={control.intent} value="preview" formtarget="_blank">
                {t('record.publication.preview')}
              </button>
            ) : null}
            <button class="button" type="submit" name={control.intent} value="update">
              {t('record.publication.update')}
            </button>
          </div>
        </Form>
      ) : null}
      <StayingItems view={view} />
    </DeskPage>
  );
}
