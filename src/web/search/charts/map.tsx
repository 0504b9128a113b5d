import { countryName } from '../../../record/vocabulary/countries.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { world, worldPlaces } from './world.ts';

export type CountryCount = { code: string; count: number };

/**
 * Possible lower bounds of the classes of counts. Each is about three times the previous one. Otherwise, one country
 * with many cases would make all others pale.
 */
const steps = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
const maxClasses = 5;

/** The lower bounds of the classes for the given counts, at most five. The lowest class includes all smaller counts. */
export function classesOf(counts: readonly number[]): number[] {
  const most = Math.max(0, ...counts);
  const needed = steps.filter((step) => step <= most).slice(-maxClasses);
  return needed.length ? [1, ...needed.slice(1)] : [];
}

export const classIn = (classes: readonly number[], count: number): number =>
  classes.findLastIndex((first) => count >= first);

/** The counts of a class, in words: "3–9", "10 or more", or "1" for a class with only that count. */
export function classWords(t: ReturnType<typeof useWords>, classes: readonly number[], index: number): string {
  const next = classes[index + 1];
  if (next === undefined) return t('search.statistics.map.or_more', { first: classes[index]! });
  return next - 1 === classes[index] ? String(classes[index]) : `${classes[index]}–${next - 1}`;
}

/**
 * A world map. The tint of a country depends on its number of cases. Small countries with cases also have a point,
 * which is larger in higher classes. The table beside the map has the same data, and links for the keyboard.
 */
export function WorldMap({ counts }: { counts: readonly CountryCount[] }) {
  const t = useWords();
  const places = worldPlaces();
  const classes = classesOf(counts.map((one) => one.count));
  const known = new Map(counts.map((one) => [one.code, one.count]));
  const named = (code: string, count: number): string =>
    t('search.statistics.map.country', { country: countryName(code, t.locale), count });
  const blank = [...places].filter(([code, place]) => place.path && !known.has(code));
  return (
    <div class="map">
      <svg viewBox={`0 0 ${world.width} ${world.height}`} aria-hidden="true" focusable="false">
        <path class="land" d={blank.map(([, place]) => place.path).join('')} />
        {counts.map(({ code, count }) => {
          const place = places.get(code);
          return place?.path ? (
            <a href={routes.country({ code })} tabindex={-1}>
              <path class={`class-${classIn(classes, count) + 1}`} d={place.path}>
                <title>{named(code, count)}</title>
              </path>
            </a>
          ) : null;
        })}
        {counts.map(({ code, count }) => {
          const place = places.get(code);
          const of = classIn(classes, count);
          return place?.tiny ? (
            <a href={routes.country({ code })} tabindex={-1}>
              <circle class={`class-${of + 1}`} cx={place.x} cy={place.y} r={4 + of}>
                <title>{named(code, count)}</title>
              </circle>
            </a>
          ) : null;
        })}
      </svg>
      <ol class="classes" aria-hidden="true">
        {classes.map((_, index) => (
          <li>
            <svg width="22" height="12" focusable="false">
              <rect class={`class-${index + 1}`} width="22" height="12" />
            </svg>
            {classWords(t, classes, index)}
          </li>
        ))}
      </ol>
    </div>
  );
}
