import type { LawInCase } from '../../../law/views/in-case.ts';
import { langOf } from '../../kit/components/own-words.tsx';
import { anchorOf } from '../../record/components/of-record.ts';
import { routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { dayWords, mainClaim, Provisions } from './parts.tsx';

/**
 * The provisions that apply to a case and its case entries. Each has the text that was in force at the time of the
 * entry.
 */
export function LawOfCase({ laws }: { laws: readonly LawInCase[] }) {
  const t = useWords();
  return (
    <div class="law">
      <p class="muted">{t('law.in_case_lead')}</p>
      {laws.map(({ parts, day, law, provision }) => {
        const address = routes.law(
          { number: law.brief.number, slug: slugify(law.brief.title) },
          { on: day ?? undefined },
        );
        return (
          <section class="in-case">
            <h3>
              <a href={provision ? `${address}#${provision.provision.eid}` : address} {...langOf(law.brief)}>
                {law.brief.title}
              </a>
            </h3>
            <p class="muted">
              {parts.map((part, index) => (
                <>
                  {index ? '; ' : ''}
                  <a href={`#${anchorOf(part)}`} {...langOf(part)}>
                    {part.title}
                  </a>
                </>
              ))}
              {': '}
              {day ? t('law.in_case_day', { date: dayWords(t, day) }) : t('law.in_case_no_day')}
            </p>
            {provision ? (
              <Provisions
                tree={[provision]}
                choice={{
                  law,
                  language: law.languages.includes(t.locale) ? t.locale : law.language,
                  main: mainClaim(provision.provision.versions)?.id ?? null,
                }}
                level={4}
              />
            ) : null}
          </section>
        );
      })}
    </div>
  );
}
