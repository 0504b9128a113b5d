import { readdir } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { Metric } from './text.ts';

/** Metrics of this process from Node and the operating system, under the names that are usual for Prometheus. */
export async function processMetrics(): Promise<Metric[]> {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const { active, idle } = performance.eventLoopUtilization();
  // Only Linux lists the open files of a process here.
  const files = await readdir('/proc/self/fd').catch(() => null);
  const counter = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: 'counter',
    samples: [{ value }],
  });
  const gauge = (name: string, help: string, value: number): Metric => ({
    ...counter(name, help, value),
    type: 'gauge',
  });
  return [
    counter('process_cpu_user_seconds_total', 'Processor time in the program.', user / 1e6),
    counter('process_cpu_system_seconds_total', 'Processor time in the system.', system / 1e6),
    counter('process_cpu_seconds_total', 'Both together.', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'When the process started.', performance.timeOrigin / 1000),
    gauge('process_resident_memory_bytes', 'Memory of the process.', rss),
    ...(files ? [gauge('process_open_fds', 'Open files and connections.', files.length)] : []),
    gauge('nodejs_heap_size_used_bytes', 'JavaScript objects.', heapUsed),
    gauge('nodejs_heap_size_total_bytes', 'Memory for JavaScript objects.', heapTotal),
    gauge('nodejs_external_memory_bytes', 'Memory that JavaScript objects hold outside.', external),
    counter('nodejs_eventloop_active_seconds_total', 'Time in which the event loop was busy.', active / 1000),
    counter('nodejs_eventloop_idle_seconds_total', 'Time in which the event loop waited.', idle / 1000),
    {
      name: 'nodejs_version_info',
      help: 'Always 1. The version of Node.',
      type: 'gauge',
      samples: [{ value: 1, labels: { version: process.version } }],
    },
  ];
}
