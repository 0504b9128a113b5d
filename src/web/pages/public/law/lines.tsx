import type { LawLine } from '../../../../law/views/list.ts';
import { plainValues } from '../../../../record/views/lists.ts';
import { addressOf } from '../../../components/of-record.ts';
import { RecordValue } from '../../../components/record-value.tsx';

const shown = ['law-kind', 'law-number', 'jurisdiction'] as const;

/** Laws in a list, each with what tells it from others. */
export function LawLines({ lines, heading }: { lines: readonly LawLine[]; heading: 2 | 3 }) {
  const Heading = heading === 2 ? 'h2' : 'h3';
  return (
    <ul class="list laws">
      {lines.map((line) => (
        <li>
          <Heading>
            <a href={addressOf(line.law)}>{line.law.title}</a>
          </Heading>
          <p class="who">
            {shown.flatMap((property) => plainValues(line, property)).map((value, index) => (
              <>
                {index ? ' · ' : ''}
                <RecordValue view={value} />
              </>
            ))}
          </p>
        </li>
      ))}
    </ul>
  );
}
