import type { Translate } from '../../platform/messages/messages.ts';
import { missingWordsKey } from '../../drafting/words.ts';
import type { StoredClaim } from '../../drafting/store/schema.ts';
import { isAcceptedAbove, surenessIn, sureWords } from '../../drafting/sure/sureness.ts';
import { parseRef } from '../../record/refs.ts';
import { ClaimChain } from '../record/components/chain.tsx';
import { Shape } from '../kit/components/shapes.tsx';
import type { ChainLink } from '../record/components/types.ts';
import { ModeWord, Pill, VisibilityBadge } from '../kit/components/values.tsx';
import { control } from '../kit/forms/handle.ts';
import { AllFields, Form } from '../kit/forms/fields.tsx';
import type { Form as FormDef, FormState } from '../kit/forms/form.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { deskPage } from '../record/desk/links.ts';
import { ClaimCase } from './claim-case.tsx';
import { DraftActionButton, draftAddress, Steps } from './steps.tsx';
import type { DraftView } from './view.ts';
import { foreignTo } from '../kit/words/foreign-to.ts';

const chainOf = (reading: DraftView, claim: StoredClaim, t: Translate): ChainLink[] =>
  claim.chain.map((link) => {
    const { cast, works } = reading.content;
    const inWords = link.actor !== null && cast.find((one) => `#${one.key}` === link.actor)?.use === 'words';
    const paper =
      link.source && works.find((one) => `#${one.key}` === link.source)?.use !== 'words'
        ? reading.named(link.source)
        : undefined;
    const actor =
      link.actor && !inWords
        ? { name: reading.named(link.actor) }
        : paper
          ? { name: link.asWritten ?? paper }
          : link.pagesOwn && !link.asWritten
            ? { name: t('record.desk.claim.the_page') }
            : null;
    return {
      actor,
      asWritten: link.asWritten ?? (inWords ? reading.named(link.actor) : undefined),
      verb: link.verb ?? undefined,
      within: link.actor && paper ? t('drafting.claim.within', { paper }) : undefined,
      carriedOver: link.carriedOver,
    };
  });

/** The page of the PDF on which the words of a suggested claim are, at their place. */
const placeOf = ({ source, capture }: DraftView['draft'], page: number, { passage }: StoredClaim): string =>
  `${routes.desk.capturePage(
    { number: parseRef(source.ref)!.number, capture: capture.number, page },
    { from: passage.start, to: passage.end },
  )}#here`;

/** The card of a suggested claim: its wording, attribution and facts, and buttons that accept, edit or skip it. */
export function ClaimCard({
  row,
  reading,
  form,
  refused,
  shownFirst,
  previous,
  next,
}: {
  row: DraftView['claims'][number];
  reading: DraftView;
  /** The form, if the claim is being edited. */ form?: { form: FormDef; state: FormState };
  /** Whether a decision on this claim was rejected, because someone had changed the claim. */ refused?: boolean;
  /** Whether this is the claim that a phone shows first; it shows one claim at a time. */ shownFirst?: boolean;
  /** The keys of the claims before and after this one in the list. */ previous?: string;
  next?: string;
}) {
  const { t } = useView();
  const { claim, number, facts, differs } = row;
  const [first] = claim.chain;
  const named = Boolean(first?.actor ?? first?.source ?? first?.asWritten);
  const id = `claim-${claim.key}`;
  const filed = claim.filed ? parseRef(claim.filed) : null;
  const classes = ['card', 'claim', claim.decision, form && 'chosen', claim.own && 'own', shownFirst && 'first']
    .filter(Boolean)
    .join(' ');
  const visibility = claim.visibility ?? reading.content.visibility;
  const sureness = surenessIn(claim);
  return (
    <article
      class={classes}
      id={id}
      tabindex={-1}
      data-claim={claim.key}
      data-decision={claim.decision}
      aria-labelledby={`${id}-title`}
    >
      <Passage claim={claim} text={reading.draft.capture.text} always={form !== undefined} />
      <div class="card-head">
        <h3 id={`${id}-title`}>
          <a class="number" href={`#mark-${claim.key}`}>
            {number}
          </a>{' '}
          <span class="sr">{t('drafting.claim.title', { number })}</span>
          <ModeWord mode={claim.mode} />
          {row.page === null ? null : (
            <>
              {' · '}
              <a href={placeOf(reading.draft, row.page, claim)}>{t('evidence.pdf.page', { page: row.page })}</a>
            </>
          )}
        </h3>
        <div class="pills">
          {sureness ? <Pill shape={sureness.doubtful ? 'warning' : undefined}>{sureWords(t, sureness)}</Pill> : null}
          <span class="decision">
            <DecisionPill decision={claim.decision} />
          </span>
          <VisibilityBadge visibility={visibility} />
        </div>
      </div>
      {form ? (
        <>
          <Form
            form={form.form}
            state={form.state}
            action={draftAddress(reading, { claim: claim.key })}
            submit="drafting.claim.save_accept"
            more={[{ intent: 'save', label: 'drafting.claim.save' }]}
            cancel={draftAddress(reading, {}, id)}
          >
            <ClaimFields form={form} />
          </Form>
        </>
      ) : (
        <>
          <p class={`wording ${claim.kind}`} lang={foreignTo(t, claim.language)}>
            {claim.kind === 'quotation' ? `“${claim.wording}”` : claim.wording}
          </p>
          <p class="muted">
            <ClaimChain chain={chainOf(reading, claim, t)} ownWords={claim.own && named} />
            {claim.chain.length ? (
              ''
            ) : (
              <Pill shape="warning" kind="strong">
                {t('drafting.claim.nobody')}
              </Pill>
            )}
          </p>
          {facts.length ? (
            <dl class="facts-said">
              {facts.map((one) => (
                <div>
                  <dt>{one.subject}</dt>
                  {one.said.map(({ property, value }) => (
                    <dd>
                      {property}: <b>{value}</b>
                    </dd>
                  ))}
                </div>
              ))}
            </dl>
          ) : null}
          {differs !== null && claim.decision !== 'skipped' ? (
            <p class="error">
              <Shape name="warning" /> {t('drafting.claim.differs', { run: differs.slice(0, 80) })}
            </p>
          ) : null}
          {sureness?.doubtful && claim.decision === 'open' ? <p class="hint">{t('drafting.claim.unsure')}</p> : null}
          {claim.above === undefined ? null : (
            <p class="hint">
              {t(`drafting.sure.accepted${claim.decision === 'filed' ? '_filed' : ''}`, { percent: claim.above })}
            </p>
          )}
          <ClaimCase claim={claim} reading={reading} />
          {refused ? (
            <p class="error not-saved">
              <Shape name="warning" /> {t('drafting.outbox.conflict')}
            </p>
          ) : null}
          <Steps reading={reading}>
            {claim.decision === 'filed' ? null : <DecisionButtons claim={claim} />}
            {claim.decision === 'filed' ? null : (
              <a class="button small" href={draftAddress(reading, { claim: claim.key }, id)} data-key="e">
                {t('drafting.change')}
              </a>
            )}
            {claim.decision !== 'filed' && claim.edited ? (
              <DraftActionButton
                intent={`reset:${claim.key}`}
                label={t(claim.from === null ? 'drafting.claim.unmark' : 'drafting.claim.reset')}
              />
            ) : null}
            {filed ? (
              <a href={routes.desk.claim({ number: filed.number })}>
                {t('record.desk.claim.number', { number: filed.number })}
              </a>
            ) : null}
          </Steps>
        </>
      )}
      <nav class="claim-nav" aria-label={t('drafting.claim.nav')}>
        {previous ? <a href={`#claim-${previous}`}>{t('drafting.claim.previous')}</a> : <span></span>}
        <span>{t('drafting.claim.of', { number, count: reading.claims.length })}</span>
        {next ? (
          <a href={`#claim-${next}`}>{t('drafting.claim.next')}</a>
        ) : (
          <a href="#file">{t('drafting.nav.file')}</a>
        )}
      </nav>
    </article>
  );
}

/**
 * The buttons that accept or skip a claim, or undo the decision. They also send the revision and the decision that the
 * page shows, so that the server can detect changes by others. Buttons that do not apply now are only hidden, so that
 * the script can show them without a request.
 */
function DecisionButtons({ claim }: { claim: StoredClaim }) {
  const { t } = useView();
  const open = claim.decision === 'open';
  const together = isAcceptedAbove(claim);
  return (
    <>
      <input type="hidden" name="rev" value={String(claim.rev)} />
      <input type="hidden" name="seen" value={claim.decision} />
      <DraftActionButton
        intent={`accept:${claim.key}`}
        label={t(together ? 'drafting.sure.one' : 'drafting.accept')}
        main={open && !claim.own}
        keys="a"
        hidden={!open && !together}
      />
      <DraftActionButton intent={`skip:${claim.key}`} label={t('drafting.skip')} keys="s" hidden={!open} />
      <DraftActionButton intent={`undo:${claim.key}`} label={t('drafting.undo')} keys="u" hidden={open} />
    </>
  );
}

/** How many characters of the page are shown before and after a passage. */
const around = 160;

/** The passage of a claim with its context. A wide screen shows it only for a claim that is being edited (`always`). */
function Passage({ claim, text, always }: { claim: StoredClaim; text: string; always: boolean }) {
  const { start, end } = claim.passage;
  const words = (from: number, to: number): string => text.slice(from, to).replace(/\s+/g, ' ');
  const before = words(Math.max(0, start - around), start).replace(/^\S*\s/, start > around ? '… ' : '$&');
  const after = words(end, end + around).replace(/\s\S*$/, end + around < text.length ? ' …' : '$&');
  return (
    <blockquote class={`passage${always ? ' always' : ''}`} lang={claim.language}>
      {before}
      <strong>{words(start, end)}</strong>
      {after}
    </blockquote>
  );
}

/** The fields of a claim. Fields that people rarely change are collapsed, unless one of them has an error. */
function ClaimFields({ form: { form, state } }: { form: { form: FormDef; state: FormState } }) {
  const { t } = useView();
  const rarelyChanged = ['certainty', 'language', 'passage'];
  const only = (want: (name: string) => boolean): FormDef['fields'] =>
    Object.fromEntries(Object.entries(form.fields).filter(([name]) => want(name)));
  return (
    <>
      <AllFields fields={only((name) => !rarelyChanged.includes(name))} />
      <details class="collapsed" open={state.errors.some((error) => rarelyChanged.includes(error.path))}>
        <summary>{t('drafting.claim.seldom')}</summary>
        <AllFields fields={only((name) => rarelyChanged.includes(name))} />
      </details>
    </>
  );
}

export function DecisionPill({ decision }: { decision: StoredClaim['decision'] }) {
  const { t } = useView();
  if (decision === 'open') return null;
  return (
    <Pill shape={decision === 'accepted' ? 'acknowledged' : decision === 'filed' ? 'note' : 'withdrawn'}>
      {t(`drafting.decision.${decision}`)}
    </Pill>
  );
}

/** The open questions of the page, which can be added to the case. */
export function Questions({ reading }: { reading: DraftView }) {
  const { t, token } = useView();
  const { questions } = reading.content;
  if (!questions.length) return null;
  return (
    <section class="panel" aria-labelledby="questions">
      <h3 id="questions">{t('drafting.questions')}</h3>
      {questions.map((question) => {
        const filed = question.filed ? parseRef(question.filed) : null;
        const id = `question-${question.key}`;
        return (
          <form
            method="post"
            action={draftAddress(reading, { show: 'question' })}
            class={`card question ${question.decision}`}
            id={id}
          >
            {token ? <input type="hidden" name={control.token} value={token} /> : null}
            <input type="hidden" name="key" value={question.key} />
            <div class="card-head">
              <label for={`${id}-wording`}>{t('drafting.question.wording')}</label>
              <DecisionPill decision={question.decision} />
            </div>
            {filed ? (
              <p>
                <a href={deskPage(filed)}>{question.wording}</a>
              </p>
            ) : (
              <>
                <textarea
                  id={`${id}-wording`}
                  name="wording"
                  rows={2}
                  maxlength={500}
                >{`\n${question.wording}`}</textarea>
                <div class="steps">
                  <DraftActionButton
                    intent="accepted"
                    label={t('drafting.question.open')}
                    main={question.decision === 'open'}
                  />
                  {question.decision === 'skipped' ? null : (
                    <DraftActionButton intent="skipped" label={t('drafting.skip')} />
                  )}
                  {question.decision === 'open' ? null : <DraftActionButton intent="open" label={t('drafting.undo')} />}
                </div>
              </>
            )}
          </form>
        );
      })}
    </section>
  );
}

/** The places where the page's text seems to have lost words. */
export function Gaps({ reading }: { reading: DraftView }) {
  const { t } = useView();
  const { gaps } = reading.content;
  if (!gaps.length) return null;
  const { text } = reading.draft.capture;
  return (
    <section class="panel" aria-labelledby="gaps">
      <h3 id="gaps">{t('drafting.gaps', { count: gaps.length })}</h3>
      <ul class="list gaps">
        {gaps.map((gap, index) => (
          <li id={`gap-${index + 1}`}>
            <a href={`#mark-gap-${index + 1}`}>
              <q>
                …{text.slice(Math.max(0, gap.start - 24), gap.start).replace(/\s+/g, ' ')}
                <b>{text.slice(gap.start, gap.end)}</b>
                {text.slice(gap.end, gap.end + 24).replace(/\s+/g, ' ')}…
              </q>
            </a>
            <p class="muted">{t(missingWordsKey(gap.reason))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
