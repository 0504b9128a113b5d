import type { Reader } from '../../../platform/database/tx.ts';
import { loadPageStatuses, type PageStatus } from '../../../evidence/watch/views.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { allFacts, type CaseView } from '../../../record/views/case.ts';
import { useWords } from '../../kit/view.tsx';
import { ThingName } from './record-value.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';

/** A source that a proceeding, order, charge or event is about, and whether its page is still on the web. */
export type WorkInQuestion = { source: Brief; standing: PageStatus };

/** Those sources that a case is about and that have a preserved copy, if the audience of `view` can see them. */
export async function worksInQuestion(db: Reader, view: CaseView): Promise<WorkInQuestion[]> {
  const works = new Map(
    allFacts(view)
      .flat()
      .filter((fact) => fact.property === 'contested-work')
      .flatMap((fact) => fact.values)
      .flatMap(({ thing }) => (thing && !thing.hidden && thing.kind === 'source' ? [[thing.id, thing] as const] : [])),
  );
  const standings = await loadPageStatuses(db, [...works.keys()]);
  return [...standings].flatMap(([id, standing]) => (works.has(id) ? [{ source: works.get(id)!, standing }] : []));
}

const moments = ['keptSince', 'lastSeen', 'awaySince', 'backSince'] as const;
const keys = { keptSince: 'kept_since', lastSeen: 'last_seen', awaySince: 'away_since', backSince: 'back_since' };

/** When a page was first preserved, was last seen online, disappeared and returned. Unknown dates are left out. */
export function StatusFacts({ standing }: { standing: PageStatus }) {
  const t = useWords();
  // For a page that is still online, readers do not need the day of the last check.
  const shown = moments.filter((moment) => standing[moment] && (moment !== 'lastSeen' || standing.awayAs));
  return (
    <>
      {standing.awayAs ? (
        <p class="standing">
          <Pill shape="warning" kind="strong">
            {t(`evidence.watch.stands.${standing.awayAs}`)}
          </Pill>
        </p>
      ) : null}
      <dl class="facts rows noted">
        {shown.map((moment) => (
          <div>
            <dt>{t(`evidence.watch.moment.${keys[moment]}`)}</dt>
            <dd>
              <EdtfDate edtf={standing[moment]!.toISOString().slice(0, 10)} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

export function WorksInQuestion({ works }: { works: readonly WorkInQuestion[] }) {
  return (
    <ul class="list">
      {works.map(({ source, standing }) => (
        <li>
          <ThingName brief={source} />
          <StatusFacts standing={standing} />
        </li>
      ))}
    </ul>
  );
}
