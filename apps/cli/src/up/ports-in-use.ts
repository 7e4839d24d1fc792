import { describePortUser, isPortFree } from '@sluis/local-stack';
import { type Settings, UsageError } from '../settings.js';

/**
 * @throws UsageError with one line per port that another program holds
 */
export async function requireFreePorts({ ports }: Settings): Promise<void> {
  const entries = Object.entries(ports);
  for (const [index, [name, port]] of entries.entries()) {
    const twin = entries.slice(0, index).find(([, other]) => other === port);
    if (twin) throw new UsageError(`${twin[0]} and ${name} are both ${port}. Give each a port of its own.`);
  }
  const complaints = await Promise.all(
    entries.map(async ([name, port]) => {
      if (await isPortFree(port)) return undefined;
      const user = await describePortUser(port);
      return `Port ${port} is in use${user === undefined ? '' : ` (by ${user})`}. Stop that program or set ${name}.`;
    }),
  );
  const busy = complaints.filter((complaint) => complaint !== undefined);
  if (busy.length > 0) throw new UsageError(busy.join('\n'));
}
