/** One line of a metric. `suffix`: the end of its name, if it is a line of a histogram. */
export type Sample = {
  value: number;
  labels?: Record<string, string | number>;
  suffix?: '_bucket' | '_sum' | '_count';
};

/** A metric with its present values. */
export type Metric = {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: readonly Sample[];
};

export const textType = 'text/plain; version=0.0.4; charset=utf-8';

const escape = (text: string): string => text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);

function line(name: string, { value, labels, suffix }: Sample): string {
  const pairs = Object.entries(labels ?? {}).map(
    ([label, of]) => `${label}="${escape(String(of)).replaceAll('"', String.raw`\"`)}"`,
  );
  return `${name}${suffix ?? ''}${pairs.length ? `{${pairs.join(',')}}` : ''} ${value}\n`;
}

/** The metrics in the text format of Prometheus, version 0.0.4. */
export const toText = (metrics: readonly Metric[]): string =>
  metrics
    .map(
      ({ name, help, type, samples }) =>
        `# HELP ${name} ${escape(help)}\n# TYPE ${name} ${type}\n${samples.map((sample) => line(name, sample)).join('')}`,
    )
    .join('');
