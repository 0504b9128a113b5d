import type { Child } from 'hono/jsx';
import type { Thing } from '../../../record/things.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { deskList, deskPage } from '../desk/links.ts';

/** The page of an act: which thing (and what of it), what it does, the form. */
export function ActPage({
  thing,
  name,
  title,
  part,
  children,
}: {
  thing: Thing;
  name: string;
  title: string;
  part?: string;
  children?: Child;
}) {
  const { t } = useView();
  const { kind, number } = thing;
  return (
    <DeskPage
      title={t(`record.desk.act.${name}_title`, { title: part ? `${title}, ${part}` : title })}
      noindex
      crumbs={[
        { label: t(`record.desk.kinds.${kind}`), href: deskList(kind) },
        { label: title, href: deskPage({ kind, number }) },
        { label: t(`record.desk.act.${name}`) },
      ]}
      actions={<VisibilityBadge visibility={thing.visibility} />}
    >
      <p class="lead">{t(`record.desk.act.${name}_lead`)}</p>
      {children}
    </DeskPage>
  );
}
