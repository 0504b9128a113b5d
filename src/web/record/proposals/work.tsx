import type { ProposalView } from '../../../record/proposals/list.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { briefTitle, deskPage } from '../desk/links.ts';

/** What is proposed, with links to the items: for example "Publish", followed by “The newsroom was searched”. */
export function Work({
  one,
  things,
  count,
}: {
  one: Pick<ProposalView, 'operation' | 'input'>;
  things: readonly Brief[];
  count: number;
}) {
  const { t } = useView();
  return (
    <>
      <strong>
        {t(
          one.operation === 'record.setVisibility'
            ? `record.proposals.${one.input.visibility === 'public' ? 'publish_what' : 'hide_what'}`
            : `record.proposals.does.${one.operation}`,
        )}
      </strong>{' '}
      {things.map((brief) => (
        <>
          <a href={deskPage(brief) ?? routes.desk.home()}>{briefTitle(t, brief)}</a>{' '}
        </>
      ))}
      {count > things.length ? t('record.proposals.more', { count: count - things.length }) : null}
    </>
  );
}
