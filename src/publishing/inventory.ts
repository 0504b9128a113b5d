import type { Reader } from '../platform/database/tx.ts';
import type { InventoryFacts, ModuleInventory } from '../platform/inventory.ts';
import type { IdentityDemand } from './comments/commenting.ts';
import { confirmHours, rejectedDays, undecidedDays } from './comments/tables.ts';
import type { Publication } from './publication/publication.ts';

declare module '../platform/inventory.ts' {
  interface InventoryFacts {
    /** Whether readers can write comments now, or there are comments from earlier. */
    comments: boolean;
    /** The legal demand under which commenters must now identify themselves. Null if there is none. */
    identity: IdentityDemand | null;
    /** Whether identities of commenters are stored. */
    identities: boolean;
    /** The day on which the storage of the last identity ends. */
    keptUntil: string | null;
    /** Whether there are support messages. */
    supportMessages: boolean;
  }
}

const asked = ({ identity, identities }: InventoryFacts): boolean => identity !== null || identities;

export const publishingInventory: ModuleInventory = {
  inventory: [
    {
      key: 'comments',
      of: 'reader',
      where: ['database'],
      forReaders: true,
      deletedBy: 'self',
      columns: { reader_comment: ['name', 'text', 'note'], reader_comment_report: ['note'] },
      when: ({ comments }) => comments,
      params: () => ({ rejected: rejectedDays, undecided: undecidedDays }),
    },
    {
      key: 'identities',
      of: 'reader',
      where: ['database', 'files', 'mail'],
      forReaders: true,
      deletedBy: 'itself',
      columns: { commenter_identity: [] },
      when: asked,
      params: ({ identity, keptUntil }) => ({
        hours: confirmHours,
        period: identity ? (identity.period ?? '') : 'past',
        last: keptUntil ?? '',
      }),
      law: ({ identity }) =>
        identity && {
          title: identity.law.title,
          provision: identity.provision.number,
          label: identity.provision.label,
        },
    },
  ],
  ofOtherEntries: {
    articles: {
      edition: ['note'],
      article_act: ['reason', 'demanded_by', 'law'],
      correction: ['wrong', 'put_right'],
      published_citation: ['frozen'],
      published_override: ['reason'],
      review: ['reason'],
      page: ['texts'],
      tag: ['name', 'about'],
      support_message: ['title', 'body'],
      front_page: ['figure', 'finding'],
      front_page_notice: ['text', 'url'],
    },
    work: { article_comment: ['body', 'passage', 'waived_reason'], draft_link: ['for_whom'] },
  },
  withoutPersonalData: [
    'article_commenting',
    'article_share',
    'article_section',
    'article_tag',
    'section',
    'support_message_count',
    'former_address',
    'front_page_item',
    'published_figure',
    'retention_report',
  ],
};

/**
 * The facts about this module that decide the data inventory: the current settings, and whether there is data from
 * earlier settings.
 */
export async function publishingFacts(
  db: Reader,
  { commenting }: Pick<Publication, 'commenting'>,
): Promise<Pick<InventoryFacts, 'comments' | 'identity' | 'identities' | 'keptUntil' | 'supportMessages'>> {
  const any = async (table: 'reader_comment' | 'commenter_identity' | 'support_message'): Promise<boolean> =>
    (await db
      .selectFrom(table)
      .select((eb) => eb.lit(1).as('one'))
      .limit(1)
      .executeTakeFirst()) !== undefined;
  const last = await db
    .selectFrom('commenter_identity')
    .select((eb) => eb.fn.max('kept_until').as('day'))
    .executeTakeFirst();
  return {
    comments: commenting.mode !== 'off' || (await any('reader_comment')),
    identity: commenting.identity,
    identities: await any('commenter_identity'),
    keptUntil: last?.day ?? null,
    supportMessages: await any('support_message'),
  };
}
