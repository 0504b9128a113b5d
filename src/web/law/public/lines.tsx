import { SampleWord } from '../../record/components/example.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import type { LawLine } from '../../../law/views/list.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { addressOf } from '../../record/components/of-record.ts';
import { RecordValue } from '../../record/components/record-value.tsx';
import { useWords } from '../../kit/view.tsx';

const listedProperties = ['law-kind', 'law-number', 'jurisdiction'] as const;
/** The stages of a law, from the last to the first. The list shows the latest one that is known. */
const stages = ['repealed', 'struck-down', 'in-force', 'signed', 'adopted'] as const;

/**
 * A list of laws, each with its kind, number, country and stage. `here` leaves out the country, because the page
 * already names it.
 */
export function LawLines({
  lines,
  heading,
  here = false,
}: {
  lines: readonly LawLine[];
  heading: 2 | 3;
  here?: boolean;
}) {
  const t = useWords();
  const Heading = heading === 2 ? 'h2' : 'h3';
  return (
    <ul class="list laws">
      {lines.map((line) => {
        const step = stages.find((one) => plainValues(line, one).length);
        const parts = [
          ...listedProperties
            .filter((property) => !here || property !== 'jurisdiction')
            .flatMap((property) => plainValues(line, property))
            .map((view) => <RecordValue view={view} />),
          ...(step
            ? [
                <>
                  {t(`record.property.${step}`)}: <RecordValue view={plainValues(line, step)[0]!} />
                </>,
              ]
            : []),
          ...(line.example ? [<SampleWord item={line.law.ref} />] : []),
        ];
        return (
          <li>
            <Heading>
              <a href={addressOf(line.law)} {...langOf(line.law)}>
                {line.law.title}
              </a>
            </Heading>
            <p class="meta">
              <Dotted parts={parts} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}
