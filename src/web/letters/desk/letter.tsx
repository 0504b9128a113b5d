import { rankStatements } from '../../../record/claims/rank-statements.ts';
import { loadLetter, type LetterView } from '../../../letters/views/letter.ts';
import { loadHosted } from '../../../letters/views/hosted.ts';
import { hostedAtDesk } from './hosted.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { DeskFacts } from '../../record/show/facts.tsx';
import { BriefLine, ClaimCard, Section } from '../../record/show/parts.tsx';
import { thingPage } from '../../record/desk/thing-page.tsx';

export const letterDeskPages: Pages = (web) => {
  thingPage(web, 'letter', routes.desk.letter, async ({ c, t, db, desk }, thing) => {
    const hosted = await loadHosted(db, thing, 'desk');
    if (hosted) return hostedAtDesk(c, desk, hosted);
    const letter = await loadLetter(db, thing, 'desk');
    const { number } = thing;
    return {
      title: letter.brief.title,
      badges: <Pill kind="plain">{t(`letters.sort.${letter.sort}`)}</Pill>,
      links: [
        thing.visibility === 'public' && {
          href: routes.letter({ number, slug: slugify(letter.brief.title) }),
          label: t('letters.desk.public_page'),
        },
      ],
      body: <ReportedBody letter={letter} desk={desk} />,
    };
  });
};

function ReportedBody({ letter, desk }: { letter: LetterView; desk: Desk }) {
  const { t } = useView();
  return (
    <>
      <Section id="events" title={t('letters.desk.events')}>
        <ul class="list">
          {letter.events.map(({ event, case: within }) => (
            <li>
              <p>
                <BriefLine brief={event} />{' '}
                {within ? (
                  <span class="muted">
                    <BriefLine brief={within} />
                  </span>
                ) : null}
              </p>
              <p class="muted">
                <a
                  href={routes.desk.facts(
                    { kind: 'event', number: event.number },
                    { property: ['sent', 'addressee', 'signatories', 'signatory', 'posted-at'] },
                  )}
                >
                  {t('letters.desk.add_fact')}
                </a>
              </p>
            </li>
          ))}
        </ul>
      </Section>
      {letter.events[0] ? (
        <Section id="facts" title={t('letters.said')}>
          <DeskFacts
            of={letter.events[0].event}
            facts={letter.facts}
            claims={letter.claims}
            mayRank={letter.events.length === 1 && desk.may(rankStatements)}
          />
        </Section>
      ) : null}
      {letter.source ? (
        <Section id="source" title={t('letters.desk.source')}>
          <p>
            <BriefLine brief={letter.source.brief} />
          </p>
        </Section>
      ) : null}
      <Section id="words" title={t('letters.words')} when={letter.words.length > 0}>
        <div class="cards">
          {letter.words.map((claim) => (
            <ClaimCard claim={claim} />
          ))}
        </div>
      </Section>
    </>
  );
}
