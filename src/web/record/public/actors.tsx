import { markOfName } from '../../../record/actors/names/reader-name.ts';
import { listActors, type ActorLine } from '../../../record/views/lists.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { InventedWord } from '../components/example.tsx';
import { IndexPage, readIndexQuery } from '../components/index-page.tsx';
import { RecordValue, ThingName } from '../components/record-value.tsx';
import { Thumbnail } from '../photos/photo.tsx';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';

export function actorList(web: Router): void {
  web.get(routes.actors.pattern, async (c) => {
    const query = readIndexQuery(c, 'actors');
    const { lines, ...counts } = await listActors(c.get('deps').app.db.read, query);
    return page(
      c,
      <IndexPage
        name="actors"
        query={query}
        {...counts}
        lines={lines.map((line) => (
          <Line line={line} />
        ))}
      />,
    );
  });
}

function Line({ line }: { line: ActorLine }) {
  const t = useWords();
  return (
    <>
      {line.picture ? <Thumbnail photo={line.picture} place="name" /> : null}
      <p>
        <ThingName brief={line.actor} />{' '}
        <span class="muted">
          {t(termLabel('actor-kind', line.kind))}
          <InventedWord item={line.actor.ref} />
        </span>
      </p>
      {line.position || line.others.length ? (
        <p class="muted">
          {line.position ? <RecordValue view={line.position} /> : null}
          {line.position && line.others.length ? ' · ' : ''}
          {line.others.slice(0, 3).map((name, index) => (
            <>
              {index ? '; ' : ''}
              <span lang={markOfName(name, t.locale)}>{name.text}</span>
            </>
          ))}
        </p>
      ) : null}
    </>
  );
}
