import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { articleLabel } from '../../../law/article-label.ts';
import { PageSection } from '../../kit/components/page-parts.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { dutiesOn } from '../../../law/duties/load-duties.ts';
import { inOrder } from '../../../law/views/on-date.ts';
import { flat, lawAsOf, linesOf, type ProvisionAsOf } from '../../../law/views/as-of.ts';
import { textIn, type LawView, type ProvisionView, type VersionView } from '../../../law/views/law.ts';
import { allProvisions } from '../../../law/views/head.ts';
import { lettersAbout } from '../../../letters/views/among.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import { loadProvisionsOn } from '../../../law/views/provision-on.ts';
import { provisionPageJson } from '../api/law.ts';
import { RecordFacts } from '../../record/components/facts.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { openedOf } from '../../record/components/opened.ts';
import type { Opened } from '../../record/components/of-record.ts';
import { Marks, NotesOfPage, PageNotes, WithNotes } from '../../record/components/page-notes.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { ExampleNotice } from '../../record/components/example.tsx';
import { LetterLines } from '../../letters/public/letter-lines.tsx';
import { recordPage } from '../../record/public/lookup.tsx';
import { TextsCompared } from './changes.tsx';
import { Duties } from './duty.tsx';
import { provisionHead } from './law-head.ts';
import { languageIn, limitCaching } from './law.tsx';
import { amendmentWords, dayWords, labelLanguage, ProvisionLabel, TextLanguage, VersionText } from './parts.tsx';
import { CasesUnderLaw } from './sections.tsx';

type View = {
  law: LawView;
  one: ProvisionAsOf;
  above: ProvisionView | null;
  today: string;
  language: string;
  letters: LetterLine[];
  opened: Opened;
  asOf: string | null;
};

/** The page of one provision: all its versions with their dates and differences, and facts about the provision. */
export function provisionPage(web: Router): void {
  recordPage(web, routes.provision, {
    kind: 'provision',
    load: async (thing, { c, db, paper, today, json }) => {
      const { number } = thing;
      const [found, letters] = await Promise.all([
        loadProvisionsOn(db, new Map([[number, { number, day: today }]])),
        json ? [] : lettersAbout(db, thing.id, 'public'),
      ]);
      // A provision is public only if its law is public.
      const law = found.get(number)?.law;
      if (!law) return null;
      const one = flat(lawAsOf(law, today)).find((each) => each.provision.brief.id === thing.id);
      if (!one) return null;
      limitCaching(c, law, today);
      const above =
        allProvisions(law.provisions).find((each) => each.children.some((child) => child.brief.id === thing.id)) ??
        null;
      return {
        law,
        one,
        above,
        letters,
        opened: !json && paper.replay ? await openedOf(db, [...law.claims.values()]) : new Map(),
        today,
        language: languageIn(c, law),
      };
    },
    address: ({ params }) => routes.provision(params),
    json: ({ view: { law, one, above, today: day } }) => provisionPageJson(law, one, above, day),
    show: (view) => <ProvisionPage {...view} />,
  });
}

function ProvisionPage({ law, one, above, today, language, letters, opened, asOf }: View) {
  const view = useView();
  const { t } = view;
  const { provision } = one;
  const { number } = provision.brief;
  const named = { ...provision, label: provision.name };
  const notes = new PageNotes(opened);
  const lawAddress = routes.law({ number: law.brief.number, slug: slugify(law.brief.title) });
  const versions = inOrder(provision.versions);
  const duties = dutiesOn(law, today).filter((each) => each.provision.brief.id === provision.brief.id);
  const under = law.under.filter((each) => each.provision?.id === provision.brief.id);
  return (
    <PublicPage
      support="other"
      {...provisionHead(view, law, one)}
      styles={['law.css', 'changes.css']}
      noindex={asOf !== null}
      crumbs={[
        { label: t('law.title'), href: routes.laws() },
        crumbOf(law.brief, lawAddress),
        { label: articleLabel(t, provision.name), language: labelLanguage(view, named, law) },
      ]}
    >
      <WithNotes notes={notes}>
        <article class="text flow record law">
          <header class="article-head">
            <p class="kicker">{t('law.provision_kicker', { number })}</p>
            <h1>
              <ProvisionLabel provision={named} law={law} />
            </h1>
            <p>
              {t('law.of_law')}{' '}
              <a href={`${lawAddress}#${provision.eid}`} {...langOf(law.brief)}>
                {law.brief.title}
              </a>
              {above ? (
                <>
                  ,{' '}
                  <a href={routes.provision({ number: above.brief.number })}>
                    <ProvisionLabel provision={above} law={law} />
                  </a>
                </>
              ) : null}
            </p>
            <ExampleNotice asOf={asOf} />
          </header>
          <PageSection id="versions" title={t('law.versions')}>
            <TextLanguage law={law} language={language} />
            <ol class="bare versions" reversed>
              {versions
                .map((version, index) => (
                  <Version version={version} before={versions[index - 1] ?? null} law={law} language={language} />
                ))
                .toReversed()}
            </ol>
          </PageSection>
          <PageSection id="duties" title={t('law.duties')} when={duties.length > 0}>
            <Duties duties={duties} law={law} beside />
          </PageSection>
          <PageSection id="said" title={t('law.desk.facts')} when={provision.facts.length > 0}>
            <RecordFacts facts={provision.facts} claims={law.claims} />
          </PageSection>
          <PageSection id="parts" title={t('law.says')} when={provision.children.length > 0}>
            <ul class="list">
              {provision.children.map((child) => (
                <li>
                  <a href={routes.provision({ number: child.brief.number })}>
                    <ProvisionLabel provision={child} law={law} />
                  </a>
                </li>
              ))}
            </ul>
          </PageSection>
          <PageSection id="under" title={t('law.under_provision')} when={under.length > 0}>
            <CasesUnderLaw under={under} />
          </PageSection>
          <PageSection id="letters" title={t('letters.title')} when={letters.length > 0}>
            <LetterLines lines={letters} heading={3} />
          </PageSection>
          <NotesOfPage notes={notes} />
        </article>
      </WithNotes>
    </PublicPage>
  );
}

/**
 * A version with its date and its amendment. Every version but the first shows how it differs from the version before
 * it, and below this the full text.
 */
function Version({
  version,
  before,
  law,
  language,
}: {
  version: VersionView;
  before: VersionView | null;
  law: LawView;
  language: string;
}) {
  const view = useView();
  const { t } = view;
  const { amendment } = version;
  const day = version.since.certain;
  const text = textIn(version, language, law.language);
  const [was, is] = [before && textIn(before, language, law.language), text].map((one) => linesOf(one).join('\n'));
  return (
    <li>
      <p>
        <Pill kind="strong">{t('law.act_by', { kind: version.act, act: t(`law.act.${version.act}`) })}</Pill>{' '}
        <a
          href={`${routes.law({ number: law.brief.number, slug: slugify(law.brief.title) })}#amendment-${amendment.id}`}
          {...amendmentWords(view, law, amendment)}
        >
          {amendment.title}
        </a>
        {' · '}
        {(version.commences ?? amendment.applies) ? (
          <>
            {t('law.amendment_commences')} <EdtfDate edtf={(version.commences ?? amendment.applies)!} />
          </>
        ) : amendment.signed ? (
          t('law.made_unknown', { sort: amendment.signing, date: dayWords(t, amendment.signed) })
        ) : (
          t('law.standing.unknown')
        )}
        <Marks claims={[amendment.claim]} />
      </p>
      {was && is ? (
        <TextsCompared
          was={before && textIn(before, language, law.language)}
          is={text}
          words={[was, is]}
          language={language}
        />
      ) : (
        <VersionText version={version} choice={{ law, language, main: amendment.claim.id }} part="all" />
      )}
      {day ? (
        <p class="muted">
          <a href={routes.law({ number: law.brief.number, slug: slugify(law.brief.title) }, { on: day })}>
            {t('law.says_on', { date: dayWords(t, day) })}
          </a>
        </p>
      ) : null}
    </li>
  );
}
