import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import type { Child } from 'hono/jsx';
import { lettersOf, type LetterOf, type LetterPart, type LettersOf } from '../../../letters/views/among.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { loadFacts, type PropertyView } from '../../../record/views/facts.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import { actorLetterList, letterLineOf } from '../api/letter.ts';
import { RecordFacts } from '../../record/components/facts.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { ThingName } from '../../record/components/record-value.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { pageNumber, routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { ExampleNotice } from '../../record/components/example.tsx';
import { recordPage } from '../../record/public/lookup.tsx';
import { LetterLines } from './letter-lines.tsx';

const size = 50;

type View = {
  actor: Brief;
  letters: LettersOf;
  memberships: PropertyView[];
  claims: ReadonlyMap<number, ClaimView>;
  part: number;
  asOf: string | null;
};

/**
 * The letters of an actor: those that the actor signed, initiated or received. Letters of a network are included if the
 * actor was a member at that time.
 */
export function actorLetterPages(web: Router): void {
  recordPage(web, routes.actorLetters, {
    kind: 'actor',
    load: async (thing, { c, db }) => {
      const part = pageNumber(new URL(c.req.url));
      const actor = (await loadBriefs(db, [thing.id], 'public')).get(thing.id);
      if (!actor || actor.hidden) return null;
      const memberships = ((await loadFacts(db, [thing.id], 'public')).get(thing.id) ?? []).filter(
        (fact) => fact.property === 'member-of',
      );
      const claims = await loadClaims(
        db,
        memberships.flatMap((fact) => fact.values.flatMap((value) => value.claimIds)),
        'public',
      );
      return {
        actor,
        letters: await lettersOf(db, thing.id, { limit: size, offset: (part - 1) * size }),
        memberships,
        claims: new Map(claims.map((claim) => [claim.id, claim])),
        part,
      };
    },
    address: ({ params: { number }, view: { actor } }) => routes.actorLetters({ number, slug: slugify(actor.title) }),
    json: ({ params: { number }, view: { letters, part } }) =>
      actorLetterList.parse({
        schema: 'kronika.actor-letters.v1',
        total: letters.total,
        letters: letters.letters.map(({ line, parts }) => ({ ...letterLineOf(line), parts: parts.map(partJson) })),
        next: letters.total > part * size ? routes.actorLetters.json({ number, slug: '-' }, { page: part + 1 }) : null,
      }),
    show: (view) => <ActorLettersPage {...view} />,
  });
}

const partJson = (part: LetterPart) =>
  part.is === 'network'
    ? {
        is: part.is,
        network: { number: part.network.number, name: part.network.title },
        signed: part.signed,
        host: part.host,
      }
    : { is: part.is };

function ActorLettersPage({ actor, letters, memberships, claims, part, asOf }: View) {
  const t = useWords();
  const at = { number: actor.number, slug: slugify(actor.title) };
  const title = t('letters.of_actor.title', { name: actor.title });
  return (
    <PublicPage
      support="other"
      title={title}
      canonical={routes.actorLetters(at, part > 1 ? { page: part } : undefined)}
      json={routes.actorLetters.json(at)}
      noindex={asOf !== null || letters.total === 0}
      crumbs={[
        { label: t('kit.nav.actors'), href: routes.actors() },
        crumbOf(actor, routes.actor(at)),
        { label: t('letters.title') },
      ]}
    >
      <div class="text flow record">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{t('letters.of_actor.lead')}</p>
          <ExampleNotice asOf={asOf} />
        </header>
        {memberships.length ? <RecordFacts facts={memberships} claims={claims} /> : null}
        {letters.letters.length ? (
          <LettersOfActor letters={letters.letters} heading={2} />
        ) : (
          <Empty title={t('letters.of_actor.none')} />
        )}
        <Pagination
          page={part}
          pages={Math.ceil(letters.total / size)}
          href={(to) => routes.actorLetters(at, { page: to })}
        />
      </div>
    </PublicPage>
  );
}

/** A list of letters, each with the actor's role in it. */
export function LettersOfActor({ letters, heading }: { letters: readonly LetterOf[]; heading: 2 | 3 }) {
  const t = useWords();
  const parts = new Map(letters.map(({ line, parts: mine }) => [line.letter.id, mine]));
  return (
    <LetterLines
      lines={letters.map((one) => one.line)}
      heading={heading}
      beside={(line) => (
        <p class="muted pills">
          {parts.get(line.letter.id)!.map((part): Child =>
            part.is === 'network' ? (
              <span>
                {t(part.host ? 'letters.of_actor.network_host' : 'letters.of_actor.network_signed')}{' '}
                <ThingName brief={part.network} />
              </span>
            ) : (
              <Pill kind="plain">{t(`letters.of_actor.${part.is}`)}</Pill>
            ),
          )}
        </p>
      )}
    />
  );
}
