// The order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
// The order matters: Android also calls itself Linux, and an iPhone “like Mac OS X”.
const systems: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/**
 * The browser and the operating system of a `User-Agent`, such as “Firefox, Linux”; empty if neither is known. Versions
 * are left out, because they would help to identify a person.
 */
export function browserName(agent: string | undefined): string {
  const sent = (agent ?? '').slice(0, 500);
  const first = (names: typeof browsers): string[] =>
    names
      .filter(([pattern]) => pattern.test(sent))
      .slice(0, 1)
      .map(([, name]) => name);
  return [...first(browsers), ...first(systems)].join(', ');
}
