import { SampleWord } from '../../record/components/example.tsx';
import type { Child } from 'hono/jsx';
import { articleSlug } from '../../../publishing/articles/article-slug.ts';
import type { FrontProperty, PlainFacts } from '../../../publishing/front-page/facts.ts';
import type {
  FrontCase,
  FrontCorrection,
  FrontLetter,
  FrontLine,
  FrontQuestion,
} from '../../../publishing/front-page/lists.ts';
import type { ValueView } from '../../../record/views/values.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { useWords } from '../../kit/view.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';
import { daySince } from '../../law/public/parts.tsx';
import { IncidentType } from '../../record/components/case-line.tsx';
import { RecordValue } from '../../record/components/record-value.tsx';
import { routes, slugify } from '../../routes.ts';
import { Part } from './part.tsx';

type Facts = ReadonlyMap<number, PlainFacts>;

const at = ({ number, title }: Pick<FrontLine, 'number' | 'title'>) => ({ number, slug: slugify(title) });
export const caseAddress = (one: Pick<FrontLine, 'number' | 'title'>): string => routes.case_(at(one));
export const letterAddress = (one: FrontLine): string => routes.letter(at(one));

function CaseDate({ one, facts }: { one: FrontCase; facts: Facts }) {
  const edtf = facts.get(one.id)?.beganIn;
  return edtf ? <EdtfDate edtf={edtf} /> : null;
}

/** Date, place, kind and status of a case, as far as they can be given without their speaker. */
export function CaseMeta({ one, facts, dated = true }: { one: FrontCase; facts: Facts; dated?: boolean }) {
  const t = useWords();
  const stated = (property: FrontProperty): ValueView[] => facts.get(one.id)?.[property] ?? [];
  const [status] = stated('case-status');
  const parts: Child[] = [
    ...(dated && facts.get(one.id)?.beganIn ? [<CaseDate one={one} facts={facts} />] : []),
    ...stated('place')
      .slice(0, 2)
      .map((view) => <RecordValue view={view} />),
    ...stated('incident-type')
      .slice(0, 2)
      .map((view) => <IncidentType type={String(view.value)} disputed={facts.get(one.id)?.disputed} />),
    ...(status ? [t(termLabel('case-status', String(status.value)))] : []),
    ...(one.example ? [<SampleWord item={`case/${one.number}`} />] : []),
  ];
  return <Dotted parts={parts} />;
}

export function Incidents({ cases, facts }: { cases: readonly FrontCase[]; facts: Facts }) {
  const t = useWords();
  return (
    <Part
      id="latest"
      kind="front-cases"
      title={t('site.home.cases')}
      all={{ href: routes.cases(), label: t('site.home.all_cases') }}
    >
      <ol>
        {cases.map((one) => (
          <li>
            <p class="when">
              <CaseDate one={one} facts={facts} />
            </p>
            <h3 lang={foreignTo(t, one.language)}>
              <a href={caseAddress(one)}>{one.title}</a>
            </h3>
            <p class="meta">
              <CaseMeta one={one} facts={facts} dated={false} />
            </p>
          </li>
        ))}
      </ol>
    </Part>
  );
}

export function LetterMeta({ letter }: { letter: FrontLetter }) {
  const t = useWords();
  const { signed, deadline, publishedAt } = letter;
  const parts: Child[] = [
    ...(signed === null ? [] : [t('letters.signed_count', { count: signed })]),
    ...(deadline
      ? [
          <>
            {t('site.home.sign_until')} <EdtfDate edtf={deadline.slice(0, 10)} />
          </>,
        ]
      : publishedAt
        ? [<EdtfDate edtf={publishedAt.slice(0, 10)} />]
        : []),
    ...(letter.example ? [<SampleWord item={`letter/${letter.number}`} />] : []),
  ];
  return <Dotted parts={parts} />;
}

export function Letters({ letters }: { letters: readonly FrontLetter[] }) {
  const t = useWords();
  return (
    <Part
      id="letters"
      title={t('site.home.letters')}
      all={{ href: routes.letters(), label: t('site.home.all_letters') }}
    >
      <Lines lines={letters} href={letterAddress} meta={(letter) => <LetterMeta letter={letter} />} />
    </Part>
  );
}

export function Corrections({ corrections }: { corrections: readonly FrontCorrection[] }) {
  const t = useWords();
  return (
    <Part
      id="corrections"
      title={t('site.home.corrections')}
      all={{ href: routes.corrections(), label: t('site.home.all_corrections') }}
    >
      <Lines
        lines={corrections}
        href={(one) => routes.article({ number: one.number, slug: articleSlug(one.slug, one.title) })}
        meta={(one) => (
          <>
            {t(one.retracted ? 'site.home.retracted' : 'site.home.corrected')} <EdtfDate edtf={one.at.slice(0, 10)} />
          </>
        )}
      />
    </Part>
  );
}

/** The stages of a law, latest first. */
const stages = ['repealed', 'struck-down', 'in-force', 'signed', 'adopted'] as const;

export function Laws({ laws, facts }: { laws: readonly FrontLine[]; facts: Facts }) {
  const t = useWords();
  return (
    <Part id="laws" title={t('site.home.laws')} all={{ href: routes.laws(), label: t('site.home.all_laws') }}>
      <Lines
        lines={laws}
        href={(one) => routes.law(at(one))}
        meta={(one) => {
          const stated = facts.get(one.id) ?? {};
          const stage = stages.find((name) => stated[name]?.length);
          return (
            <Dotted
              parts={[
                ...(stated.jurisdiction ?? []).slice(0, 2).map((view) => <RecordValue view={view} />),
                ...(stage
                  ? [
                      stage === 'in-force' ? (
                        t('law.duty.since', { date: daySince(t, String(stated[stage]![0]!.value)) })
                      ) : (
                        <>
                          {t(`record.property.${stage}`)}: <RecordValue view={stated[stage]![0]!} />
                        </>
                      ),
                    ]
                  : []),
                ...(one.example ? [<SampleWord item={`law/${one.number}`} />] : []),
              ]}
            />
          );
        }}
      />
    </Part>
  );
}

export function Questions({ questions }: { questions: readonly FrontQuestion[] }) {
  const t = useWords();
  return (
    <Part id="open" title={t('site.home.questions')}>
      <Lines
        lines={questions}
        href={(one) => `${caseAddress(one.case)}#question-${one.number}`}
        meta={(one) => <span lang={foreignTo(t, one.case.language)}>{one.case.title}</span>}
      />
    </Part>
  );
}

function Lines<Line extends FrontLine>({
  lines,
  href,
  meta,
}: {
  lines: readonly Line[];
  href: (line: Line) => string;
  meta: (line: Line) => Child;
}) {
  const t = useWords();
  return (
    <ul>
      {lines.map((one) => (
        <li>
          <h3 lang={foreignTo(t, one.language)}>
            <a href={href(one)}>{one.title}</a>
          </h3>
          <p class="meta">{meta(one)}</p>
        </li>
      ))}
    </ul>
  );
}
