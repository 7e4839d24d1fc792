import { type Metric, register } from 'prom-client';

/** The metric of that name, made where there is none yet: a process has one registry, and may start a part more than once. */
export function metric<Configuration extends { name: string }, Kind extends Metric>(
  kind: new (configuration: Configuration) => Kind,
  configuration: Configuration,
): Kind {
  const existing = register.getSingleMetric(configuration.name);
  return existing instanceof kind ? existing : new kind(configuration);
}
