import type { Counts, Outcome, ImportState } from '../../../exchange/import/store/tables.ts';
import { Shape, type ShapeName } from '../../kit/components/shapes.tsx';
import { useView } from '../../kit/view.tsx';

export function StateWord({ state, dry }: { state: ImportState; dry: boolean }) {
  const { t } = useView();
  return (
    <span class="pill plain">
      {t(state === 'done' && dry ? 'exchange.imports.state.tried' : `exchange.imports.state.${state}`)}
    </span>
  );
}

const order = ['made', 'matched', 'changed', 'refused', 'noted', 'gone'] as const;

/** How many rows had each outcome. */
export function Counted({ counts }: { counts: Counts }) {
  const { t } = useView();
  const words = order.flatMap((fate) =>
    counts[fate] ? [t(`exchange.imports.counted.${fate}`, { count: counts[fate] })] : [],
  );
  return words.length ? <span>{words.join(' · ')}</span> : null;
}

const shapes: Record<Outcome, ShapeName> = { made: 'plus', matched: 'acknowledged', changed: 'note', refused: 'cross' };

export function OutcomeLabel({ fate }: { fate: Outcome }) {
  const { t } = useView();
  return (
    <span class="fate">
      <Shape name={shapes[fate]} /> {t(`exchange.imports.fate.${fate}`)}
    </span>
  );
}
