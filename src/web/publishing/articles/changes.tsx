import type { ComparedSentence } from '../../../documents/model/compare.ts';
import { sentenceKindLabel } from '../../../documents/model/schema.ts';
import { Table } from '../../kit/components/page-parts.tsx';
import { useWords } from '../../kit/view.tsx';
import { LinkedText } from '../../record/components/cited.tsx';

type Side = NonNullable<ComparedSentence['after']>;

export function Changes({
  changes,
  before,
  after,
}: {
  changes: readonly ComparedSentence[];
  before: string;
  after: string;
}) {
  const t = useWords();
  const different = changes.filter((one) => one.change !== 'same');
  if (!different.length) return <p>{t('publishing.articles.changes.none')}</p>;
  return (
    <Table
      caption={t('publishing.articles.changes.caption', { count: different.length })}
      head={[t('publishing.articles.changes.kind'), before, after]}
      rows={different.map((one) => [
        t(`publishing.articles.changes.${one.change}`),
        <Version side={one.before} />,
        <Version side={one.after} />,
      ])}
    />
  );
}

function Version({ side }: { side: Side | null }) {
  const t = useWords();
  if (!side) return <span class="hint">{t('publishing.articles.changes.not_there')}</span>;
  const claims = side.citations.map((citation) => citation.claim.split('/')[1]).join(', ');
  return (
    <>
      <LinkedText text={side.text} links={side.links} styles={side.styles} />
      <small class="hint">
        {' '}
        {t(sentenceKindLabel(side.kind))}
        {claims ? `; ${t('publishing.articles.changes.claims', { claims })}` : ''}
        {side.override ? `; ${t('publishing.articles.changes.override', { reason: side.override.reason })}` : ''}
      </small>
    </>
  );
}
