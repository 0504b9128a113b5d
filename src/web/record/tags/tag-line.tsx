import { mayRun } from '../../../platform/operation.ts';
import { loadThingTags } from '../../../record/tags/queries.ts';
import { isTagged } from '../../../record/tags/tables.ts';
import { tagItems } from '../../../record/tags/tag-items.ts';
import type { Thing } from '../../../record/things.ts';
import { Shape } from '../../kit/components/shapes.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { control } from '../../kit/forms/handle.ts';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';

type ItemTags = { kind: string; number: number; tags: readonly string[]; changes: boolean };

/** Loads the tags of an item. Null if the item cannot have tags. */
export async function loadTagsOf(
  { app, principal }: Pick<Desk, 'app' | 'principal'>,
  { id, kind, number, visibility }: Thing,
): Promise<ItemTags | null> {
  if (!isTagged(kind) || visibility === 'sealed') return null;
  const tags = (await loadThingTags(app.db.read, [id])).get(id) ?? [];
  return { kind, number, tags, changes: mayRun(principal, tagItems) };
}

/** The address of the desk's list of a kind, filtered by a tag. */
export const listOfTag = (kind: string, tag: string): string =>
  (kind === 'case' ? routes.desk.cases : kind === 'actor' ? routes.desk.actors : routes.desk.sources)({ tag });

/** The tags of an item on its page, each with a button that removes it. */
export function TagLine({ of: { kind, number, tags, changes } }: { of: ItemTags }) {
  const { t, token } = useView();
  if (!tags.length && !changes) return null;
  const here = routes.desk.tagsOf({ kind, number });
  return (
    <section class="pills work-line" aria-label={t('record.tags.title')}>
      <span class="muted">{t(tags.length ? 'record.tags.title' : 'record.tags.none')}</span>
      {tags.map((tag) => (
        <form method="post" action={here} class="tag">
          {token ? <input type="hidden" name={control.token} value={token} /> : null}
          <a class="pill" href={listOfTag(kind, tag)}>
            {tag}
          </a>
          {changes ? (
            <button class="pill" type="submit" name="drop" value={tag} aria-label={t('record.tags.drop', { tag })}>
              <Shape name="cross" />
            </button>
          ) : null}
        </form>
      ))}
      {changes ? (
        <a class="button small" href={here}>
          {t('record.tags.add')}
        </a>
      ) : null}
    </section>
  );
}
