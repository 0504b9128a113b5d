import { readFileSync, readdirSync } from 'node:fs';

/**
 * The memory of a process and of all that it has started, in mebibytes. `resident`: the sum of what each has in memory
 * (RSS). `proportional`: the same, but what several programs share is divided among them (PSS).
 */
export type Memory = { resident: number; proportional: number; processes: number };

/** The memory of a process and its descendants. Null on other systems than Linux, which do not report it. */
export function memoryOf(pid: number): Memory | null {
  const sum: Memory = { resident: 0, proportional: 0, processes: 0 };
  for (const one of [pid, ...descendants(pid)]) {
    const text = read(`/proc/${one}/smaps_rollup`);
    if (!text) continue;
    const mebibytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) / 1024;
    sum.resident += mebibytes('Rss');
    sum.proportional += mebibytes('Pss');
    sum.processes++;
  }
  return sum.processes ? sum : null;
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of read('/proc/self/stat') ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name)) continue;
    // The state and the parent's id follow the name of the program, which may contain any characters.
    const parent = Number(/^.*\) \S (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1] ?? 0);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const all = (of: number): number[] => (parents.get(of) ?? []).flatMap((child) => [child, ...all(child)]);
  return all(pid);
}

/** The text of a file in `/proc`; empty if the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
