import type { ProposalView } from '../../../record/proposals/list.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { briefTitle, deskPage } from '../desk/links.ts';

/**
 * The maximum number of links if the page lists all items below. If there are more items, only the first has a link.
 */
const maxLinks = 3;

/** What a proposal would do, with links to the items: "Publish “The newsroom was searched”". */
export function Work({
  one,
  things,
  count,
  listed,
}: {
  one: Pick<ProposalView, 'operation' | 'input'>;
  things: readonly Brief[];
  count: number;
  /** Whether the page lists all items below. */ listed?: boolean;
}) {
  const { t } = useView();
  const shown = listed && things.length > maxLinks ? things.slice(0, 1) : things;
  return (
    <>
      <strong>
        {t(
          one.operation === 'record.setVisibility'
            ? `record.proposals.${one.input.visibility === 'public' ? 'publish_what' : 'hide_what'}`
            : `record.proposals.does.${one.operation}`,
        )}
      </strong>{' '}
      <Dotted
        parts={shown.map((brief) => (
          <a href={deskPage(brief) ?? routes.desk.home()}>{briefTitle(t, brief)}</a>
        ))}
      />{' '}
      {count > shown.length ? t('record.proposals.more', { count: count - shown.length }) : null}
    </>
  );
}
