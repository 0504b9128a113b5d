import type { Translate } from '../../../platform/messages/messages.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { ProposalView } from '../../../record/proposals/list.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { briefTitle } from '../desk/links.ts';
import { Differences, Words } from '../history/diff.tsx';
import { differences, rankOf } from '../history/differences.ts';
import { idFields, isJson, silent, Wording, type Line, type Names } from '../history/wording.ts';

type Json = Record<string, unknown>;

/** Of the proposal itself, not its content. */
const technical = new Set(['version', 'versions', 'seen', 'key', 'checked']);

/** The proposed content, field by field in words. What it is about is named above it. */
export function proposedContent(
  t: Translate,
  { input, things }: Pick<ProposalView, 'input' | 'things'>,
  names: Names,
): { field: string; lines: Line[] }[] {
  const about = new Set(things.map(({ brief }) => refOf(brief)));
  const words = new Wording(t, things[0]?.brief.kind ?? '', names);
  const isAbout = (value: unknown): boolean =>
    [value].flat().length > 0 && [value].flat().every((one) => typeof one === 'string' && about.has(one));
  const { filing, ...own } = unpacked(input, isAbout);
  // New items that are filed with it, by kind.
  const filed = Object.entries(isJson(filing) ? filing : {}).flatMap(([list, items]) => {
    const kind = list.slice(0, -1);
    const lines = (Array.isArray(items) ? items.filter(isJson) : []).flatMap((one) =>
      new Wording(t, kind, names).lines(list, stored(t, one, names)),
    );
    return lines.length ? [{ field: t(`record.desk.kinds.${kind}`), lines }] : [];
  });
  const fields = Object.entries(stored(t, own, names)).toSorted(([a], [b]) => rankOf(a) - rankOf(b));
  const changed = fields.flatMap(([name, value]) => {
    const lines = words.lines(name, value);
    return silent.has(name) || !lines.length ? [] : [{ field: words.label(name), lines }];
  });
  return [...changed, ...filed];
}

/** Without what is only in the input: the item, ids of its parts, its version, and the grouping `to`. */
const unpacked = (input: Json, isAbout: (value: unknown) => boolean): Json =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      technical.has(name) || typeof value === 'number' || isAbout(value)
        ? []
        : name === 'to' && isJson(value)
          ? Object.entries(unpacked(value, isAbout))
          : [[name, value]],
    ),
  );

/** The support of a claim, as its columns. */
const supported = ({ kind, capture, note, source, ...place }: Json): Json => ({
  support: kind,
  source,
  support_note: note,
  passage: capture === undefined ? null : { capture, ...place },
});

/** An input with the names and ids of the stored item, for which there are words. */
function stored(t: Translate, input: Json, names: Names): Json {
  const read = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(read) : isJson(value) ? stored(t, value, names) : value;
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]): [string, unknown][] => {
      if (technical.has(name)) return [];
      if (name === 'support' && isJson(value)) return Object.entries(stored(t, supported(value), names));
      const column = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
      const ref = typeof value === 'string' ? parseRef(value) : null;
      const field = [column, `${column}_id`, `${name}Id`].find((one) => idFields.has(one));
      if (ref && field) return [[field, names.byRef.get(refOf(ref))?.id ?? t('record.desk.history.gone')]];
      return [[t.has(`record.desk.field.${name}`) ? name : column, read(value)]];
    }),
  );
}

/** At most so many changed items of one proposal are shown. */
const mostChanges = 200;

/** What an editor would accept: what each item would become, and what was sent. */
export function Content({ one, names }: { one: ProposalView; names: Names }) {
  const { t } = useView();
  const more = one.changes.length - mostChanges;
  return (
    <>
      {one.changes.slice(0, mostChanges).map((change) => {
        const brief = names.byId.get(change.thingId);
        const kind = t(`record.desk.kind.${change.kind}`);
        const made = change.action === 'created';
        return (
          <section>
            <p>
              <strong>{brief ? briefTitle(t, brief) : made ? t('record.proposals.new_item', { kind }) : kind}</strong>
            </p>
            <Differences differences={differences(t, change, names)} made={made} />
          </section>
        );
      })}
      {more > 0 ? <Notice kind="warning" title={t('record.proposals.more_changes', { count: more })} /> : null}
      <p>
        <strong>{t('record.proposals.sent')}</strong>
      </p>
      <dl class="facts">
        {proposedContent(t, one, names).map(({ field, lines }) => (
          <div>
            <dt>{field}</dt>
            {lines.map((line) => (
              <dd class="typed">
                <Words line={line} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </>
  );
}
