import { Parser } from 'htmlparser2';

/* Rebuilds an uploaded SVG picture from an allow-list: shapes, text, gradients, and internal references. All other
   elements are removed with their content, such as scripts, animation, foreign content and styles. Event handlers and
   URLs are removed too. */

const elements = new Set(
  'svg g defs title desc symbol use path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop clipPath mask pattern'.split(
    ' ',
  ),
);
const attributes = new Set(
  (
    'id class viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform preserveAspectRatio fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin ' +
    'stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity opacity clip-path clip-rule mask offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod patternUnits ' +
    'patternTransform patternContentUnits clipPathUnits maskUnits maskContentUnits font-family font-size font-weight font-style text-anchor letter-spacing dominant-baseline dx dy color role aria-label'
  ).split(' '),
);

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export type CleanSvg = { svg: string; width: number; height: number };

/** Turns the properties of a `style` attribute, which design programs often write, into attributes. */
function fromStyle(style: string): [string, string][] {
  return style.split(';').flatMap((one): [string, string][] => {
    const at = one.indexOf(':');
    const [name, value] = [one.slice(0, at).trim(), one.slice(at + 1).trim()];
    return at > 0 && attributes.has(name) && name !== 'id' && name !== 'class' ? [[name, value]] : [];
  });
}

/** Whether a value contains no URL, or only a reference inside the picture, such as `url(#shape)`. */
const staysInside = (value: string): boolean =>
  !/url\s*\(/i.test(value) || /^url\(\s*(['"]?)#[\w.:-]+\1\s*\)(\s+(none|#[0-9a-f]{3,8}))?$/i.test(value.trim());

function attributesOf(name: string, given: Readonly<Record<string, string>>): string {
  const kept = new Map<string, string>();
  for (const [key, value] of [...Object.entries(given), ...fromStyle(given['style'] ?? '')]) {
    const isReference = name === 'use' && (key === 'href' || key === 'xlink:href');
    if (isReference ? /^#[\w.:-]+$/.test(value) : attributes.has(key) && staysInside(value))
      kept.set(isReference ? 'href' : key, value);
  }
  return [...kept].map(([key, value]) => ` ${key}="${escape(value)}"`).join('');
}

/**
 * An allowed element. `shown`: the ids of other elements that it draws, by `<use>` or as a pattern, mask or clip path.
 */
type Shape = { shapes: Shape[]; shown: string[] };

/** The maximum number of drawn elements. With references to references, a few lines of SVG can draw billions. */
const maxDrawn = 20_000;

const referred = (name: string, given: Readonly<Record<string, string>>): string[] =>
  [...Object.entries(given), ...fromStyle(given['style'] ?? '')].flatMap(([key, value]) =>
    name === 'use' && (key === 'href' || key === 'xlink:href')
      ? value.slice(1)
      : (/url\(\s*['"]?#([\w.:-]+)/i.exec(value)?.[1] ?? []),
  );

/** The number of elements that are drawn. It is infinite if an element draws itself. */
function drawn(root: Shape, byId: ReadonlyMap<string, Shape>): number {
  const counted = new Map<Shape, number>();
  const count = (shape: Shape): number => {
    const known = counted.get(shape);
    if (known !== undefined) return known;
    counted.set(shape, Infinity);
    let sum = 1;
    for (const one of shape.shapes) sum += count(one);
    for (const id of shape.shown) sum += byId.has(id) ? count(byId.get(id)!) : 0;
    counted.set(shape, sum);
    return sum;
  };
  return count(root);
}

/** Cleans an SVG picture. Null if the source is not SVG, has no size, or would draw too many elements. */
export function cleanSvg(source: string): CleanSvg | null {
  let out = '';
  /** The number of removed elements around the parser's current position. */
  let skipped = 0;
  let depth = 0;
  const roots: Record<string, string>[] = [];
  const byId = new Map<string, Shape>();
  const open: Shape[] = [{ shapes: [], shown: [] }];
  let shapes = 0;
  const parser = new Parser(
    {
      onopentag(name, given) {
        if (skipped || !elements.has(name) || (depth === 0 && (roots.length > 0 || name !== 'svg'))) {
          skipped++;
          return;
        }
        const shape: Shape = { shapes: [], shown: referred(name, given) };
        open.at(-1)!.shapes.push(shape);
        open.push(shape);
        if (given['id'] && !byId.has(given['id'])) byId.set(given['id'], shape);
        if (depth++ === 0) roots.push(given);
        else if (!['g', 'defs', 'title', 'desc'].includes(name)) shapes++;
        out += `<${name}${depth === 1 ? ' xmlns="http://www.w3.org/2000/svg"' : ''}${attributesOf(name, given)}>`;
      },
      ontext(text) {
        if (!skipped && depth) out += escape(text);
      },
      onclosetag(name) {
        if (skipped) skipped--;
        else {
          depth--;
          open.pop();
          out += `</${name}>`;
        }
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(source);
  const size = roots[0] ? sizeOf(roots[0]) : null;
  return size && shapes > 0 && drawn(open[0]!, byId) <= maxDrawn ? { svg: out, ...size } : null;
}

/** The longest side of a picture in pixels. */
const maxSide = 1e6;

function sizeOf(root: Readonly<Record<string, string>>): { width: number; height: number } | null {
  const box = (root['viewBox'] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const length = (text: string | undefined): number =>
    /^\d+(\.\d+)?(px)?$/.test(text ?? '') ? Number.parseFloat(text!) : Number.NaN;
  const [width, height] = box.length === 4 ? [box[2]!, box[3]!] : [length(root['width']), length(root['height'])];
  const size = { width: Math.round(width * 100) / 100, height: Math.round(height * 100) / 100 };
  return [size.width, size.height].every((side) => side > 0 && side <= maxSide) ? size : null;
}
