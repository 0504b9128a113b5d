import { TranslationAbove } from '../../kit/components/ours.tsx';
import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { differencesBetween, linesOf, turningDaysOf, type ProvisionDifference } from '../../../law/views/as-of.ts';
import { loadLaw, textIn, type LawView, type TextView } from '../../../law/views/law.ts';
import { AppError } from '../../../platform/errors.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { ChangedPart, textDifference } from '../../kit/components/changed-text.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { SaidBy } from '../../record/components/said.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';
import { exampleDate, ExampleNotice } from '../../record/components/example.tsx';
import { dayIn, languageIn, todayOf, limitCaching } from './law.tsx';
import { amendmentWords, dayWords, ProvisionLabel, VersionText } from './parts.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

type View = { law: LawView; from: string; to: string; language: string; asOf: string | null; bad: boolean };

/** The differences of a law between two days. */
export function lawChangesPage(web: Router): void {
  web.get(routes.lawChanges.pattern, async (c) => {
    const { number } = routes.lawChanges.read(c.req.param());
    const db = c.get('deps').app.db.read;
    const found = await lookUpAddress(db, 'law', number, 'public');
    if (found.is === 'moved')
      return c.redirect(routes.lawChanges({ number: found.number }) + new URL(c.req.url).search, 301);
    if (found.is === 'withdrawn' || found.is === 'erased') throw new AppError('gone');
    if (found.is !== 'here') throw new AppError('not_found');
    const law = await loadLaw(db, found.thing, 'public');
    return page(
      c,
      <ChangesPage
        {...read(c, law)}
        law={law}
        language={languageIn(c, law)}
        asOf={found.thing.example ? await exampleDate() : null}
      />,
    );
  });
}

/**
 * The two days to compare. By default, the second is the last day until today on which the law changed, and the first
 * is the last such day before the second.
 */
function read(c: Ctx, law: LawView): { from: string; to: string; bad: boolean } {
  const today = todayOf(c);
  const days = turningDaysOf(law);
  const [from, to] = [dayIn(c, 'from'), dayIn(c, 'to')];
  if (to === null) limitCaching(c, law, today);
  const last = to ?? days.findLast((day) => day <= today) ?? today;
  const first = from ?? days.findLast((day) => day < last) ?? last;
  return { from: first, to: last, bad: first > last };
}

function ChangesPage({ law, from, to, language, asOf, bad }: View) {
  const { t, mirror } = useView();
  const { brief } = law;
  const differences = bad ? [] : differencesBetween(law, from, to);
  return (
    <PublicPage
      title={`${t('law.compare_title')}: ${brief.title}`}
      canonical={routes.lawChanges({ number: brief.number }, { from, to })}
      styles={['law.css', 'changes.css']}
      noindex
      crumbs={[
        { label: t('law.title'), href: routes.laws() },
        crumbOf(brief, routes.law({ number: brief.number, slug: slugify(brief.title) })),
        { label: t('law.compare') },
      ]}
    >
      <article class="text flow law">
        <header class="article-head">
          <p class="kicker">
            <a href={routes.law({ number: brief.number, slug: slugify(brief.title) })}>{brief.title}</a>
          </p>
          <h1>{t('law.compare_title')}</h1>
          <ExampleNotice asOf={asOf} />
        </header>
        {mirror ? null : (
          <form class="read-on no-print" method="get" action={routes.lawChanges({ number: brief.number })}>
            <label for="from">{t('law.from')}</label>{' '}
            <input type="date" id="from" name="from" value={from} aria-describedby={bad ? 'bad-days' : undefined} />{' '}
            <label for="to">{t('law.to')}</label> <input type="date" id="to" name="to" value={to} />{' '}
            <button class="button small" type="submit">
              {t('law.compare_button')}
            </button>
          </form>
        )}
        {bad ? (
          <p class="notice warning" id="bad-days" role="alert">
            {t('law.bad_days')}
          </p>
        ) : (
          <p class="meta" role="status">
            {dayWords(t, from)} – {dayWords(t, to)}: {t('law.differences', { count: differences.length })}
          </p>
        )}
        {differences.map((one) => (
          <section class="provision" aria-labelledby={one.provision.eid}>
            <h2 id={one.provision.eid}>
              <a href={routes.provision({ number: one.provision.brief.number })}>
                <ProvisionLabel provision={one.provision} law={law} />
              </a>
            </h2>
            <Changed one={one} law={law} language={language} />
          </section>
        ))}
      </article>
    </PublicPage>
  );
}

function Changed({
  one: { before, after },
  law,
  language,
}: {
  one: ProvisionDifference;
  law: LawView;
  language: string;
}) {
  const view = useView();
  const { t } = view;
  const choice = { law, language, main: null };
  const by = after.by?.amendment ?? null;
  const [was, is] = [before, after].map(({ version }) =>
    version ? linesOf(textIn(version, language, law.language)).join('\n') : '',
  );
  const [then, now] = [before, after].map(({ version }) => version && textIn(version, language, law.language));
  return (
    <>
      <p>
        <Pill>
          {t(
            after.standing === 'repealed' || after.standing === 'struck-down'
              ? 'law.went'
              : before.version === null
                ? 'law.came'
                : 'law.new_words',
          )}
        </Pill>{' '}
        {by ? (
          <span class="muted" {...amendmentWords(view, law, by)}>
            {by.title}
          </span>
        ) : null}
      </p>
      {was || is ? (
        <TextsCompared was={then} is={now} words={[was!, is!]} language={language} />
      ) : after.version ? (
        <VersionText version={after.version} choice={choice} part="all" />
      ) : null}
      {by ? <SaidBy claims={[by.claim]} /> : null}
    </>
  );
}

/**
 * The differences between two texts. If we have translated one of them, the translations are compared, and the
 * differences between the originals are shown below.
 */
export function TextsCompared({
  was,
  is,
  words: [wasWords, isWords],
  language,
}: {
  was: TextView | null | undefined;
  is: TextView | null | undefined;
  /** The words of both texts. */ words: readonly [was: string, is: string];
  language: string;
}) {
  const t = useWords();
  const [before, after] = [was, is].map((text) =>
    [text?.ours?.heading, text?.ours?.body, text?.ours?.tail].filter(Boolean).join('\n'),
  );
  const original = <Diff was={wasWords} is={isWords} lang={language} />;
  return before || after ? (
    <TranslationAbove ours={<Diff was={before!} is={after!} lang={t.locale} />} language={language}>
      {original}
    </TranslationAbove>
  ) : (
    original
  );
}

/** The differences between two texts, word by word. Removed and added words are marked. */
export function Diff({ was, is, lang }: { was: string; is: string; lang: string }) {
  const t = useWords();
  const parts =
    was === ''
      ? [{ how: 'added' as const, text: is }]
      : is === ''
        ? [{ how: 'removed' as const, text: was }]
        : textDifference(was, is);
  return (
    <p class="diff law-diff" lang={foreignTo(t, lang)}>
      {parts.map((part) => (
        <ChangedPart part={part} />
      ))}
    </p>
  );
}
