import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { findThing } from '../../../record/refs.ts';
import { createTag, removeTag, renameTag } from '../../../record/tags/change-tags.ts';
import { findDeskTag, listDeskTags, loadThingTags, type DeskTag } from '../../../record/tags/queries.ts';
import { tagItems } from '../../../record/tags/tag-items.ts';
import { taggedKinds, tagsIn } from '../../../record/tags/tables.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';
import { listOfTag } from './tag-line.tsx';

const itemForm = defineForm({
  name: 'item-tags',
  schema: z.object({
    add: z.string().max(4000, 'errors.field.text.long').default(''),
    drop: z.array(z.string()).default([]),
  }),
  fields: {
    add: {
      kind: 'text',
      label: 'record.tags.new',
      hint: 'record.tags.new_hint',
      optional: true,
      list: 'desk-tags',
    },
    drop: { kind: 'checkboxes', label: 'record.tags.remove_some', optional: true },
  },
});

const createForm = defineForm({
  name: 'new-tag',
  schema: z.object({ name: z.string('record.error.tag.missing') }),
  fields: { name: { kind: 'text', label: 'record.tags.name', maxLength: 60, width: 'half' } },
});

const tagForm = defineForm({
  name: 'desk-tag',
  schema: z.object({ name: z.string('record.error.tag.missing'), merge: z.boolean().default(false) }),
  fields: {
    name: { kind: 'text', label: 'record.tags.name', maxLength: 60, width: 'half' },
    merge: { kind: 'checkbox', label: 'record.tags.merge', hint: 'record.tags.merge_hint', optional: true },
  },
});

/** The maximum number of tags that a field suggests. */
const maxSuggestions = 300;

function Suggestions({ tags }: { tags: readonly DeskTag[] }) {
  const t = useWords();
  if (!tags.length) return null;
  return (
    <>
      <datalist id="desk-tags">
        {tags.slice(0, maxSuggestions).map(({ name }) => (
          <option value={name}></option>
        ))}
      </datalist>
      <p class="hint">
        {t('record.tags.known', {
          names: tags
            .slice(0, 30)
            .map(({ name }) => name)
            .join(', '),
        })}
      </p>
    </>
  );
}

/** @throws AppError `not_found`, `sealed`, `redacted` */
async function loadItem(db: Reader, kind: string, number: number) {
  const known = taggedKinds.find((one) => one === kind);
  const thing = known && (await findThing(db, known, number));
  if (!known || !thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id);
  if (!brief) throw new AppError('not_found');
  const tags = (await loadThingTags(db, [thing.id])).get(thing.id) ?? [];
  return { kind: known, ref: `${kind}/${number}`, brief, tags, known: await listDeskTags(db) };
}

/** The pages of the tags of an item, of all tags of the desk, and of one tag. */
export const tagPages: Pages = (web) => {
  formPage(web, routes.desk.tagsOf, {
    operation: tagItems,
    load: ({ db, params }) => loadItem(db, params.kind, params.number),
    form: itemForm,
    title: 'record.tags.title',
    crumbs: ({ t, view: { kind, brief } }) => [
      { label: t(`record.desk.kinds.${kind}`), href: deskList(kind) },
      { label: briefTitle(t, brief), href: deskPage(brief) },
    ],
    actions: ({ t }) => (
      <a class="button small" href={routes.desk.deskTags()}>
        {t('record.tags.all')}
      </a>
    ),
    lead: 'record.tags.lead',
    save: 'record.tags.save',
    home: ({ view: { brief } }) => deskPage(brief)!,
    options: ({ view: { tags } }) => ({ drop: tags.map((tag) => ({ value: tag, text: tag })) }),
    below: ({ view: { known, tags } }) => <Suggestions tags={known.filter(({ name }) => !tags.includes(name))} />,
    paths: [
      [/^(add|drop)\..*/, 'add'],
      [/^items.*/, 'add'],
    ],
    submit: async ({ add, drop }, { run, view: { ref } }) => {
      const names = tagsIn(add);
      if (names.length + drop.length > 0) await run(tagItems, { items: [ref], add: names, drop });
    },
  });

  listPage(web, routes.desk.deskTags, {
    title: 'record.tags.title',
    load: async ({ db }) => ({ rows: await listDeskTags(db) }),
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    lead: 'record.tags.lead',
    add: ({ t, may }) => may(createTag) && { href: routes.desk.newDeskTag(), label: t('record.tags.create') },
    caption: ({ t, total }) => t('record.tags.caption', { count: total }),
    columns: [
      {
        head: 'record.tags.name',
        cell: ({ name }, { may }) => (may(renameTag) ? <a href={routes.desk.deskTag({ name })}>{name}</a> : name),
      },
      ...taggedKinds.map((kind) => ({
        head: `record.desk.kinds.${kind}`,
        numeric: true,
        cell: (tag: DeskTag) => {
          const count = tag[`${kind}s` as const];
          return count ? <a href={listOfTag(kind, tag.name)}>{count}</a> : 0;
        },
      })),
    ],
    empty: () => ({ title: 'record.tags.no_tags', text: 'record.tags.no_tags_lead' }),
  });

  formPage(web, routes.desk.newDeskTag, {
    operation: createTag,
    form: createForm,
    title: 'record.tags.create',
    crumbs: ({ t }) => [{ label: t('record.tags.title'), href: routes.desk.deskTags() }],
    save: 'record.tags.create',
    home: () => routes.desk.deskTags(),
    submit: ({ name }, { run }) => run(createTag, { name }),
  });

  formPage(web, routes.desk.deskTag, {
    operation: renameTag,
    load: ({ db, params }) => findDeskTag(db, params.name),
    form: tagForm,
    title: ({ view }) => view,
    crumbs: ({ t }) => [{ label: t('record.tags.title'), href: routes.desk.deskTags() }],
    save: 'record.tags.save',
    more: [{ intent: 'remove', label: 'record.tags.remove' }],
    home: () => routes.desk.deskTags(),
    values: ({ view }) => ({ name: view }),
    submit: async ({ name, merge }, { run, view: tag, intent }) => {
      if (intent === 'remove') await run(removeTag, { tag });
      else await run(renameTag, { tag, name, merge });
    },
  });
};
