import type { Child } from 'hono/jsx';
import { Filled } from '../../kit/components/filled.tsx';
import { PageSection } from '../../kit/components/page-parts.tsx';
import type { Brief } from '../../../record/views/briefs.ts';
import { languageOf, titleIn } from '../../../letters/hosted/content.ts';
import { loadAnswers, type Answers } from '../../../letters/answers/load-answers.ts';
import { acceptsOpenSignatures } from '../../../letters/hosted/lock-letter.ts';
import { markOfName } from '../../../record/actors/names/reader-name.ts';
import { detectScript } from '../../../record/actors/names/script.ts';
import { loadHosted, nameForReaders, type HostedView, type VersionView } from '../../../letters/views/hosted.ts';
import { listInOrder, listShown, type ShownSignature } from '../../../letters/views/signatures.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { LetterView } from '../../../letters/views/letter.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { addressIn } from '../../record/components/of-record.ts';
import { ThingName } from '../../record/components/record-value.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Ctx } from '../../kit/context.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { hostOf } from '../host-name.ts';
import { routes, slugify } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { LetterResults } from './answers.tsx';
import { claimsCited, noteText, type NotedText } from './noted.ts';
import { CopyLetter } from './embed.tsx';
import { cardOf } from '../../record/components/record-heads.ts';
import { hostedData } from './letter-data.ts';
import { letterFeeds } from './letters.tsx';
import { shownLogo, SignatureLogo } from './logo.tsx';
import { LetterBody, TextLanguages } from './text.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The maximum number of signatures on the letter's page. The others are on separate pages. */
export const shownHere = 200;

export type HostedPageView = {
  letter: HostedView;
  version: VersionView;
  noted: NotedText;
  language: string;
  signatures: ShownSignature[];
  withdrawn: ShownSignature[];
  answers: Answers;
  now: Date;
  actors: ReadonlyMap<number, Brief>;
  /** The full URL of a path. */ full(path: string): string;
};

/**
 * Loads a letter signed on this site, as readers see it. Null before its publication, and for letters known from
 * sources.
 */
export async function loadHostedPage(c: Ctx, thing: Thing): Promise<HostedPageView | null> {
  const db = c.get('deps').app.db.read;
  const letter = await loadHosted(db, thing, 'public');
  if (!letter?.current) return null;
  const { content, docs } = letter.current;
  const t = c.get('t');
  const language = languageOf(content, new URL(c.req.url).searchParams.get('language') ?? undefined, t.locale);
  const signatures = await listInOrder(db, letter, { limit: shownHere });
  const withdrawn = await listShown(db, letter.id, { state: 'withdrawn', order: 'given', limit: shownHere });
  const answers = await loadAnswers(db, letter.id, 'public');
  // The page says for how many days addressees have not answered. In a cached page, that number would be wrong the next
  // day.
  if (letter.addressees.some((one) => !answers.responses.some((response) => response.addressee === one.id)))
    c.header('Cache-Control', 'no-cache');
  // After the deadline, the page must not invite people to sign. The record does not change at that moment, so nothing
  // would remove a cached page.
  if (letter.row.deadline && acceptsOpenSignatures(letter.row, c.get('deps').app.now()))
    c.header('Cache-Control', 'no-cache');
  const actors = await loadBriefs(
    db,
    [...signatures, ...withdrawn].flatMap((one) => one.actor ?? []),
    'public',
  );
  return {
    letter,
    version: letter.current,
    noted: noteText(t, docs[language]!, await claimsCited(db, docs[language]!)),
    language,
    signatures,
    withdrawn,
    answers,
    now: c.get('deps').app.now(),
    actors,
    full: (path) => fullAddress(c, path),
  };
}

export function HostedPage({
  letter,
  version,
  noted,
  language,
  signatures,
  withdrawn,
  answers,
  now,
  actors,
  full,
  steps,
}: HostedPageView & { /** The events that are about this letter, each with its case. */ steps: LetterView['events'] }) {
  const view = useView();
  const { t, mirror, paper } = view;
  const { brief, counts } = letter;
  const at = { number: brief.number, slug: slugify(brief.title) };
  const title = titleIn(version.content, language);
  const named = counts.confirmed - counts.known;
  return (
    <PublicPage
      support="other"
      {...cardOf('letter', brief.number, title)}
      title={title}
      canonical={routes.letter(at)}
      json={routes.letter.json(at)}
      data={hostedData(letter, version, language, view)}
      feeds={letterFeeds(t)}
      description={t('letters.described', { count: counts.confirmed, names: names(t, letter) })}
      styles={['letters.css']}
      crumbs={[
        { label: t('letters.title'), href: routes.letters() },
        { label: title, language: foreignTo(t, language) },
      ]}
    >
      <article class="case split">
        <header class="article-head">
          <p class="kicker">
            {t('letters.kicker', { number: brief.number })} ·{' '}
            <EdtfDate edtf={letter.row.published_at!.toISOString().slice(0, 10)} />
          </p>
          <h1 lang={foreignTo(t, language)}>{title}</h1>
          <p class="muted">
            {t('letters.hosted_by')} {letter.host ? <ThingName brief={letter.host} /> : hostOf(letter, paper, t.locale)}
          </p>
          <TextLanguages
            content={version.content}
            language={language}
            href={(one) => routes.letter(at, { language: one })}
          />
        </header>
        <aside class="glance" aria-label={t('letters.glance')}>
          <p>
            <Pill kind="strong">{t('letters.signed_count', { count: counts.confirmed })}</Pill>
          </p>
          {acceptsOpenSignatures(letter.row, now) && !mirror ? (
            <p class="no-print">
              <a class="button" href={routes.signOn({ number: brief.number })}>
                {t('letters.sign_on.title')}
              </a>
            </p>
          ) : null}
          <nav class="on-page" aria-label={t('record.public.on_page')}>
            <ul>
              <li>
                <a href="#letter">{t('letters.letter')}</a>
              </li>
              <li>
                <a href="#came">{t('letters.came')}</a>
              </li>
              <li>
                <a href="#signatures">{t('letters.signatures')}</a>
              </li>
              {letter.about.length ? (
                <li>
                  <a href="#about">{t('letters.about')}</a>
                </li>
              ) : null}
            </ul>
          </nav>
          <p class="muted no-print">
            {mirror ? null : (
              <>
                <a href={routes.letter.as('pdf', at, { language })} type="application/pdf">
                  {t('letters.pdf')}
                </a>{' '}
                ·{' '}
              </>
            )}
            <a href={routes.letter.json(at)}>{t('record.public.as_data')}</a> ·{' '}
            <a href={routes.letterSignatures.as('csv', { number: brief.number })}>{t('letters.as_csv')}</a>
          </p>
        </aside>
        <div class="case-body flow">
          <section aria-label={t('letters.letter')} id="letter">
            <LetterBody content={version.content} language={language} noted={noted} addressees={letter.addressees} />
          </section>
          <PageSection id="came" title={t('letters.came')}>
            <LetterResults letter={letter} answers={answers} language={language} now={now} />
          </PageSection>
          <PageSection id="signatures" title={t('letters.signatures')}>
            <CountWords letter={letter} />
            <SignatureList letter={brief.number} signatures={signatures} actors={actors} />
            {named > shownHere ? (
              <p>
                <a href={routes.letterSignatures({ number: brief.number })}>
                  {t('letters.all_signatures', { count: named })}
                </a>
              </p>
            ) : null}
            {withdrawn.length ? (
              <>
                <h3>{t('letters.withdrawn')}</h3>
                <SignatureList letter={brief.number} signatures={withdrawn} actors={actors} />
              </>
            ) : null}
            <p class="muted">{t('letters.version_line', { number: version.number, hash: version.hash })}</p>
            <p class="muted">
              <a href={routes.letterStatement.json(at)}>{t('letters.statement')}</a> ·{' '}
              <a href={routes.checkStatement()}>{t('letters.check.title')}</a>
            </p>
          </PageSection>
          <PageSection id="about" title={t('letters.about')} when={letter.about.length > 0}>
            <ul class="list">
              {letter.about.map((one) => (
                <li>
                  <p>
                    <ThingName brief={one} />
                  </p>
                  {steps
                    .filter((step) => step.case?.id === one.id)
                    .map(({ event, case: within }) => (
                      <p class="muted">
                        <a href={addressIn(event, within!)}>{t('letters.step_in')}</a>
                      </p>
                    ))}
                </li>
              ))}
            </ul>
          </PageSection>
          {mirror ? null : (
            <CopyLetter
              title={title}
              language={language}
              address={full(routes.letter(at, language === letter.row.language ? undefined : { language }))}
              embed={full(routes.letterEmbed(at, { language }))}
              count={t('letters.signed_count', { count: counts.confirmed })}
              to={letter.addressees.length ? t('letters.to', { names: names(t, letter) }) : ''}
              on={now.toISOString().slice(0, 10)}
            />
          )}
        </div>
      </article>
    </PublicPage>
  );
}

const names = (t: Translate, letter: HostedView): string =>
  new Intl.ListFormat(t.tag).format(letter.addressees.map((one) => one.ours.name ?? one.name));

/**
 * The number of confirmed signatures: how many are from people (not organisations), how many are not public, and how
 * many were withdrawn or removed.
 */
export function CountWords({ letter }: { letter: Pick<HostedView, 'counts' | 'host'> }) {
  const { t, paper } = useView();
  const { counts } = letter;
  return (
    <p>
      {t('letters.confirmed', { count: counts.confirmed })}{' '}
      {counts.people ? t('letters.apart', { organisations: counts.organisations, people: counts.people }) : ''}{' '}
      {counts.known ? t('letters.known_to', { count: counts.known, host: hostOf(letter, paper, t.locale) }) : ''}{' '}
      {counts.withdrawn ? t('letters.withdrawn_count', { count: counts.withdrawn }) : ''}{' '}
      {counts.removed ? t('letters.removed_count', { count: counts.removed }) : ''}
    </p>
  );
}

/** The `lang` for words of a signatory, derived from their script, because their language is unknown. */
const languageOfName = (t: Translate, text: string): string | undefined =>
  markOfName({ language: null, script: detectScript(text) }, t.locale);

/**
 * Beside the signature of an organisation: the person who signed. Beside every signature: role and place, if they are
 * public.
 */
export function SignatureDetails({ one }: { one: ShownSignature }) {
  const { t } = useView();
  const written = (text: string): Child => <bdi lang={languageOfName(t, text)}>{text}</bdi>;
  const parts = [
    one.signer && written(one.signer),
    one.role &&
      (one.roleOurs === undefined ? (
        written(one.role)
      ) : (
        <>
          {one.roleOurs}{' '}
          <Filled message="kit.in_original" name="words">
            {written(one.role)}
          </Filled>
        </>
      )),
    one.place && written(one.place),
  ].filter(Boolean);
  if (!parts.length) return null;
  return (
    <span class="muted">
      {' '}
      {parts.map((part, index) => (
        <>
          {index ? ', ' : ''}
          {part}
        </>
      ))}
    </span>
  );
}

/**
 * The names as the signatories wrote them. Each is in a `bdi`, because it may be written in the other direction than
 * the page.
 */
export function SignatureList({
  letter,
  signatures,
  actors,
}: {
  letter: number;
  signatures: readonly ShownSignature[];
  actors: ReadonlyMap<number, Brief>;
}) {
  const t = useWords();
  if (!signatures.length) return null;
  return (
    <ul class="signatures">
      {signatures.map((one) => {
        const actor = one.actor === null ? undefined : actors.get(one.actor);
        const ours = actor && nameForReaders(one.name, actor.hidden ? null : actor);
        const written = <bdi lang={languageOfName(t, one.name)}>{one.name}</bdi>;
        const name = !one.name ? (
          <i>{t('letters.name_erased')}</i>
        ) : ours === undefined ? (
          written
        ) : (
          <>
            {ours} ({written})
          </>
        );
        return (
          <li>
            <SignatureLogo logo={shownLogo(letter, one.logo)} />
            <div>
              {actor && !actor.hidden && one.name ? (
                <a href={routes.actor({ number: actor.number, slug: slugify(actor.title) })}>{name}</a>
              ) : (
                name
              )}
              <SignatureDetails one={one} />
              {one.withdrawnAt ? (
                <span class="muted">
                  {' '}
                  {t('letters.withdrawn_on')} <EdtfDate edtf={one.withdrawnAt.toISOString().slice(0, 10)} />
                </span>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
