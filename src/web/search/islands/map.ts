// Moves and zooms the map of places: by buttons, by keys, by dragging with a mouse, by the wheel with Ctrl or ⌘, and
// with two fingers. When the reader zooms in, circles split. Nothing is animated, and nothing is loaded. The places
// come from the list beside the map. Without this script, the circles still link to pages with enlarged maps.

import { clustersOf, labelled, radiusOf } from '../charts/map-clusters.ts';

type Place = { x: number; y: number; cases: number; cell: string; name: string; href: string };
type View = { x: number; y: number; zoom: number };

const maxZoom = 16;
const step = 80;

for (const map of document.querySelectorAll<HTMLElement>('.points-map[data-words]')) start(map);

function start(map: HTMLElement): void {
  const [outlines, circles] = map.querySelectorAll('svg');
  const [, , width = 0, height = 0] = outlines!.getAttribute('viewBox')!.split(' ').map(Number);
  const words = JSON.parse(map.dataset.words!) as Record<'label' | 'in' | 'out' | 'all', string>;
  const several = JSON.parse(map.dataset.several ?? '[]') as [at: string[], cases: number][];
  const places = placesOf(map);
  if (places.length === 0) return;
  const whole = [...circles!.childNodes];
  const number = new Intl.NumberFormat(document.documentElement.lang, {
    notation: 'compact',
    maximumFractionDigits: 0,
  });
  let view: View = { x: 0, y: 0, zoom: 1 };

  const casesAt = (at: readonly Place[]): number => {
    const cells = new Set(at.map(({ cell }) => cell));
    const twice = several.map(([all, cases]) => cases * Math.max(0, all.filter((cell) => cells.has(cell)).length - 1));
    return [...at.map(({ cases }) => cases), ...twice.map((cases) => -cases)].reduce((sum, one) => sum + one, 0);
  };
  const draw = (): void => {
    const { x, y, zoom } = view;
    outlines!.setAttribute('viewBox', `${x} ${y} ${width / zoom} ${height / zoom}`);
    for (const [button, off] of [
      [nearer, zoom === maxZoom],
      [farther, zoom === 1],
      [all, zoom === 1],
    ] as const)
      button.setAttribute('aria-disabled', String(off));
    if (zoom === 1) return circles!.replaceChildren(...whole);
    const at = (place: Place) => {
      const [left, top] = [(place.x - x) * zoom, (place.y - y) * zoom];
      return left >= 0 && top >= 0 && left <= width && top <= height ? { x: left, y: top } : null;
    };
    const drawn = clustersOf({ at }, places)
      .clusters.map((one) => ({ ...one, cases: casesAt(one.places) }))
      .toSorted((a, b) => b.cases - a.cases);
    const labels = labelled(width, drawn, ({ places: [first] }) => first!.name);
    circles!.replaceChildren(
      ...drawn.map((one) => {
        const [first] = one.places;
        const [cx, cy] = [`${(100 * one.x) / width}%`, `${(100 * one.y) / height}%`];
        const radius = radiusOf(one.cases);
        const names = one.places.slice(0, 3).map(({ name }) => name);
        return svg(
          'a',
          { href: first!.href, tabindex: '-1', ...(one.places.length > 1 && { 'data-many': '' }) },
          svg('title', {}, `${names.join(', ')}${one.places.length > 3 ? ' …' : ''}: ${one.cases}`),
          svg('circle', { cx, cy, r: String(radius) }),
          ...(one.cases > 1
            ? [svg('text', { x: cx, y: cy, dy: '0.35em', class: 'number' }, number.format(one.cases))]
            : []),
          ...(labels.has(one)
            ? [svg('text', { x: cx, y: cy, dx: String(radius + 5), dy: '0.35em', class: 'name' }, first!.name)]
            : []),
        );
      }),
    );
  };
  const show = (x: number, y: number, zoom: number): void => {
    const inside = (value: number, size: number): number => Math.min(Math.max(value, 0), size - size / zoom);
    view = { x: inside(x, width), y: inside(y, height), zoom };
    draw();
  };
  /** Zooms in or out. The given point of the picture does not move. */
  const zoomBy = (factor: number, [left, top]: readonly [number, number] = [width / 2, height / 2]): void => {
    const zoom = Math.min(Math.max(view.zoom * factor, 1), maxZoom);
    show(view.x + left / view.zoom - left / zoom, view.y + top / view.zoom - top / zoom, zoom);
  };
  const moveBy = (left: number, top: number): void =>
    show(view.x + left / view.zoom, view.y + top / view.zoom, view.zoom);
  /** The position of a pointer, in units of the picture. */
  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => {
    const box = map.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * width, ((clientY - box.top) / box.height) * height];
  };

  const button = (label: string, text: string, act: () => void): HTMLButtonElement => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    if (label !== text) made.ariaLabel = label;
    made.addEventListener('click', act);
    return made;
  };
  const nearer = button(words.in, '+', () => zoomBy(2));
  const farther = button(words.out, '−', () => zoomBy(0.5));
  const all = button(words.all, words.all, () => show(0, 0, 1));
  const bar = document.createElement('div');
  bar.className = 'map-buttons';
  bar.append(nearer, farther, all);
  map.append(bar);
  map.classList.add('zooms');
  map.tabIndex = 0;
  map.setAttribute('role', 'group');
  map.ariaLabel = words.label;

  const keys: Record<string, () => void> = {
    '+': () => zoomBy(2),
    '=': () => zoomBy(2),
    '-': () => zoomBy(0.5),
    '0': () => show(0, 0, 1),
    ArrowLeft: () => moveBy(-step, 0),
    ArrowRight: () => moveBy(step, 0),
    ArrowUp: () => moveBy(0, -step),
    ArrowDown: () => moveBy(0, step),
  };
  map.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (!act || event.target !== map || event.ctrlKey || event.metaKey || event.altKey) return;
    // While the whole map is visible, the arrow keys scroll the page.
    if (view.zoom === 1 && event.key.startsWith('Arrow')) return;
    event.preventDefault();
    act();
  });
  map.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomBy(2 ** (-event.deltaY / (event.deltaMode ? 4 : 160)), pointOf(event));
    },
    { passive: false },
  );

  let dragFrom: [number, number] | null = null;
  let dragged = false;
  map.addEventListener('pointerdown', (event) => {
    dragged = false;
    dragFrom = event.pointerType === 'mouse' && event.button === 0 && view.zoom > 1 ? pointOf(event) : null;
  });
  addEventListener('pointermove', (event) => {
    if (!dragFrom) return;
    const [x, y] = pointOf(event);
    const [left, top] = [dragFrom[0] - x, dragFrom[1] - y];
    if (!dragged && Math.hypot(left, top) < 6) return;
    dragged = true;
    dragFrom = [x, y];
    moveBy(left, top);
  });
  addEventListener('pointerup', () => (dragFrom = null));
  map.addEventListener('dragstart', (event) => event.preventDefault());
  circles!.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    if (dragged) return event.preventDefault();
    if (!link?.hasAttribute('data-many') || view.zoom === maxZoom || event.ctrlKey || event.metaKey || event.shiftKey)
      return;
    event.preventDefault();
    zoomBy(2.5, pointOf(event));
  });

  let fingers: { apart: number; at: [number, number] } | null = null;
  const pair = ([one, other]: TouchList | Touch[]): { apart: number; at: [number, number] } => ({
    apart: Math.hypot(one!.clientX - other!.clientX, one!.clientY - other!.clientY),
    at: pointOf({ clientX: (one!.clientX + other!.clientX) / 2, clientY: (one!.clientY + other!.clientY) / 2 }),
  });
  map.addEventListener('touchstart', ({ touches }) => (fingers = touches.length === 2 ? pair([...touches]) : null), {
    passive: true,
  });
  map.addEventListener(
    'touchmove',
    (event) => {
      if (!fingers || event.touches.length !== 2) return;
      event.preventDefault();
      const now = pair([...event.touches]);
      zoomBy(now.apart / fingers.apart, now.at);
      moveBy(fingers.at[0] - now.at[0], fingers.at[1] - now.at[1]);
      fingers = now;
    },
    { passive: false },
  );
  addEventListener('beforeprint', () => show(0, 0, 1));
  draw();
}

function placesOf(map: HTMLElement): Place[] {
  const links = map.parentElement!.querySelectorAll<HTMLAnchorElement>('a[data-at]');
  const read = (text: string, href: string, name?: string): Place => {
    const [x, y, cases, cell, ...named] = text.split(' ');
    return { x: Number(x), y: Number(y), cases: Number(cases), cell: cell!, name: name ?? named.join(' '), href };
  };
  const places = [...links].map((link) =>
    read(link.dataset.at!, link.href, link.dataset.name ?? link.textContent.trim()),
  );
  if (map.dataset.here) places.push(read(map.dataset.here, location.href));
  return places.toSorted((a, b) => b.cases - a.cases);
}

function svg(name: string, attributes: Record<string, string>, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
