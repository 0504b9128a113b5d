import type { Page } from '../../scripts/corpus/scheme.ts';

/** The names of an entity, in all forms that occur on the page. */
export function namesIn(page: Page, id: string | null): string[] {
  const entity = page.entities.find((one) => one.id === id);
  if (!entity?.name) return [];
  const written = page.mentions.flatMap((mention) =>
    mention.entity === id && mention.form === 'name' ? [mention.text] : [],
  );
  return [...new Set([entity.name, ...written])];
}
