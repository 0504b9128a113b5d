import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { listTagNames, sameTag } from '../../../record/tags/queries.ts';
import type { FilterGroup } from '../../kit/components/page-parts.tsx';

/** The maximum number of tags that the filter lists. Selected tags are always listed. */
const maxTags = 60;

/** The filter for tags. Empty if there are no tags. */
export async function tagGroups(db: Reader, t: Translate, chosen: readonly string[]): Promise<FilterGroup[]> {
  const isChosen = (name: string): boolean => chosen.some((one) => sameTag(one, name));
  const known = await listTagNames(db);
  const names = [
    ...known.filter((name, at) => at < maxTags || isChosen(name)),
    ...chosen.filter((one) => !known.some((name) => sameTag(one, name))),
  ];
  return names.length === 0
    ? []
    : [
        {
          name: 'tag',
          label: t('record.tags.title'),
          options: names.map((name) => ({ value: name, text: name, chosen: isChosen(name) })),
        },
      ];
}
